/* All behaviours (界面行为), each in its own file and found by data attributes or roles.

   Load after htmx:  <script src="…/web/js/early.js"></script>  in <head>,
                     <script type="module" src="…/web/js/main.js"></script>  last.
   Every file listens on document, so content swapped by htmx is alive without being initialised. Order matters in one
   point only: what may use a key first (an open list, a tree, a menu) stands before keys.js, which takes the rest. */
import "./compose.js";
import "./request.js";
import "./combobox.js";
import "./tree.js";
import "./tree-drag.js";
import "./menu.js";
import "./arrows.js";
import "./dates.js";
import "./identity.js";
import "./credit.js";
import "./applies.js";
import "./selection.js";
import "./upload.js";
import "./resize.js";
import "./draft.js";
import "./preferences.js";
import "./navigation.js";
import "./toast.js";
import "./dialog.js";
import "./focus.js";
import "./lock.js";
import "./passkey.js";
import "./demands.js";
import "./keys.js";

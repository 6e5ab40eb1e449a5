"""Where things lie in a clone (目录), and which of them the machine made."""

from __future__ import annotations

import os
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
# Everything the installation makes and keeps: keys, database, fonts, uploaded files.
VAR = Path(os.environ.get("REGISTRY_VAR", ROOT / "var"))
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
NODE_MODULES = ROOT / "node_modules"
SECRET_KEY = Path(os.environ.get("REGISTRY_SECRET_KEY_FILE", VAR / "secret-key"))

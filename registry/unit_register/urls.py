"""Addresses of the unit register (单位地址)."""

from django.urls import path, reverse

from registry.organisations.models import Organisation
from registry.organisations.placed import placed
from registry.unit_register import operations as acts
from registry.unit_register.forms.linking import unlink_form
from registry.unit_register.forms.maintaining import delete_form, entrust_form, undo_form
from registry.unit_register.lists import UnitList
from registry.unit_register.views import linking, maintaining, reading
from registry.units import operations
from registry.units.models import Unit, UnitChange
from registry.web.dialogs import dialogs

urlpatterns = [
    *placed(UnitList, "unit_register/list.html"),
    path("changes/", reading.changes, name="unit.list-changes"),
    path("alike/", reading.alike, name="unit.register-alike"),
    path("keepers/", reading.keepers, name="unit.entrust-places"),
    path("found/", reading.found, name="organisation.situate-units"),
    path("of/<uuid:uid>/register/", maintaining.register, name="unit.register"),
    path("of/<uuid:uid>/situate/", linking.situate, name="organisation.situate"),
    *dialogs(Organisation, {acts.unlink: unlink_form}, prefix="of", done=linking.units_of),
    path("<uuid:uid>/", reading.unit, name="unit.view"),
    path("<uuid:uid>/edit/", maintaining.edit, name="unit.correct"),
    path("<uuid:uid>/transform/", maintaining.transform, name="unit.transform"),
    *dialogs(Unit, {operations.entrust: entrust_form}, done="unit.view"),
    *dialogs(Unit, {operations.delete: delete_form}, done=lambda change: reverse("unit.list-changes")),
    *dialogs(
        UnitChange, {operations.undo: undo_form}, prefix="changes", done=lambda change: reverse("unit.list-changes")
    ),
]

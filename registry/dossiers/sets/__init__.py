"""The information sets of an organisation that have several rows (党组织多条信息集), in the order of their tabs."""

from registry.dossiers.sets.notices import notices
from registry.dossiers.sets.pairings import pairings
from registry.dossiers.sets.rectifications import rectifications
from registry.dossiers.sets.rewards import rewards
from registry.dossiers.sets.work import work

SETS = (rewards, notices, work, rectifications, pairings)

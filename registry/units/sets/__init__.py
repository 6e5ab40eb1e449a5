"""The information of a unit (单位信息集): what is collected of every unit, and all that is kept of it."""

from registry.units.sets.collection import information
from registry.units.sets.details import PARTS, details, parts_for

__all__ = ["PARTS", "details", "information", "parts_for"]

"""The information of an organisation (党组织信息集): what the collection form asks, and all that is kept of it."""

from registry.organisations.sets.basic import basic
from registry.organisations.sets.details import details

__all__ = ["basic", "details"]

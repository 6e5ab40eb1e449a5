"""The information sets of an organisation (党组织信息集), in the order of their tabs."""

from registry.organisations.sets.basic import basic

SETS = (basic,)

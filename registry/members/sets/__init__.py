"""The information sets of a member (党员信息集), in the order of their tabs."""

from registry.members.sets.basic import basic

SETS = (basic,)

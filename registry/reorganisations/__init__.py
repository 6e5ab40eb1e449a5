"""Reorganisations (组织变动): moving, merging, splitting, dissolving, with the members and cases concerned."""

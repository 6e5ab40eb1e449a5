"""The tree of party organisations (党组织), as it is and as it was."""

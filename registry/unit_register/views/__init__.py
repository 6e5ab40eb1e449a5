"""Pages of the unit register (单位页面)."""

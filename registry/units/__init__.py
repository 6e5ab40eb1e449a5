"""Legal units (单位) behind the organisations."""

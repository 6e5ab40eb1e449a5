"""What the unit register asks of a person (单位表单)."""

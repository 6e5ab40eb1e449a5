"""Code lists (代码集) and the field that stores one code."""

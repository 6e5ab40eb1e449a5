"""Spreadsheets in (导入中心): map, check, preview, load."""

"""Spreadsheets in (导入中心): examine, match columns and values, rehearse, load, return, undo."""

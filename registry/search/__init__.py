"""Finding people and organisations from anywhere (查找)."""

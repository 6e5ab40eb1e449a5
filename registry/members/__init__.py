"""Members (党员), their information sets, where they belong and belonged."""

"""Official forms, letters and rosters on paper (打印)."""

"""Settings, root addresses and the way in for a server (配置)."""

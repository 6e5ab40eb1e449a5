"""The demonstration county (演示县): invented persons and organisations, the same on every machine and every run."""

"""Reading the trail (审计台): what was done, by whom, to what; what looks unusual; whether the trail is still whole."""

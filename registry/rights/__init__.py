"""Posts and rights as the security administrators see them (授权): who sits where, what an organisation may do, who asks for more."""

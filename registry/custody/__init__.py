"""Custody (保管): the keys, what vouches for rows, how long data is kept, and what is kept of persons."""

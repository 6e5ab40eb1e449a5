"""The pages of accounts (账号页面): the door, one's own account, and the users of an organisation."""

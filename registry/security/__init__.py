"""Who may do what (账号、岗位、权限), the operations' guard, the audit trail and the ledger; no screens."""

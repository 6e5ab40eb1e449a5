"""Pages of lending (导出借阅页面): asking for a copy, what became of each, printing many forms, and tracing a leaked table."""

"""Long work in the background (后台任务): a queue in PostgreSQL, how far each piece has come, and the page that shows it."""

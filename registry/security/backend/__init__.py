"""PostgreSQL as Django knows it, told before each statement how far the work may see (数据库后端)."""

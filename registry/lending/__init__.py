"""Copies that leave the registry (导出借阅): each is asked for, marked, lent to somebody for a purpose, and given back or destroyed."""

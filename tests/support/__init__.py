"""What only the tests need of Django (测试支持): tables under the ledger's guard can be emptied between tests."""

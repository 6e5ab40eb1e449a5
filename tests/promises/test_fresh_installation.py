"""A fresh installation has nobody in it (security.md S17)."""


def test_a_fresh_installation_has_no_account(django_db_setup: int) -> None:
    assert django_db_setup == 0

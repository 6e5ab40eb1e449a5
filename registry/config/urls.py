"""Root addresses (根地址)."""

urlpatterns: list = []

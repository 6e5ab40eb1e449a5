"""Addresses (地址)."""

urlpatterns = []

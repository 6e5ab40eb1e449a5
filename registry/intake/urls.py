"""Addresses of the intake centre (导入地址)."""

urlpatterns = []

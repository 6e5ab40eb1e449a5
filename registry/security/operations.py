"""Opening users (开通用户)."""

from __future__ import annotations

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from registry.kernel.refusals import Invalid, Violation
from registry.security.actors import Actor, Place
from registry.security.models import User
from registry.security.operation import operation


@operation("user.open")
def open_user(place: Place, *, actor: Actor, login_name: str, name: str, password: str) -> User:
    """One natural person gets an account of his own (开通用户, R-248)."""
    if User.objects.filter(login_name=login_name).exists():
        raise Invalid([Violation("R-248", "该登录名已被使用，请另取一个。", "login_name")])
    try:
        validate_password(password)
    except ValidationError as weak:
        raise Invalid([Violation("R-248", message, "password") for message in weak.messages]) from weak
    user = User(login_name=login_name, name=name)
    user.set_password(password)
    user.save()
    return user

"""Addresses of accounts (账号地址)."""

from django.urls import path

from registry.accounts import operations
from registry.accounts.forms import correct_form, reason_form, reset_form, resume_form
from registry.accounts.views import activation, door, own, users
from registry.security.models import User
from registry.web.dialogs import dialogs

urlpatterns = [
    path("sign-in/", door.session_open, name="session.open"),
    path("sign-in/second/", door.second, name="session.open-second"),
    path("sign-in/unlock/", door.unlock, name="session.open-unlock"),
    path("activate/", activation.activate, name="session.open-activate"),
    path("recover/", activation.recover, name="session.open-recover"),
    path("sign-out/", door.session_close, name="session.close"),
    path("lock/", door.lock, name="session.close-lock"),
    path("posts/", door.post_switch, name="post.switch"),
    path("account/sessions/", own.sessions, name="session.list"),
    path("account/sessions/<uuid:stay>/end/", own.end, name="session.end"),
    path("account/password/", own.change, name="password.change"),
    path("account/factors/", own.own_factors, name="factor.list"),
    path("account/factors/enrol/", own.enrol, name="factor.enrol"),
    path("account/factors/register/", own.register, name="factor.register"),
    path("account/factors/codes/", own.draw, name="factor.draw"),
    path("account/factors/<uuid:factor>/remove/", own.remove, name="factor.remove"),
    path("users/", users.users, name="user.list"),
    path("users/open/", users.open_one, name="user.open"),
    path("users/open/many/", users.open_many, name="user.open-many"),
    path("users/open/template/", users.empty_sheet, name="user.open-template"),
    path("users/issue/", users.issue, name="user.issue"),
    path("users/<uuid:uid>/", users.user, name="user.view"),
    *dialogs(
        User,
        {
            operations.correct: correct_form,
            operations.reset: reset_form,
            operations.suspend: reason_form,
            operations.resume: resume_form,
            operations.close: reason_form,
            operations.erase: reason_form,
        },
        prefix="users",
        done="user.view",
    ),
]

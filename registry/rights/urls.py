"""Addresses of posts and rights (授权地址)."""

from django.urls import path, reverse

from registry.organisations.models import Organisation
from registry.rights import forms, operations, views
from registry.rights.models import Request
from registry.security import appointments, granting
from registry.security.models import Grant, Post
from registry.web.dialogs import dialogs

urlpatterns = [
    path("", views.subordinates, name="right.list"),
    path("mine/", views.mine, name="right.view"),
    path("posts/", views.posts, name="post.list"),
    path("at/<uuid:uid>/", views.organisation, name="right.list-organisation"),
    *dialogs(
        Organisation,
        {
            granting.open_function: forms.open_form, granting.close_function: forms.close_form,
            granting.adopt: forms.adopt_form,
        },
        prefix="at", done=lambda made: reverse("right.list-organisation", args=[made.organisation.uid]),
    ),
    *dialogs(
        Organisation, {appointments.grant: forms.grant_form},
        prefix="posts/at", done=lambda post: reverse("right.list-organisation", args=[post.organisation.uid]),
    ),
    *dialogs(
        Organisation, {operations.ask: forms.ask_form}, prefix="mine", done=lambda request: reverse("right.view")
    ),
    *dialogs(Post, {appointments.delegate: forms.delegate_form}, prefix="mine/post", done=lambda post: reverse("right.view")),
    *dialogs(
        Post,
        {
            appointments.confirm: forms.confirm_form, appointments.end: forms.end_form,
            appointments.review: forms.confirm_form,
        },
        prefix="posts", done=lambda post: reverse("right.list-organisation", args=[post.organisation.uid]),
    ),
    *dialogs(Post, {operations.hand_over: forms.hand_form}, prefix="posts",
             done=lambda made: reverse("post.list-handover", args=[made.uid])),
    path("posts/review/", views.review_picked, name="post.review-picked"),
    path("posts/end/", views.end_picked, name="post.end-picked"),
    path("posts/sheet/", views.review_sheet, name="post.list-sheet"),
    path("handovers/<uuid:uid>/", views.handover, name="post.list-handover"),
    path("handovers/<uuid:uid>/sheet/", views.handover_sheet, name="post.list-handover-sheet"),
    *dialogs(Grant, {granting.end: forms.end_form}, prefix="grants",
             done=lambda grant: reverse("right.list-organisation", args=[grant.organisation.uid])),
    *dialogs(Request, {operations.agree: forms.agree_form, operations.decline: forms.decline_form}, prefix="requests",
             done=lambda made: reverse("right.list")),
]  # fmt: skip

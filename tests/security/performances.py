"""How posts are granted (授予岗位), once."""

from datetime import timedelta

from registry.security import granting
from registry.security.granting import Said
from registry.security.models import Post, Role, User
from tests.performances import Performance, performance
from tests.support.writing import writing
from tests.world import TODAY, World, clerk, console


@performance("post.grant")
def grant(world: World) -> Performance:
    user = User.objects.get(login_name="weavers-clerk")
    return Performance(world.spinners, console("post.grant"), {"user": user, "role": Role.OPERATOR})


def _post(world: World, key: str = "weavers", **changes: object) -> Post:
    """The post of that place's clerk, otherwise than it was."""
    with writing():
        Post.objects.filter(user__login_name=f"{key}-clerk").update(**changes)
    return Post.objects.get(user__login_name=f"{key}-clerk")


def _successor() -> User:
    return User.objects.get(login_name="spinners-clerk")


@performance("post.confirm")
def confirm(world: World) -> Performance:
    return Performance(_post(world, confirmed=False), console("post.confirm"), {})


@performance("post.end")
def end_post(world: World) -> Performance:
    return Performance(_post(world), console("post.end"), {"reason": "工作调动"})


@performance("post.delegate")
def delegate(world: World) -> Performance:
    inputs = {"user": _successor(), "started_on": TODAY, "ended_on": TODAY + timedelta(days=14), "reason": "外出学习"}
    return Performance(_post(world), clerk(world.weavers), inputs)


@performance("post.review")
def review(world: World) -> Performance:
    return Performance(_post(world), console("post.review"), {})


def _said(function: str) -> dict[str, object]:
    return {"said": Said(function, TODAY, document="清组发〔2025〕9号")}


@performance("right.open")
def open_function(world: World) -> Performance:
    return Performance(world.mill, console("right.open"), _said("transfer.nation"))


@performance("right.close")
def close_function(world: World) -> Performance:
    return Performance(world.mill, console("right.close"), _said("member.export"))


@performance("right.end")
def end_grant(world: World) -> Performance:
    actor = console("right.close")
    return Performance(
        granting.close_function(world.mill, actor=actor, said=Said("member.export", TODAY)), console("right.end"), {}
    )


@performance("right.adopt")
def adopt(world: World) -> Performance:
    inputs = {"profile": "regulation", "started_on": TODAY, "document": "江组发〔2025〕3号"}
    return Performance(world.province, console("right.adopt"), inputs)

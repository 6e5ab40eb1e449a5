"""How users are opened and posts granted (开通用户, 授予岗位), each once."""

from registry.security.actors import Top
from registry.security.models import Role, User
from tests.performances import Performance, performance
from tests.world import PASSWORD, World, console


@performance("user.open")
def open_user(world: World) -> Performance:
    inputs = {"login_name": "mill-newcomer", "name": "测试新人", "password": PASSWORD}
    return Performance(Top(), console("user.open"), inputs)


@performance("post.grant")
def grant(world: World) -> Performance:
    user = User.objects.get(login_name="weavers-clerk")
    inputs = {"user": user, "organisation": world.spinners.pk, "role": Role.OPERATOR}
    return Performance(Top(), console("post.grant"), inputs)

"""How posts are granted (授予岗位), once."""

from registry.security.actors import Top
from registry.security.models import Role, User
from tests.performances import Performance, performance
from tests.world import World, console


@performance("post.grant")
def grant(world: World) -> Performance:
    user = User.objects.get(login_name="weavers-clerk")
    inputs = {"user": user, "organisation": world.spinners.pk, "role": Role.OPERATOR}
    return Performance(Top(), console("post.grant"), inputs)

"""How functions are asked for and answered (申请开通), each once."""

from __future__ import annotations

from registry.rights import operations
from registry.rights.models import Request
from registry.security import appointments
from registry.security.models import Post, User
from tests.performances import Performance, performance
from tests.world import TODAY, World, clerk, console, open_account


def asked(world: World) -> Request:
    """The mill asks to transfer within the nation."""
    return operations.ask(world.mill, actor=clerk(world.mill), function="transfer.nation", reason="外省务工党员较多")


@performance("right.ask")
def ask(world: World) -> Performance:
    inputs = {"function": "transfer.nation", "reason": "外省务工党员较多"}
    return Performance(world.mill, clerk(world.mill), inputs)


@performance("right.agree")
def agree(world: World) -> Performance:
    return Performance(asked(world), console("right.agree"), {"document": "清组发〔2025〕9号"})


@performance("right.decline")
def decline(world: World) -> Performance:
    return Performance(asked(world), console("right.decline"), {"words": "请报县委组织部办理"})


@performance("post.hand")
def hand_over(world: World) -> Performance:
    post = Post.objects.filter(user__login_name="weavers-clerk").order_by("pk")[0]
    former = Post.objects.get(user=open_account(world.village, f"heir-{User.objects.count()}"))
    appointments.end(former, actor=console("post.end"), reason="")
    inputs = {"user": former.user, "on": TODAY, "reason": "工作调动"}
    return Performance(post, console("post.hand"), inputs)

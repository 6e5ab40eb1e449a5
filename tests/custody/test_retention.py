"""保存期限 (R-252, S68): what the table says is what happens, every night, but for what is held."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db.models import F

from registry.accounts import operations as accounts
from registry.accounts.models import ActivationCode, Failure, MessageCode, Session
from registry.custody import erasing, jobs, operations
from registry.custody.models import Hold
from registry.intake import operations as intake
from registry.intake.models import Batch, Finding
from registry.jobs.models import State, Task
from registry.jobs.retention import SWEEPS, kinds
from registry.kernel.clock import now
from registry.kernel.refusals import Invalid, Refused
from registry.kernel.uids import uid
from registry.security.models import AuditEntry, Outcome, Role, StoredFile, User
from registry.web.models import Draft
from tests.intake.performances import rehearsed
from tests.support.writing import writing
from tests.world import World, clerk, console

pytestmark = pytest.mark.django_db
LONG = timedelta(days=4000)
KEPT = {"members", "organisations", "trail"}


def test_every_kind_that_has_an_end_has_what_deletes_it_and_no_other(db: None) -> None:
    assert set(SWEEPS) == set(kinds()) - KEPT
    for kind in kinds().values():
        assert kind.label
        assert kind.way
        assert kind.basis
        assert (kind.days is None) == (kind.key in {"members", "organisations"})


def test_the_trail_is_kept_three_years_at_least() -> None:
    assert (kinds()["trail"].days or 0) >= 3 * 365


def _old(world: World) -> None:
    """Something of every kind, from long ago."""
    user = User.objects.get(login_name="mill-clerk")
    Draft.keep(user.pk, "member.correct", world.li.uid, {"name": ["李"]})
    Draft.objects.update(saved_at=now() - LONG)
    Failure.objects.create(account=uid(), address=uid())
    Failure.objects.update(at=F("at") - LONG)
    MessageCode.objects.create(request=uid(), digest=uid())
    MessageCode.objects.update(sent_at=F("sent_at") - LONG)
    for _ in range(2):  # the latest stays, whenever it was
        Session.objects.create(user=user, device="Windows", address="10.0.0.1")
    Session.objects.update(opened_at=now() - LONG, ended_at=now() - LONG)
    Task.objects.create(
        function="intake.load", title="党员", subject=1, subject_uid=uid(), screen="intake.view", user=user.pk, post=1,
        state=State.DONE, finished_at=now() - LONG,
    )  # fmt: skip
    batch = intake.discard(rehearsed(world), actor=console())
    with writing():
        Batch.objects.filter(pk=batch.pk).update(uploaded_at=now() - LONG)
    Finding.objects.create(batch=batch, row=2, item="phone", weight="refuse", source="cell", message="号码不对")


def test_what_was_kept_long_enough_goes_in_one_night_with_one_entry(world: World) -> None:
    _old(world)
    members, before = world.li.version, AuditEntry.objects.count()
    said = jobs.sweep(now())
    entry = AuditEntry.objects.filter(function="retention.sweep").get()
    assert AuditEntry.objects.count() == before + 1
    assert set(entry.detail["counts"]) == set(SWEEPS)
    for kind in ("drafts", "failures", "codes", "stays", "tasks", "findings", "workbooks"):
        assert entry.detail["counts"][kind] >= 1, kind
        assert kinds()[kind].label in said
    batch = Batch.objects.get()
    assert (batch.file.read(), batch.file.size, batch.file.name) == (b"", 0, "党员.xlsx")
    assert StoredFile.objects.get(pk=batch.file_id).digest
    world.li.refresh_from_db()
    assert world.li.version == members
    assert set(erasing.sweep_all(now()).values()) == {0}


def test_what_is_young_stays(world: World) -> None:
    user = User.objects.get(login_name="mill-clerk")
    Draft.keep(user.pk, "member.correct", world.li.uid, {"name": ["李"]})
    batch = rehearsed(world)
    codes = ActivationCode.objects.count()
    assert set(erasing.sweep_all(now()).values()) == {0}
    assert Draft.objects.count() == 1
    assert ActivationCode.objects.count() == codes
    assert batch.file.read()


def test_what_is_held_stays_until_it_is_released(world: World) -> None:
    _old(world)
    officer = clerk(world.province, role=Role.SECURITY)
    inputs = {"kind": "drafts", "reason": "配合检查", "document": "江纪发〔2025〕2号"}
    hold = operations.place(world.province, actor=officer, **inputs)
    with pytest.raises(Refused, match="已经保全"):
        operations.place(world.province, actor=officer, **inputs)
    with pytest.raises(Invalid, match="无需保全"):
        operations.place(world.province, actor=officer, **(inputs | {"kind": "members"}))
    assert "drafts" not in erasing.sweep_all(now())
    assert Draft.objects.count() == 1
    entry = AuditEntry.objects.filter(function="retention.sweep").get()
    assert entry.detail["held"] == ["drafts"]
    operations.release(Hold.objects.get(pk=hold.pk), actor=officer, reason="检查结束")
    assert erasing.sweep_all(now())["drafts"] == 1


def closed(world: World) -> User:
    user = User.objects.get(login_name="weavers-clerk")
    return accounts.close(user, actor=console("user.close"), reason="退休")


def test_the_numbers_of_a_closed_account_go_on_request_and_the_person_stays_known(world: World) -> None:
    user = User.objects.get(login_name="weavers-clerk")
    number = user.identity_number
    with pytest.raises(Refused, match="只能抹去已注销账号"):
        accounts.erase(user, actor=console("user.erase"), reason="本人申请")
    erased = accounts.erase(closed(world), actor=console("user.erase"), reason="本人申请")
    erased = User.objects.get(pk=erased.pk)
    assert (erased.phone, erased.identity_number, erased.phone_mask, erased.identity_mask) == (None, None, "", "")
    assert erased.phone_index is None
    assert erased.name
    assert number
    assert User.objects.get_queryset().with_identity(number).get() == erased, "nobody gets a second account"


def test_the_numbers_of_an_account_closed_long_ago_go_by_themselves(world: World) -> None:
    user = closed(world)
    assert erasing.sweep_all(now())["accounts"] == 0
    later = now() + timedelta(days=(kinds()["accounts"].days or 0) + 1)
    assert SWEEPS["accounts"](later) == 1
    assert User.objects.get(pk=user.pk).identity_mask == ""
    entry = AuditEntry.objects.filter(function="user.erase").get()
    assert (entry.outcome, entry.subject_id) == (Outcome.DONE, user.pk)

"""Changing keys (更换密钥): two officers, nothing lost, nothing doubled, nobody disturbed, wherever it breaks off."""

from __future__ import annotations

from pathlib import Path
from threading import Event, Thread
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction

from registry.accounts import factors
from registry.accounts import operations as accounts
from registry.accounts.models import OneTimePassword
from registry.custody import counting, jobs, operations, resealing
from registry.custody.management.commands.rotate_index import rotate
from registry.custody.models import Change, KeyChange, KeyCount, Stage
from registry.custody.places import indexes, sealed_tables, tables
from registry.jobs.progress import SILENT
from registry.kernel import keyfiles, sealing, usage
from registry.kernel.refusals import Invalid, Refused
from registry.kernel.sealing import SealBroken, keyring
from registry.members import operations as members
from registry.members.models import Member, MemberIdentity
from registry.members.sets import basic
from registry.security.ledger import resealing as ledger_resealing
from registry.security.models import AuditEntry, Outcome, Role, StoredFile, User
from registry.security.models import Change as LedgerChange
from registry.web.models import Draft
from tests.custody.performances import asked
from tests.performances import performances
from tests.world import World, clerk, console, member_form, written

pytestmark = pytest.mark.django_db
SEALED_ELSEWHERE = {
    "accounts_passkey.credential", "accounts_passkey.public_key", "lending_loan.frozen", "security_auditentry.code",
    "security_rowcode.code", "security_seal.code", "security_seal.codes", "security_seal.head",
}  # fmt: skip
"""Bytes that are public, or a digest."""


def confirmed(world: World, change: Change) -> KeyChange:
    """A change both officers agreed to."""
    return operations.confirm(asked(world, change), actor=clerk(world.province, role=Role.SECURITY))


def run(change: KeyChange) -> str:
    return (
        jobs.reseal.__wrapped__(change.pk)
        if hasattr(jobs.reseal, "__wrapped__")
        else jobs.reseal(change.pk, console(), SILENT)
    )


def keys_in_use() -> set[int]:
    """The keys by which anything is sealed."""
    resealing.count()
    return set(KeyCount.objects.values_list("number", flat=True))


def test_every_column_of_bytes_is_known_as_sealed_or_as_none(db: None) -> None:
    known = {f"{table.model._meta.db_table}.{column}" for table in sealed_tables() for column in table.columns}
    columns = {
        f"{model._meta.db_table}.{field.column}"
        for model in tables()
        for field in model._meta.concrete_fields
        if field.get_internal_type() == "BinaryField"
    }
    assert columns - SEALED_ELSEWHERE == known
    assert {"members_member.phone", "security_storedfile.content", "accounts_onetimepassword.secret"} <= known


def test_every_column_called_an_index_is_known_as_one(db: None) -> None:
    known = {f"{one.model._meta.db_table}.{one.field.column}" for one in indexes()}
    columns = {
        f"{model._meta.db_table}.{field.column}"
        for model in tables()
        for field in model._meta.concrete_fields
        if field.get_internal_type() == "UUIDField" and field.column.endswith("index")
    }
    assert columns == known
    assert {"members_memberidentity.index", "security_user.phone_index"} <= known


def test_the_same_person_cannot_ask_and_confirm(world: World, own_keys: Path) -> None:
    change = asked(world, Change.SEALING)
    with pytest.raises(Refused):
        operations.confirm(change, actor=clerk(world.province, role=Role.SYSTEM))
    assert max(keyring().sealing) == 1


def test_below_the_top_of_the_node_nobody_changes_keys(world: World) -> None:
    with pytest.raises(Refused, match="本节点最高一级"):
        operations.ask(world.county, actor=console("key.ask"), change=Change.SEALING, reason="每年更换")


def test_one_change_at_a_time(world: World, own_keys: Path) -> None:
    asked(world)
    with pytest.raises(Refused, match="已有一项密钥变更"):
        asked(world)


def test_an_algorithm_that_does_not_seal_is_refused(world: World) -> None:
    with pytest.raises(Invalid, match="不能用于这种密钥"):
        operations.ask(world.province, actor=console("key.ask"), change=Change.SEALING, algorithm="sm3", reason="试")


def everything_sealed(world: World) -> StoredFile:
    """Something in every kind of place."""
    performances()["intake.rehearse"](world)
    user = User.objects.get(login_name="mill-clerk")
    OneTimePassword.objects.create(user=user, secret="ABCDEFGH")
    Draft.keep(user.pk, "member.correct", world.li.uid, {"name": ["李"]})
    return StoredFile.put("决议.pdf", "pdf", b"%PDF-1.7 basis")


def test_after_resealing_everything_opens_and_nothing_is_left_by_the_old_key(world: World, own_keys: Path) -> None:
    file = everything_sealed(world)
    phones, version, ledger = world.ouyang.phone, world.ouyang.version, LedgerChange.objects.count()
    assert keys_in_use() == {1}
    change = confirmed(world, Change.SEALING)
    assert keyring().newest.number == 2
    run(change)
    assert keys_in_use() == {2}
    keyfiles.remove(own_keys, "", "sealing", 1)
    sealing.reread()
    member = Member.objects.get(pk=world.ouyang.pk)
    assert (member.phone, member.version) == (phones, version)
    assert StoredFile.objects.get(pk=file.pk).read() == b"%PDF-1.7 basis"
    assert OneTimePassword.objects.get().secret == "ABCDEFGH"
    assert Draft.objects.get().typed() == {"name": ["李"]}
    change = KeyChange.objects.get(pk=change.pk)
    assert change.stage == Stage.DONE
    # The ledger has the change of keys, and not every row once more.
    assert LedgerChange.objects.exclude(table_name="custody_keychange").count() == ledger
    assert AuditEntry.objects.get(function="key.finish").outcome == Outcome.DONE


def test_a_change_broken_off_anywhere_goes_on_where_it_was(
    world: World, own_keys: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    everything_sealed(world)
    change = confirmed(world, Change.SEALING)
    write = resealing._write
    for _ in range(4):
        done: list[object] = []

        def once(*said: Any, done: list[object] = done) -> None:
            if done:
                raise OSError("killed")
            write(*said)
            done.append(said)

        monkeypatch.setattr(resealing, "_write", once)
        with pytest.raises(OSError, match="killed"):
            run(change)
        assert KeyChange.objects.get(pk=change.pk).stage == Stage.RUNNING
        assert all(member.phone for member in Member.objects.all())
    monkeypatch.undo()
    run(change)
    assert KeyChange.objects.get(pk=change.pk).stage == Stage.DONE
    assert keys_in_use() == {2}
    assert "没有需要换密" in run(change)


def test_under_a_change_of_keys_nothing_but_seals_can_be_changed(world: World) -> None:
    rows = Member.objects.filter(pk=world.li.pk)
    for columns, change in ((["phone"], {"name": "别人"}), (["phone", "name"], {"name": "别人"})):
        with pytest.raises(DatabaseError, match="more than seals"), transaction.atomic(), ledger_resealing(1, columns):
            rows.update(**change)


@pytest.mark.django_db(transaction=True)
def test_what_clerks_do_meanwhile_is_kept(world: World, own_keys: Path) -> None:
    """Clerks correct telephones all the time while everything is resealed; every last word stands, and opens."""
    change, over = confirmed(world, Change.SEALING), Event()
    said: dict[int, str] = {}
    wrong: list[BaseException] = []

    def correct() -> None:
        try:
            number = 0
            while not over.is_set() or number < 20:
                member = Member.objects.select_related("organisation").get(name="李守田")
                phone = f"139{number:08d}"
                members.correct(
                    member, actor=clerk(world.mill), items=written(basic, phone=phone), version=member.version
                )
                said[member.pk], number = phone, number + 1
        except BaseException as error:
            wrong.append(error)
        finally:
            connection.close()

    person = Thread(target=correct)
    person.start()
    run(change)
    over.set()
    person.join()
    assert wrong == []
    assert {pk: Member.objects.get(pk=pk).phone for pk in said} == said
    assert keys_in_use() == {2}


def test_a_row_that_is_held_is_passed_over_and_named_by_number(
    world: World, monkeypatch: pytest.MonkeyPatch, own_keys: Path
) -> None:
    change = confirmed(world, Change.SEALING)
    monkeypatch.setattr(resealing, "_reseal_batch", lambda *given: None)  # as if every row were locked
    with pytest.raises(Refused, match="一直被其他业务占用"):
        run(change)
    assert KeyChange.objects.get(pk=change.pk).stage == Stage.RUNNING
    monkeypatch.undo()
    assert "换密" in jobs.reseal_left(jobs.datetime(2026, 3, 5))
    assert KeyChange.objects.get(pk=change.pk).stage == Stage.DONE


def test_a_key_in_use_or_remembered_by_the_ledger_is_not_destroyed(world: World, own_keys: Path) -> None:
    system = clerk(world.province, role=Role.SYSTEM)

    def destroy(number: int) -> KeyChange:
        return operations.ask(world.province, actor=system, change=Change.RETIRE, number=number, reason="不再使用")

    with pytest.raises(Refused, match="正在使用的密钥不能销毁"):
        destroy(1)
    change = confirmed(world, Change.SEALING)
    with pytest.raises(Refused, match="行数据由这把密钥加密"):
        destroy(1)
    run(change)
    with pytest.raises(Refused, match="不满三年"):
        destroy(1)
    with pytest.raises(Invalid, match="没有这个编号"):
        destroy(9)
    later = clerk(world.province, role=Role.SYSTEM, today=AuditEntry.objects.latest("pk").at.date().replace(year=2099))
    asked_for = operations.ask(world.province, actor=later, change=Change.RETIRE, number=1, reason="已满三年")
    officer = clerk(world.province, role=Role.SECURITY, today=later.today)
    assert operations.confirm(asked_for, actor=officer).stage == Stage.DONE
    assert set(keyring().sealing) == {2}


def test_another_index_key_finds_and_refuses_the_same_persons(world: World, own_keys: Path) -> None:
    number, login = world.shan.identity_number, User.objects.get(login_name="mill-clerk")
    identity, phone, own = login.identity_number, login.phone, MemberIdentity.objects.get(member=world.shan).index
    assert number and identity and phone
    change = confirmed(world, Change.INDEX)
    assert change.stage == Stage.CONFIRMED
    rotate(change)

    assert MemberIdentity.objects.get(member=world.shan).index != own
    assert Member.objects.with_identity(number).get() == world.shan
    assert world.shan in Member.objects.with_phone(world.shan.phone)
    users = User.objects.get_queryset()
    assert users.with_identity(identity).get() == users.with_phone(phone).get() == login
    assert keyring().blinds(number, "identity") == [MemberIdentity.objects.get(member=world.shan).index]
    form = member_form(identity_number=number)
    with pytest.raises(Invalid, match="已被登记"):
        members.enter(world.weavers, actor=console("member.enter"), items=form)
    opening = performances()["user.open"](world)
    items = opening.inputs["items"] | {"identity_number": identity}
    with pytest.raises(Invalid, match="已有账号"):
        accounts.open_user(opening.subject, actor=opening.actor, **(opening.inputs | {"items": items}))


def test_between_two_index_keys_both_are_asked(world: World, own_keys: Path) -> None:
    """As after a break-down between the new key and the rows: found all the same, and the rest can be done again."""
    number = world.shan.identity_number
    change = confirmed(world, Change.INDEX)
    keyfiles.add(own_keys, "", "index", "sm3")
    sealing.reread()
    assert len(keyring().blinds(number, "identity")) == 2
    assert Member.objects.with_identity(number).get() == world.shan
    with pytest.raises(Invalid, match="已被登记"):
        members.enter(world.weavers, actor=console("member.enter"), items=member_form(identity_number=number))
    rotate(change)
    assert keyring().index.number == 2
    assert keyring().asked == {2}
    assert Member.objects.with_identity(number).get() == world.shan


def test_a_code_on_paper_is_good_under_the_next_index_key(world: World, own_keys: Path) -> None:
    user = User.objects.get(login_name="mill-clerk")
    [code, *_] = factors.draw(user)
    rotate(confirmed(world, Change.INDEX))
    assert factors.is_unused(user, code)


@pytest.mark.django_db(transaction=True)
def test_the_index_is_not_changed_while_anybody_else_is_at_work(world: World, own_keys: Path) -> None:
    confirmed(world, Change.INDEX)
    other = connection.copy()
    try:
        other.ensure_connection()
        with pytest.raises(CommandError, match="请先停止网站"):
            call_command("rotate_index")
    finally:
        other.close()
    assert keyring().index.number == 1


def test_without_a_confirmed_change_the_index_stays(world: World, own_keys: Path) -> None:
    with pytest.raises(CommandError, match="先由系统管理员申请"):
        call_command("rotate_index")


def test_what_is_sealed_is_counted_and_a_key_used_up_seals_no_more(
    world: World, own_keys: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = counting.used()
    keyring().seal_all(["一"] * (3 * usage.BLOCK), "members_member.phone", [world.li.uid] * (3 * usage.BLOCK))
    assert 2 * usage.BLOCK <= counting.used() - before <= 4 * usage.BLOCK
    assert counting.worry() == ""
    monkeypatch.setattr(usage, "WARN_FROM", 1)
    assert "已过半" in counting.worry()
    monkeypatch.setattr(usage, "LIMIT", 1)
    with pytest.raises(Refused, match="用量已达上限"):
        keyring().seal_all(["一"] * 9000, "members_member.phone", [world.li.uid] * 9000)
    monkeypatch.undo()
    confirmed(world, Change.SEALING)
    assert counting.used() < usage.BLOCK * 2, "a new key begins anew"


def test_a_value_of_a_destroyed_key_is_said_to_be_broken(world: World, own_keys: Path) -> None:
    confirmed(world, Change.SEALING)
    keyfiles.remove(own_keys, "", "sealing", 1)
    sealing.reread()
    with pytest.raises(SealBroken):
        _ = Member.objects.get(pk=world.li.pk).phone

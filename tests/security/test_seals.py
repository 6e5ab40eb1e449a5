"""The sealed trail (审计封存): no row is missed, and whoever forges one, as superuser and with triggers off, is found out."""

from __future__ import annotations

import json
import re
from pathlib import Path
from threading import Event, Thread
from typing import Any

import pytest
from django.db import connection, transaction

from registry.kernel.sealing import keyring
from registry.members import operations as members
from registry.members.sets import basic
from registry.security import anchors, seals, trail, verifying
from registry.security.models import AuditEntry, Change, Seal
from registry.security.seals import head_of
from tests.world import World, clerk, console, written

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def elsewhere(tmp_path: Path, settings: Any) -> Path:
    """Anchors in a place of this test's own."""
    settings.ANCHOR_FILE = str(tmp_path / "anchors.jsonl")
    return Path(settings.ANCHOR_FILE)


def act(world: World, times: int = 1) -> list[AuditEntry]:
    """So many corrections of one member; the entries they left."""
    for number in range(times):
        member = members.Member.objects.get(pk=world.li.pk)
        items = written(basic, address=f"清源县三路{number}号")
        members.correct(member, actor=clerk(world.mill), items=items, version=member.version)
    return list(AuditEntry.objects.order_by("pk"))[-times:]


def forge(*statements: str) -> None:
    """As whoever owns the database: in no role, with every trigger silent."""
    with connection.cursor() as cursor:
        cursor.execute("set role none")
        cursor.execute("set session_replication_role = replica")
        try:
            for statement in statements:
                cursor.execute(statement)
        finally:
            cursor.execute("set session_replication_role = origin")
            cursor.execute("reset role")


def rechain() -> None:
    """What a forger does who knows how the chain is made, and has no key: every head made anew."""
    head = b""
    for number, code in Seal.objects.order_by("number").values_list("number", "code"):
        head = head_of(head, bytes(code))
        forge(f"update security_seal set head = '\\x{head.hex()}' where number = {number}")


def seal_everything() -> None:
    """As many rounds as it takes: the server itself opens transactions now and then, which a round waits for."""
    for _ in range(500):
        seals.seal()
        if Seal.objects.count() == AuditEntry.objects.count():
            return
    raise AssertionError("some entries are never sealed")


def faults() -> list[str]:
    return [str(fault) for fault in verifying.verify().faults]


BETWEEN = re.compile(r"审计记录 (\d+)(?:–(\d+))?：原为第 (\d+) 号")
"""A number that was drawn and given up leaves a gap: then the fault says between which two entries the row was."""


def named(found: list[str], row: str) -> bool:
    return any(fault.startswith(row) for fault in found)


def test_everything_settled_is_sealed_without_a_gap_and_found_sound(world: World) -> None:
    act(world, 3)
    done = seals.seal()
    assert done.entries == AuditEntry.objects.count() > 40
    assert done.changes == Change.objects.count() > 60
    assert done.broken == []
    assert list(Seal.objects.order_by("number").values_list("number", flat=True)) == list(range(1, done.entries + 1))
    assert seals.seal().entries == 0
    report = verifying.verify()
    assert report.faults == []
    assert (report.entries, report.changes, report.anchors) == (done.entries, done.changes, 1)


def test_an_entry_committed_late_is_not_missed(world: World) -> None:
    """It drew its number first and was committed last, after others were sealed."""
    seal_everything()
    drawn, sealed = Event(), Event()

    def slow() -> None:
        with transaction.atomic():
            trail.read(console(), "member.view", world.li, slow=True)
            drawn.set()
            sealed.wait(20)
        connection.close()

    thread = Thread(target=slow)
    thread.start()
    assert drawn.wait(20)
    trail.read(console(), "member.view", world.ouyang)
    assert seals.seal().entries == 0
    sealed.set()
    thread.join()
    assert seals.seal().entries == 2
    assert faults() == []


def test_an_edited_entry_is_named(world: World) -> None:
    first, *_ = act(world, 3)
    seal_everything()
    forge(f"update security_auditentry set name = '测试他人' where id = {first.pk}")
    assert named(faults(), f"审计记录 {first.pk}：")


def test_an_edited_change_is_named(world: World) -> None:
    [entry] = act(world)
    seal_everything()
    change = Change.objects.filter(entry=entry)[0]
    forge(f"""update security_change set after = '{{"name": "测试"}}' where id = {change.pk}""")
    assert faults() == [f"变更明细 {change.pk}：审计记录 {entry.pk} 下的这一条已被改动"]


def test_an_edited_entry_in_a_chain_made_anew_is_named(world: World) -> None:
    first, *_ = act(world, 3)
    seal_everything()
    forge(f"update security_auditentry set address = '192.0.2.9' where id = {first.pk}")
    forge(f"update security_seal set code = '\\x01{'00' * 32}' where entry = {first.pk}")
    rechain()
    found = faults()
    assert named(found, f"审计记录 {first.pk}：内容与鉴别码不符")
    assert any("锚点不符" in fault for fault in found)


def test_a_deleted_entry_is_named(world: World) -> None:
    first, *_ = act(world, 3)
    seal_everything()
    forge(f"delete from security_auditentry where id = {first.pk}")
    assert f"审计记录 {first.pk}：已被删除，或时间被改动" in faults()


def test_a_deleted_entry_whose_place_was_closed_in_a_chain_made_anew_is_named(world: World) -> None:
    first, second, _ = act(world, 3)
    seal_everything()
    place = Seal.objects.get(entry=first.pk).number
    forge(
        f"delete from security_auditentry where id = {first.pk}",
        f"delete from security_change where entry_id = {first.pk}",
        f"delete from security_seal where number = {place}",
        f"update security_seal set number = -number where number > {place}",
        "update security_seal set number = -number - 1 where number < 0",
    )
    rechain()
    found = faults()
    gone = [BETWEEN.match(fault) for fault in found]
    [(low, high)] = [
        (int(match[1]), int(match[2] or match[1])) for match in gone if match and int(match[3]) == place + 1
    ]
    assert low <= first.pk <= high
    assert any("锚点" in fault for fault in found)
    assert second.pk == first.pk + 1


def test_an_inserted_entry_is_named(world: World) -> None:
    first, second = act(world, 2)
    seal_everything()
    number = second.pk + 1000
    columns = "at, function, outcome, reason, user_id, name, subject_table, path, detail, address, office, code, xid"
    forge(
        f"insert into security_auditentry (id, {columns}) select {number}, {columns} from security_auditentry "
        f"where id = {first.pk}"
    )
    assert f"审计记录 {number}：没有封存而排在已封存的记录之中，是后来插入的" in faults()


def test_an_inserted_entry_with_a_seal_of_its_own_is_named(world: World) -> None:
    act(world)
    seal_everything()
    last = Seal.objects.latest("number")
    columns = "at, function, outcome, reason, user_id, name, subject_table, path, detail, address, office, code, xid"
    forge(
        f"insert into security_auditentry (id, {columns}) select id + 1000, {columns} from security_auditentry "
        f"where id = {last.entry}",
        f"insert into security_seal (number, entry, at, xid, changes, codes, code, head, sealed_at) select number + 1, "
        f"entry + 1000, at, xid, changes, codes, code, head, sealed_at from security_seal where number = {last.number}",
    )
    rechain()
    assert named(faults(), f"审计记录 {last.entry + 1000}：内容与鉴别码不符")


def test_an_inserted_change_is_named(world: World) -> None:
    first, _ = act(world, 2)
    seal_everything()
    number = Change.objects.latest("pk").pk + 1000
    forge(
        f"insert into security_change (id, at, entry_id, table_name, row_id) "
        f"values ({number}, now(), {first.pk}, 'members_member', 1)"
    )
    assert named(faults(), f"变更明细 {number}：")


def test_a_deleted_change_is_named(world: World) -> None:
    [entry] = act(world)
    seal_everything()
    change = Change.objects.filter(entry=entry)[0]
    forge(f"delete from security_change where id = {change.pk}")
    assert faults() == [f"变更明细 {change.pk}：审计记录 {entry.pk} 下的这一条已被删除"]


def test_swapped_entries_are_both_named(world: World) -> None:
    first, second = act(world, 2)
    seal_everything()
    spare = second.pk + 5000
    forge(*(
        f"update security_auditentry set id = {new} where id = {old}"
        for old, new in ((first.pk, spare), (second.pk, first.pk), (spare, second.pk))
    ))  # fmt: skip
    found = faults()
    assert named(found, f"审计记录 {first.pk}：") and named(found, f"审计记录 {second.pk}：")


def test_swapped_seals_in_a_chain_made_anew_are_both_named(world: World) -> None:
    first, second = act(world, 2)
    seal_everything()
    places = [Seal.objects.get(entry=entry.pk).number for entry in (first, second)]
    forge(*(
        f"update security_seal set number = {new} where number = {old}"
        for old, new in ((places[0], -1), (places[1], places[0]), (-1, places[1]))
    ))  # fmt: skip
    rechain()
    found = faults()
    assert named(found, f"审计记录 {first.pk}：") and named(found, f"审计记录 {second.pk}：")


def test_a_tail_cut_off_is_named(world: World) -> None:
    first, second, third = act(world, 3)
    seal_everything()
    cut = Seal.objects.get(entry=second.pk).number
    forge(
        f"delete from security_change where entry_id >= {second.pk}",
        f"delete from security_auditentry where id >= {second.pk}",
        f"delete from security_seal where number >= {cut}",
    )
    rechain()
    [found] = faults()
    assert found.startswith(f"审计记录 {second.pk}–{third.pk}：末尾被截断")
    assert first.pk == second.pk - 1


def test_an_anchor_that_nobody_signed_is_a_fault(world: World, elsewhere: Path) -> None:
    seal_everything()
    line = json.loads(elsewhere.read_text())
    with elsewhere.open("a") as file:
        file.write(json.dumps(line | {"number": line["number"] - 1}) + "\nnonsense\n")
    assert faults() == [
        f"锚点 {line['number'] - 1}：签名不符，不是本系统写的", "锚点 0：签名不符，不是本系统写的",
    ]  # fmt: skip


def test_an_entry_that_nobody_coded_is_told_when_it_is_sealed(world: World) -> None:
    seal_everything()
    [entry] = act(world)
    forge(f"update security_auditentry set name = '测试他人' where id = {entry.pk}")
    assert seals.seal().broken == [entry.pk]
    assert named(faults(), f"审计记录 {entry.pk}：内容与鉴别码不符")


def test_entries_from_before_there_were_codes_are_sealed_first_and_guarded_from_then_on(world: World) -> None:
    first = AuditEntry.objects.earliest("pk")
    forge(f"update security_auditentry set code = '', xid = 0 where id = {first.pk}")
    assert seals.seal().broken == []
    assert Seal.objects.get(number=1).entry == first.pk
    assert faults() == []
    forge(f"update security_auditentry set name = '测试他人' where id = {first.pk}")
    assert named(faults(), f"审计记录 {first.pk}：")


def test_nothing_is_sealed_while_a_part_of_a_load_is_only_prepared(world: World) -> None:
    seal_everything()
    act(world)
    with connection.cursor() as cursor:
        cursor.execute("begin")
        cursor.execute("select pg_current_xact_id()")
        cursor.execute("prepare transaction 'test.part'")
        try:
            assert seals.seal().entries == 0
        finally:
            cursor.execute("commit prepared 'test.part'")
    assert seals.seal().entries > 0


@pytest.mark.parametrize("forged", ["0" * 66, "02" + "0" * 64, ""])
def test_a_code_by_a_key_nobody_has_vouches_for_nothing(forged: str) -> None:
    assert not keyring().vouches(bytes.fromhex(forged), b"content", "trail entry")


def test_an_anchor_is_signed_and_its_line_holds_nothing_else(world: World, elsewhere: Path) -> None:
    seal_everything()
    [anchor] = anchors.target().all()
    assert anchor.genuine
    assert set(json.loads(elsewhere.read_text())) == {"number", "entry", "head", "at", "signature"}

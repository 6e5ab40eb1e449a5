"""Papers on file (附件): known by their bytes, kept once, handed only to those who may see the organisation, with a trace."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from registry.dossiers import queries
from registry.dossiers.models import Paper
from registry.dossiers.operations import KEEP, attach, detach
from registry.dossiers.sets import rewards
from registry.kernel.refusals import Invalid, Refused
from registry.organisations.models import Organisation, Reorganisation
from registry.reorganisations import operations as reorganisations
from registry.security.models import AuditEntry, Outcome, Post, Role, StoredFile
from tests import papers
from tests.dossiers.performances import PAPER, row_of
from tests.reorganisations.performances import PAPER as DOCUMENT
from tests.screens import signed_in
from tests.world import World, clerk

KINDS = ("pdf", "docx", "xls", "rar", "wps", "zip")
CHANGED_SINCE = "所选的组织变动已被撤回，请重新选择附件所附的内容。"


def at(organisation: Organisation, role: Role = Role.OPERATOR) -> Client:
    return signed_in(Post.objects.get(organisation=organisation, role=role))


def sent(world: World, name: str, content: bytes, **typed: str) -> HttpResponse:
    """What comes of the weavers' clerk handing in that file."""
    address = reverse("organisation.attach", args=[world.weavers.uid])
    file = SimpleUploadedFile(name, content, "text/html")
    return at(world.weavers).post(address, typed | {"paper": file}, headers={"HX-Request": "true"})


def put(world: World, **inputs: Any) -> Paper:
    attach(world.weavers, actor=clerk(world.weavers), **{"file": PAPER} | inputs)
    return Paper.objects.latest("pk")


@pytest.mark.parametrize("kind", KINDS)
def test_a_document_is_kept_as_what_its_bytes_and_its_ending_agree_on(kind: str, world: World) -> None:
    content = papers.of_kind(kind)
    answer = sent(world, f"批复.{kind.upper()}", content)
    assert (answer.status_code, answer["HX-Redirect"]) == (204, f"/organisations/{world.weavers.uid}/?tab=papers")
    paper = Paper.objects.get()
    assert (paper.title, paper.file.kind, paper.file.read()) == (f"批复.{kind.upper()}", kind, content)
    assert content not in bytes(paper.file.content)


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("批复.pdf", b"<html><script>", "文件内容与扩展名“pdf”不符，请用原来的程序另存后再上传。"),
        ("批复.png", b"%PDF-1.7", "文件内容与扩展名“png”不符"),
        ("批复.html", b"<html>", "不能上传“html”类型的文件，可用：pdf、doc"),
        ("批复.pdf.exe", b"MZ", "不能上传“exe”类型的文件"),
        ("批复.svg", b"<svg/>", "不能上传“svg”类型的文件"),
        ("批复", b"%PDF-1.7", "不能上传“无扩展名”类型的文件"),
        ("批复.pdf", b"%PDF-" + bytes(5 * 1024 * 1024), "材料不能超过5M，这份有5.0M，请压缩或分开上传。"),
        ("批复.pdf", b"", "空"),
    ],
)
def test_anything_else_is_refused_in_words(name: str, content: bytes, sentence: str, world: World) -> None:
    """R-035."""
    answer = sent(world, name, content)
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert not Paper.objects.exists() and not StoredFile.objects.exists()


def test_without_a_file_nothing_is_kept(world: World) -> None:
    address = reverse("organisation.attach", args=[world.weavers.uid])
    answer = at(world.weavers).post(address, {"title": "批复"}, headers={"HX-Request": "true"})
    assert "请选择要上传的文件。" in answer.content.decode()
    assert not Paper.objects.exists()


def test_a_name_longer_than_a_title_is_cut_before_its_ending(world: World) -> None:
    assert sent(world, "批" * 240 + ".pdf", papers.PDF).status_code == 204
    paper = Paper.objects.get()
    assert len(paper.title) == 120 and paper.title.endswith("批….pdf")


def test_the_second_click_files_no_second_paper(world: World) -> None:
    put(world, title="成立批复")
    with pytest.raises(Refused, match="这份文件已经上传过，就是附件“成立批复”，不用再传。"):
        put(world, file=replace(PAPER, name="另一个名称.pdf"))
    assert Paper.objects.count() == StoredFile.objects.count() == 1


def test_one_document_may_prove_several_acts_and_rows(world: World) -> None:
    put(world)
    KEEP["rewards"](world.weavers, actor=clerk(world.mill), items=row_of(rewards), paper=PAPER)
    KEEP["rewards"](world.spinners, actor=clerk(world.mill), items=row_of(rewards), paper=PAPER)
    assert Paper.objects.count() == 3


def test_every_paper_is_listed_with_what_it_proves(world: World) -> None:
    reorganisations.merge(world.spinners, actor=clerk(world.mill), others=[world.dyers], **DOCUMENT)
    act, here = Reorganisation.objects.get(), clerk(world.mill)
    attach(world.spinners, actor=here, file=replace(PAPER, content=b"%PDF-1"), title="成立批复")
    attach(act.organisation, actor=here, file=PAPER, title="合并批复", about=act.uid)
    KEEP["rewards"](act.organisation, actor=here, items=row_of(rewards), paper=PAPER)
    listed = {paper.title: about for paper, about in queries.papers(act.organisation)}
    assert listed == {
        "成立批复": "", "合并批复": str(act), "批复.pdf": "奖惩“全县先进基层党组织”",
    }  # fmt: skip


def test_a_paper_is_put_to_an_act_of_the_same_organisation_only(world: World) -> None:
    reorganisations.merge(world.spinners, actor=clerk(world.mill), others=[world.dyers], **DOCUMENT)
    strange = Reorganisation.objects.get().uid
    for about in (strange, uuid4()):
        with pytest.raises(Invalid) as refusal:
            put(world, about=about)
        assert [(one.message, one.field) for one in refusal.value.violations] == [(CHANGED_SINCE, "about")]
    page = sent(world, "批复.pdf", papers.PDF, about=str(strange)).content.decode()
    assert CHANGED_SINCE in page and f"{strange} " not in page
    assert not Paper.objects.exists()


def test_a_paper_that_is_taken_off_is_gone_and_the_second_click_is_told(world: World) -> None:
    paper = put(world)
    detach(world.weavers, actor=clerk(world.mill), paper=paper.uid)
    assert not Paper.objects.exists() and not StoredFile.objects.exists()
    with pytest.raises(Refused, match="这份附件已不在，可能刚刚被其他人删除；请刷新后核对。"):
        detach(world.weavers, actor=clerk(world.mill), paper=paper.uid)


def test_a_paper_of_another_organisation_is_not_taken_off(world: World) -> None:
    paper = put(world)
    with pytest.raises(Refused, match="这份附件已不在"):
        detach(world.spinners, actor=clerk(world.mill), paper=paper.uid)
    with pytest.raises(Refused):
        detach(world.weavers, actor=clerk(world.weavers), paper=paper.uid)
    assert Paper.objects.exists()


@pytest.mark.parametrize(
    ("key", "status"),
    [
        ("weavers", 200),
        ("mill", 200),
        ("city", 200),
        ("spinners", 404),
        ("town", 404),
        ("other_county", 404),
        ("school", 404),
    ],
)
def test_a_paper_is_served_to_those_who_may_see_the_organisation(key: str, status: int, world: World) -> None:
    paper = put(world)
    address = reverse("organisation.view-paper", args=[paper.uid])
    assert at(getattr(world, key)).get(address).status_code == status
    assert AuditEntry.objects.filter(outcome=Outcome.READ).count() == (status == 200)


@pytest.mark.parametrize("role", [Role.SYSTEM, Role.SECURITY, Role.AUDIT])
def test_no_administrator_reads_papers(role: Role, world: World) -> None:
    address = reverse("organisation.view-paper", args=[put(world).uid])
    assert at(world.province, role).get(address).status_code == 404


def test_who_read_a_paper_stands_in_the_trail(world: World) -> None:
    paper = put(world)
    at(world.mill).get(reverse("organisation.view-paper", args=[paper.uid]))
    entry = AuditEntry.objects.get(outcome=Outcome.READ)
    assert (entry.function, entry.subject_id, entry.path) == ("organisation.view", world.weavers.pk, world.weavers.path)
    assert entry.detail == {"paper": str(paper.uid)}


@pytest.mark.parametrize(
    "name", ['a"; filename=evil.html; x=".pdf', "批\r\nSet-Cookie: a=b.pdf", "../../批复.pdf", "批复\u202efdp.pdf"]
)
def test_no_name_of_a_stranger_stands_in_a_header(name: str, world: World) -> None:
    paper = put(world, file=replace(PAPER, name=name))
    answer = at(world.weavers).get(reverse("organisation.view-paper", args=[paper.uid]))
    assert answer.content == PAPER.content
    assert re.fullmatch('attachment; filename="[0-9a-f]{8}.pdf"', answer["Content-Disposition"])
    assert (answer["Content-Type"], answer["X-Content-Type-Options"]) == ("application/pdf", "nosniff")
    assert "Set-Cookie" not in answer and not any("evil" in value for value in answer.headers.values())


def test_a_title_is_text_on_the_page(world: World) -> None:
    put(world, title="<script>alert(1)</script>")
    page = at(world.weavers).get(f"/organisations/{world.weavers.uid}/?tab=papers").content.decode()
    assert "&lt;script&gt;alert(1)" in page and "<script>alert" not in page


def test_a_dissolved_organisations_papers_are_only_looked_at(world: World) -> None:
    attach(world.dyers, actor=clerk(world.mill), file=PAPER)
    paper = Paper.objects.get()
    reorganisations.merge(world.spinners, actor=clerk(world.mill), others=[world.dyers], **DOCUMENT)
    with pytest.raises(Refused, match="已经撤销，只能查看"):
        attach(world.dyers, actor=clerk(world.mill), file=replace(PAPER, content=b"%PDF-2"))
    with pytest.raises(Refused, match="已经撤销，只能查看"):
        detach(world.dyers, actor=clerk(world.mill), paper=paper.uid)
    assert at(world.mill).get(reverse("organisation.view-paper", args=[paper.uid])).content == PAPER.content

"""What a branch's groups and an organisation's papers ask of a person (党小组和附件表单)."""

from __future__ import annotations

from collections import Counter
from typing import Any
from uuid import UUID

from django import forms

from registry.dossiers.models import Group, GroupMembership, Paper
from registry.kernel import pinyin
from registry.kernel.uploads import Upload
from registry.members.models import Member
from registry.members.sets import basic as member_set
from registry.organisations.models import Organisation, Reorganisation
from registry.web.forms import Boxes, DocumentField, upload_of
from registry.web.set_forms import CodeSelect

OUTLINE = {"class": "input", "autocomplete": "off"}


class GroupForm(forms.Form):
    """A group's name, its leader, its members (党小组)."""

    name = forms.CharField(
        label="党小组名称",
        max_length=60,
        widget=forms.TextInput(OUTLINE),
        error_messages={"required": "请填写党小组名称，例如“第一党小组”。"},
    )
    leader = forms.ChoiceField(
        label="组长",
        widget=CodeSelect({"class": "select", "data-combobox": True}),
        error_messages={
            "required": "请选择一名本支部的党员担任组长。",
            "invalid_choice": "所选的组长已不在本支部，请另选一名党员。",
        },
    )
    members = forms.MultipleChoiceField(
        label="成员",
        required=False,
        widget=Boxes(),
        help_text="选入其他党小组的党员，即从原党小组转来；组长不用再选。",
        error_messages={"invalid_choice": "所选的党员中有人已不在本支部，请刷新后重新选择。"},
    )
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, data: Any, branch: Organisation, group: Group | None = None) -> None:
        self.group = group
        everyone = list(Member.objects.living().filter(organisation=branch).order_by("pk"))
        now = GroupMembership.objects.filter(ended_on__isnull=True, group__organisation=branch).select_related("group")
        there = {one.member_id: one.group for one in now}
        inside = [str(one.uid) for one in everyone if group and there.get(one.pk) == group]
        begun = (
            {"name": group.name, "leader": str(group.leader.uid), "version": group.version, "members": inside}
            if group
            else {}
        )
        super().__init__(data, initial=begun)
        called = _told_apart(everyone)
        choices = [(str(one.uid), called[one.pk] + _elsewhere(there.get(one.pk), group)) for one in everyone]
        leader: Any = self.fields["leader"]
        leader.choices = [("", ""), *((str(one.uid), called[one.pk]) for one in everyone)]
        leader.widget.hints = {str(one.uid): {"data-keys": pinyin.keys(one.name)} for one in everyone}
        self.fields["members"].choices = choices  # type: ignore[attr-defined]

    def inputs(self) -> dict[str, Any]:
        """What `organisation.group` is given."""
        cleaned = self.cleaned_data
        return {
            "name": cleaned["name"], "leader": UUID(cleaned["leader"]), "members": [UUID(uid) for uid in cleaned["members"]],
            "row": self.group.uid if self.group else None, "version": cleaned["version"] or 0,
        }  # fmt: skip


def _told_apart(members: list[Member]) -> dict[int, str]:
    """Each by his name; those who share one by their day of birth as well."""
    names = Counter(one.name for one in members)
    born = member_set.items["birth_on"]
    return {one.pk: f"{one.name}（{born.text(one)}生）" if names[one.name] > 1 else one.name for one in members}


def _elsewhere(now: Group | None, group: Group | None) -> str:
    """The other group in which a member is."""
    return f"（现在{now.name}）" if now and now != group and now.ended_on is None else ""


class UngroupForm(forms.Form):
    """The group as it was seen is given up."""

    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, data: Any, group: Group) -> None:
        self.group, self.lead = group, f"“{group}”撤销后，成员仍在本支部，只是不再编组；需要时可以恢复。"
        super().__init__(data, initial={"version": group.version})

    def inputs(self) -> dict[str, Any]:
        """What `organisation.ungroup` is given."""
        return {"row": self.group.uid, "version": self.cleaned_data["version"]}


class RegroupForm(forms.Form):
    """The group is there again."""

    def __init__(self, data: Any, group: Group) -> None:
        self.group, self.lead = group, f"恢复“{group}”：原成员中仍在本支部、没有编入其他党小组的，一并恢复。"
        super().__init__(data)

    def inputs(self) -> dict[str, Any]:
        """What `organisation.regroup` is given."""
        return {"row": self.group.uid}


class AttachForm(forms.Form):
    """A paper, its name, and what it is about (附件)."""

    title = forms.CharField(
        label="附件名称",
        max_length=120,
        required=False,
        widget=forms.TextInput(OUTLINE),
        help_text="不填的，用文件名。",
    )
    about = forms.ChoiceField(
        label="所附组织变动",
        required=False,
        widget=forms.Select({"class": "select"}),
        error_messages={"invalid_choice": "所选的组织变动已被撤回，请重新选择附件所附的内容。"},
    )
    paper = DocumentField(label="文件", required=True, error_messages={"required": "请选择要上传的文件。"})

    def __init__(self, data: Any, files: Any, organisation: Organisation, about: str = "") -> None:
        super().__init__(data, files, initial={"about": about})
        acts = Reorganisation.objects.filter(organisation=organisation).order_by("-effective_on", "-pk")[:100]
        own = ("", "党组织本身（如批准建立的文件）")
        self.fields["about"].choices = [own, *((str(one.uid), f"{one.effective_on:%Y-%m-%d} {one}") for one in acts)]  # type: ignore[attr-defined]

    def inputs(self) -> dict[str, Any]:
        """What `organisation.attach` is given."""
        about = self.cleaned_data["about"]
        file: Upload | None = upload_of(self.cleaned_data["paper"])
        return {"file": file, "title": self.cleaned_data["title"], "about": UUID(about) if about else None}


class DetachForm(forms.Form):
    """A paper is taken off."""

    def __init__(self, data: Any, paper: Paper) -> None:
        self.paper, self.lead = paper, f"附件“{paper}”将被删除，不能恢复。"
        super().__init__(data)

    def inputs(self) -> dict[str, Any]:
        """What `organisation.detach` is given."""
        return {"paper": self.paper.uid}

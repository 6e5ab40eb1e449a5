"""What is asked of whoever changes the keys (密钥变更表单)."""

from __future__ import annotations

from typing import Any

from django import forms

from registry.custody.models import Change, Hold, KeyChange
from registry.jobs.retention import kinds
from registry.kernel.algorithms import CIPHERS, DIGESTS, LABELS
from registry.kernel.sealing import keyring
from registry.organisations.models import Organisation
from registry.security.actors import Actor

SELECT = {"class": "select"}
USUAL = ("", "与现用密钥相同")


class _Given(forms.Form):
    """A form whose fields are the operation's inputs."""

    def inputs(self) -> dict[str, Any]:
        """What the operation is given."""
        return dict(self.cleaned_data)


class AskForm(_Given):
    """Which key, by which algorithm, and why (申请变更密钥)."""

    change = forms.ChoiceField(
        label="变更", choices=Change.choices, widget=forms.Select(SELECT),
        help_text="新的加密密钥启用后，后台逐批换密，业务照常；盲索引密钥须在维护窗口更换；旧密钥换密完成满三年才能销毁。",
    )  # fmt: skip
    algorithm = forms.ChoiceField(
        label="算法", required=False, widget=forms.Select(SELECT),
        choices=[USUAL, *((name, LABELS[name]) for name in (*CIPHERS, *DIGESTS))],
        help_text="加密密钥用SM4-GCM或AES-256-GCM；盲索引、鉴别码密钥用HMAC。",
    )  # fmt: skip
    number = forms.TypedChoiceField(
        label="要销毁的密钥编号", required=False, coerce=int, empty_value=None, widget=forms.Select(SELECT),
        help_text="只在“销毁旧的加密密钥”时选择。",
    )  # fmt: skip
    reason = forms.CharField(label="原因", max_length=200, widget=forms.TextInput({"class": "input"}))

    def __init__(self, data: Any, files: Any) -> None:
        super().__init__(data, files)
        ring = keyring()
        older = [(number, f"{number}号") for number in sorted(ring.sealing) if number != ring.newest.number]
        number: Any = self.fields["number"]
        number.choices = [("", "不适用"), *older]


def ask_form(data: Any, files: Any, *, subject: Organisation, actor: Actor) -> AskForm:
    """Which key, by which algorithm, and why."""
    return AskForm(data, files)


def confirm_form(data: Any, files: Any, *, subject: KeyChange, actor: Actor) -> _Given:
    """Nothing to fill in."""
    return _Given(data, files)


class DeclineForm(_Given):
    """Why not (不同意变更密钥)."""

    words = forms.CharField(label="不同意的理由", max_length=200, widget=forms.TextInput({"class": "input"}))


def decline_form(data: Any, files: Any, *, subject: KeyChange, actor: Actor) -> DeclineForm:
    """Why not."""
    return DeclineForm(data, files)


class PlaceForm(_Given):
    """What is to be kept beyond its time, and why (保全)."""

    kind = forms.ChoiceField(label="数据种类", widget=forms.Select(SELECT))
    reason = forms.CharField(label="保全原因", max_length=200, widget=forms.TextInput({"class": "input"}))
    document = forms.CharField(label="依据文号", max_length=60, widget=forms.TextInput({"class": "input"}))

    def __init__(self, data: Any, files: Any) -> None:
        super().__init__(data, files)
        kind: Any = self.fields["kind"]
        kind.choices = [("", "请选择"), *((one.key, one.label) for one in kinds().values() if one.swept)]


def place_form(data: Any, files: Any, *, subject: Organisation, actor: Actor) -> PlaceForm:
    """What is to be kept, and why."""
    return PlaceForm(data, files)


class ReleaseForm(_Given):
    """Why it need not be kept any longer (解除保全)."""

    reason = forms.CharField(label="解除原因", max_length=200, widget=forms.TextInput({"class": "input"}))


def release_form(data: Any, files: Any, *, subject: Hold, actor: Actor) -> ReleaseForm:
    """Why it need not be kept any longer."""
    return ReleaseForm(data, files)

"""Proving anew who one is (再次验证身份, S15): asked over what the person was doing, which then goes on with all he typed."""

from __future__ import annotations

import base64
import io
import json
from dataclasses import replace
from datetime import timedelta
from typing import Any

from django.core.files.uploadedfile import InMemoryUploadedFile, UploadedFile
from django.db.models.functions import Now
from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.datastructures import MultiValueDict

from registry.accounts import factors, guarding, passkeys, passwords, signing
from registry.accounts.models import KeptRequest
from registry.kernel import uids
from registry.kernel.refusals import Refused
from registry.kernel.sealing import keyring
from registry.security.matrix import label
from registry.security.models import User
from registry.security.sight import seeing_everything
from registry.web.screens import go

FIELD = "proof"
"""Where the form says which kept request goes on."""
LASTS = timedelta(minutes=15)
PLACE = "accounts_keptrequest.content"
NOT_IT = "密码不正确，请核对后再试。"
EXPIRED = "等待验证超过15分钟，暂存的内容已经清除，请返回后重新办理。"
NOT_PROVED = "验证没有通过：请用最新的一组六位数字，或一个没有用过的恢复码，或登记过的通行密钥。"


def ask(request: Any, name: str) -> HttpResponse:
    """The form that asks for a proof; what was sent is kept for when it is given."""
    return _shown(request, keep(request, name), name, "")


def taken_up(request: Any) -> HttpResponse | None:
    """The proof that came: if it is right the kept request goes on in place of this one, and None comes back."""
    kept = _kept(request, request.POST[FIELD])
    content = _opened(kept) if kept else {}
    if kept is None or content["address"] != request.get_full_path():
        raise Refused(EXPIRED)
    if wrong := _wrong(request):
        return _shown(request, kept, content["name"], wrong)
    signing.prove(request.stay)
    request.actor = replace(request.actor, proved_at=request.stay.proved_at)
    kept.delete()
    if content["method"] == "GET" and not request.htmx:
        return go(request, request.get_full_path())
    _restore(request, content)
    return None


def file_of(request: Any, uid: str, field: str) -> UploadedFile | None:
    """A file that this session handed in before; None if it is too long ago."""
    kept = _kept(request, uid)
    files = _opened(kept)["files"] if kept else []
    found = [one for one in files if one[0] == field]
    return _file(found[0]) if found else None


@seeing_everything()
def _wrong(request: Any) -> str:
    """What is wrong with the proof; empty if it is good. Wrong ones count as wrong ones at the door do."""
    user = User.objects.select_related("organisation").get(pk=request.actor.user)
    name = user.login_name
    if wait := guarding.why_not_now(request, name, user, guarding.counts(request, name, user)):
        return wait
    has_factor = bool(factors.count(user))
    if _is_right(request, user, has_factor):
        return ""
    guarding.failed(request, name, user, "再次验证没有通过")
    return NOT_PROVED if has_factor else NOT_IT


def _is_right(request: Any, user: User, has_factor: bool) -> bool:
    """The second factor; the password only where the account has none."""
    answer, typed = request.POST.get("passkey", ""), request.POST.get("secret", "")
    if not has_factor:
        return passwords.matches(user, typed)
    if answer:
        return passkeys.signed_by(answer, passkeys.Asked.kept(request.session, request)) == user
    return factors.accepted(user, typed)


def _shown(request: Any, kept: KeptRequest, name: str, wrong: str) -> HttpResponse:
    """Over the page as a dialog, or a page of its own."""
    stay = request.stay
    user = User.objects.get(pk=request.actor.user)
    context = {
        "kept": kept.uid, "action": request.get_full_path(), "wrong": wrong, "what": label(name), "title": "再次验证身份",
        "by_factor": stay.has_totp or stay.has_key, "has_totp": stay.has_totp, "has_key": stay.has_key,
        "options": passkeys.assertion(request, user) if stay.has_key else "", "crumbs": [("再次验证身份", "")],
    }  # fmt: skip
    template = "accounts/prove.html" if request.htmx else "accounts/prove_page.html"
    response = render(request, template, context, status=401)
    if request.htmx:
        response["HX-Retarget"], response["HX-Reswap"] = "#dialog-body", "innerHTML"
    return response


def keep(request: Any, name: str) -> KeptRequest:
    """The request as it came, sealed: what was typed, and the files with it."""
    files = [
        [field, file.name, file.content_type, base64.b64encode(file.read()).decode()]
        for field, several in request.FILES.lists()
        for file in several
    ]
    typed = [[field, values] for field, values in request.POST.lists() if field != "csrfmiddlewaretoken"]
    sent = {"name": name, "method": request.method, "address": request.get_full_path(), "typed": typed, "files": files}
    content = json.dumps(sent, ensure_ascii=False)
    kept = KeptRequest(session=request.stay, path=request.path)  # what was asked for may be in the rest of the address
    kept.content = keyring().seal(content, PLACE, kept.uid)
    kept.save()
    return kept


def _kept(request: Any, text: str) -> KeptRequest | None:
    """What this session sent under that identity, unless it is too long ago."""
    uid = uids.read(text)
    lasting = KeptRequest.objects.filter(session=request.stay, kept_at__gt=Now() - LASTS)
    return lasting.filter(uid=uid).first() if uid else None


def _opened(kept: KeptRequest) -> dict[str, Any]:
    content: dict[str, Any] = json.loads(keyring().open(bytes(kept.content), PLACE, kept.uid))
    return content


def _restore(request: Any, content: dict[str, Any]) -> None:
    """This request becomes the one that was kept."""
    typed = QueryDict(mutable=True)
    for field, values in content["typed"]:
        typed.setlist(field, values)
    files: MultiValueDict[str, UploadedFile] = MultiValueDict()
    for kept in content["files"]:
        files.appendlist(kept[0], _file(kept))
    request.method = content["method"]
    request._post, request._files = typed, files


def _file(kept: list[str]) -> UploadedFile:
    """A file as it was handed in: its field, its name, its kind, its content."""
    field, name, kind, encoded = kept
    content = base64.b64decode(encoded)
    return InMemoryUploadedFile(io.BytesIO(content), field, name, kind, len(content), None)

"""The beginning: an empty site gets its first organ and administrator."""

from __future__ import annotations

import secrets
from pathlib import Path
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.debug import sensitive_post_parameters

from mediation.actions import gateway
from mediation.models import OfficeChange, User
from mediation.queries.office.setting_up import START_SECRET, is_empty
from mediation.vocabulary import OrganKind
from mediation.web.audience import open_to_all
from mediation.workflows.base import Refused
from mediation.workflows.facts import WrongFacts
from mediation.workflows.office.people_steps import USERNAME


class OwnPassword(forms.Form):
    """A password that one sets oneself, typed twice; long enough and no common word."""

    password = forms.CharField(label=gettext_lazy("密码"), max_length=1000, strip=False, widget=forms.PasswordInput)
    again = forms.CharField(
        label=gettext_lazy("再输一遍密码"), max_length=1000, strip=False, widget=forms.PasswordInput
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.error_messages["required"] = _("请填写“%(label)s”。") % {"label": field.label}
            field.error_messages["invalid"] = _("“%(label)s”的格式不对，请重新填写。") % {"label": field.label}
        for name in ("password", "again"):
            self.fields[name].widget.attrs["autocomplete"] = "new-password"

    def whose(self) -> User:
        """Of whom nobody guesses it by the name."""
        return User(username=self.data.get("username", ""), name=self.data.get("person", ""))

    def clean_password(self) -> str:
        """One that nobody guesses."""
        try:
            validate_password(self.cleaned_data["password"], self.whose())
        except ValidationError as weak:
            told = {
                "password_too_short": _("密码至少要12个字符。"),
                "password_too_common": _("这个密码太常见，请换一个。"),
            }
            raise ValidationError([told.get(str(one.code), str(one.message)) for one in weak.error_list]) from None
        return str(self.cleaned_data["password"])

    def clean(self) -> dict[str, Any]:
        """Both are the same."""
        found = super().clean() or {}
        if found.get("password") and found.get("again") and found["password"] != found["again"]:
            self.add_error("again", _("两次输入的密码不一样。"))
        return found


class BeginForm(OwnPassword):
    """The first organ, the first administrator, and the secret that whoever installed the site was told."""

    start = forms.CharField(
        label=gettext_lazy("开始口令"), max_length=100, help_text=gettext_lazy("安装时显示在服务器上，见下面的说明。")
    )
    name = forms.CharField(
        label=gettext_lazy("机关全称"), max_length=100,
        help_text=gettext_lazy("一般先登记本单位；上级、下级登录以后再设，隶属关系可以改。"),
    )  # fmt: skip
    short = forms.CharField(
        label=gettext_lazy("机关代字"), max_length=20, help_text=gettext_lazy("用在文号里，如“青信”。")
    )
    code = forms.CharField(
        label=gettext_lazy("编码"),
        max_length=20,
        help_text=gettext_lazy("小写字母和数字，用在卷宗编号里，如“qhxf”；以后不能改。"),
    )
    kind = forms.ChoiceField(label=gettext_lazy("类别"), choices=OrganKind.choices, initial=OrganKind.PETITION_OFFICE)
    person = forms.CharField(label=gettext_lazy("系统管理员的姓名"), max_length=60)
    username = forms.RegexField(
        USERNAME,
        label=gettext_lazy("系统管理员的用户名"),
        max_length=30,
        help_text=gettext_lazy("小写字母开头，如“zhao.lei”。"),
    )

    field_order = ["start", "name", "short", "code", "kind", "person", "username", "password", "again"]

    def clean_start(self) -> str:
        """Only who can read what the server told at its start begins."""
        typed: str = self.cleaned_data["start"].strip().upper()
        known = start_secret()
        if not known or not secrets.compare_digest(typed.encode(), known.encode()):
            raise ValidationError(_("开始口令不对。"))
        return typed


def secret_file() -> Path:
    """Where the secret for the beginning lies until it is used; readable to the site's own user alone."""
    return Path(settings.VAR) / START_SECRET


def start_secret() -> str:
    """The secret for the beginning; empty where none was made."""
    try:
        return secret_file().read_text(encoding="ascii").strip()
    except OSError:
        return ""


@sensitive_post_parameters()
@open_to_all
def begin(request: HttpRequest) -> HttpResponse:
    """The first page of an empty site; once anybody has an account it does not exist."""
    if not is_empty():
        raise Http404
    form = BeginForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid() and _begun(request, form):
        return redirect("desk:office")
    return render(request, "desk/office/begin.html", {"form": form}, status=422 if form.is_bound else 200)


def _begun(request: HttpRequest, form: BeginForm) -> bool:
    """Make the account, the organ and the post in one act; what stands against it is told beside the form."""
    stated = form.cleaned_data
    try:
        with transaction.atomic():
            user = User.objects.create_user(stated["username"], password=stated["password"], name=stated["person"])
            facts = {name: stated[name] for name in ("name", "short", "code", "kind")}
            gateway.perform(OfficeChange, None, "begin", by=user, at=timezone.now(), **facts)
    except WrongFacts as wrong:
        for name, text in wrong.errors.items():
            form.add_error(name or None, text)
        return False
    except IntegrityError:
        form.add_error(None, _("系统已经开始设置。"))
        return False
    except Refused as refused:
        form.add_error(None, f"{refused.sentence}{refused.mend}")
        return False
    secret_file().unlink(missing_ok=True)
    login(request, user, backend="django.contrib.auth.backends.ModelBackend")
    messages.success(request, _("已开始设置。"))
    return True

"""Anyone may check a paper by its number and code, or with its file. No personal data is shown."""

from __future__ import annotations

import unicodedata
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from mediation.documents.papers.verifying import Verdict, about, verify_file
from mediation.models import Paper
from mediation.models.codes import LOOKS_LIKE_L
from mediation.models.lasting import CODE_ALPHABET
from mediation.web import tries
from mediation.web.audience import open_to_all
from mediation.written.forms import number_key

LENGTH = 16
MOST_BYTES = 20_000_000


class VerifyForm(forms.Form):
    """What is printed at the foot of every paper."""

    number = forms.CharField(
        label=_("文号"), max_length=80, help_text=_("例如：青农访处〔2025〕12号。没有文号的，填卷宗编号。"),
        error_messages={"required": _("请填写文号；文书上没有文号的，填卷宗编号。")},
    )  # fmt: skip
    code = forms.CharField(
        label=_("核验码"), max_length=40, help_text=_("16位字母和数字，印在每页下方的二维码旁。"),
        error_messages={"required": _("请填写核验码：每页下方二维码旁的16位字母和数字。有电子文件的，也可以在下面直接核验文件。")},
    )  # fmt: skip

    def clean_code(self) -> str:
        """Spaces, hyphens, small and full-width letters do not matter; what looks like L is one."""
        typed = half_width(self.cleaned_data["code"]).upper().translate(LOOKS_LIKE_L)
        code = "".join(ch for ch in typed if ch in CODE_ALPHABET)
        if len(code) != LENGTH:
            raise forms.ValidationError(
                _("核验码是%(all)d位字母和数字（没有0、O、1、I），读到%(n)d位。请对照文书再填一次。")
                % {"all": LENGTH, "n": len(code)}
            )
        return code


class FileForm(forms.Form):
    """A paper as a file."""

    file = forms.FileField(
        label=_("文件"), error_messages={
            "required": _("请选择要核验的文件，再按“核验文件”。"),
            "empty": _("文件是空的，请重新选择。"),
            "invalid": _("请选择要核验的文件，再按“核验文件”。"),
        },
        help_text=_("选择您收到的电子文书（PDF），或者盖章文书的扫描件、照片。文件只用来核对，不会保存。"),
        widget=forms.ClearableFileInput(attrs={"accept": "application/pdf,image/jpeg,image/png"}),
    )  # fmt: skip

    def clean_file(self) -> Any:
        """No larger than any paper we issue."""
        file = self.cleaned_data["file"]
        if file.size > MOST_BYTES:
            raise forms.ValidationError(_("文件超过20MB，不会是本系统签发的文书。请改用文号和核验码核验。"))
        return file


@open_to_all
def home(request: HttpRequest) -> HttpResponse:
    """Three doors: my matter, verify a paper, staff."""
    return render(request, "public/home.html")


@open_to_all
def verify(request: HttpRequest, code: str = "") -> HttpResponse:
    """Two ways: by number and code, or with the file itself. The printed square code fills in the code."""
    if request.method == "POST":
        return _verify_file(request)
    form = VerifyForm(request.GET or None, initial={"code": code})
    context: dict[str, Any] = {"form": form, "file_form": FileForm(), "asked": bool(request.GET)}
    status = 200
    if form.is_bound and form.is_valid():
        number = form.cleaned_data["number"]
        try:
            tries.count(request, "verify", number)
            paper = find(number, form.cleaned_data["code"])
            if paper is not None:
                tries.forget(request, "verify", number)
                context["found"] = about(paper)
        except tries.TooManyTries:
            context["wait"], status = True, 429
    context["nothing_found"] = form.is_bound and not form.errors and not {"found", "wait"} & set(context)
    return render(request, "public/papers/verify.html", context, status=status)


def _verify_file(request: HttpRequest) -> HttpResponse:
    """What a file is; many tries in a row have to wait, since reading one takes a while."""
    form = FileForm(request.POST, request.FILES)
    context: dict[str, Any] = {"form": VerifyForm(), "file_form": form}
    status = 422
    if form.is_valid():
        status = 200
        try:
            tries.count(request, "verify-file", "", most=tries.MOST_FILES)
            context["found"] = verify_file(form.cleaned_data["file"].read())
            if context["found"].verdict not in (Verdict.UNKNOWN, Verdict.UNREAD):
                tries.forget(request, "verify-file", "")
        except tries.TooManyTries:
            context["wait"], status = True, 429
    return render(request, "public/papers/verify.html", context, status=status)


def find(number: str, code: str) -> Paper | None:
    """The issued paper with both; the same answer for a wrong number and a wrong code."""
    paper = Paper.objects.issued().filter(code=code).select_related("organ", "matter", "replacement").first()
    typed = number_key(number)
    known = () if paper is None else (number_key(paper.number), number_key(paper.matter.number))
    return paper if typed and typed in known else None


def half_width(typed: str) -> str:
    """As typed with a Chinese keyboard or an English one."""
    return unicodedata.normalize("NFKC", typed)

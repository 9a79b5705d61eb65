"""Anyone may check a paper by its number and code. No personal data is shown."""

from __future__ import annotations

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from mediation.models import Paper
from mediation.models.matter import CODE_ALPHABET
from mediation.web import limits


class VerifyForm(forms.Form):
    """What is printed at the foot of every paper."""

    number = forms.CharField(
        label=_("文号"), max_length=80, help_text=_("例如：青农访处〔2025〕12号。没有文号的，填卷宗编号。")
    )
    code = forms.CharField(label=_("核验码"), max_length=40, help_text=_("16位字母和数字，印在文书末尾。"))

    def clean_code(self) -> str:
        """Spaces, hyphens and small letters do not matter."""
        return "".join(ch for ch in self.cleaned_data["code"].upper() if ch in CODE_ALPHABET)


def home(request: HttpRequest) -> HttpResponse:
    """Three doors: my matter, verify a paper, staff."""
    return render(request, "public/home.html")


def verify(request: HttpRequest, code: str = "") -> HttpResponse:
    """The form, and the paper's present standing. The printed square code fills in the code."""
    form = VerifyForm(request.GET or None, initial={"code": code})
    context = {"form": form, "asked": bool(request.GET)}
    status = 200
    if form.is_bound and form.is_valid():
        number = form.cleaned_data["number"]
        try:
            limits.check(request, "verify", number)
            context["paper"] = find(number, form.cleaned_data["code"])
            if context["paper"] is None:
                limits.count_failure(request, "verify", number)
        except limits.TooManyTries:
            context["wait"], status = True, 429
    return render(request, "public/verify.html", context, status=status)


def find(number: str, code: str) -> Paper | None:
    """The issued paper with both; the same answer for a wrong number and a wrong code."""
    paper = Paper.objects.issued().filter(code=code).select_related("organ", "matter", "replacement").first()
    if paper is None or _plain(number) not in (_plain(paper.number), _plain(paper.matter.number)):
        return None
    return paper


def _plain(number: str) -> str:
    """A number as people type it: brackets of any kind, no spaces."""
    brackets = str.maketrans("[]（）()【】", "〔〕〔〕〔〕〔〕")
    return "".join(number.translate(brackets).split()).upper()

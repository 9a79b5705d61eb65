"""登记信访事项: the same matter is looked for first, then it is written down claim by claim."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from mediation.actions import gateway
from mediation.documents.papers.glyphs import unprintable
from mediation.models import Event, Petition
from mediation.queries.office.search import same_matter
from mediation.queries.visibility import visible
from mediation.web.desk.access import staff_only
from mediation.web.desk.steps import DeskStepPage
from mediation.web.forms.facts import FactsForm
from mediation.web.forms.references import Scope
from mediation.web.stepping.keys import whole_number

MOST_NAMES = 40


class RegisterPage(DeskStepPage):
    """The form of registration."""

    template = "desk/intake/register.html"

    def ask_first(self, form: FactsForm, late: FactsForm) -> HttpResponse | None:
        """Ask who may stand there twice, and where a claim points; show files that may be about the same matter, once."""
        if (asked := self.ask_who_is_who(form, late) or self.ask_about_routes(form, late)) is not None:
            return asked
        if {"_not_the_same", "_same_as"} & set(self.request.POST) or Event.objects.filter(
            key=self._whole_key()
        ).exists():
            return None
        stated = form.stated()
        names = [row["name"] for row in stated["petitioners"]][:MOST_NAMES]
        text = f"{stated['subject']} {stated['account'][:400]}"
        self.more |= {"same": same_matter(text=text, names=names, actor=self.request.actor)}
        return self._page(form, late) if self.more["same"] else None

    def _perform(self, form: FactsForm, late: FactsForm) -> Any:
        """Register; what was brought before is linked at once, and keeps its own number and receipt."""
        taken = super()._perform(form, late)
        before = visible(Petition, self.request.actor).exclude(pk=taken.pk).filter(pk=self._same_as()).first()
        if before is not None:
            how: dict[str, Any] = {
                "by": self.request.actor.user,
                "at": timezone.now(),
                "key": f"{self._whole_key()}-same",
            }
            gateway.perform(Petition, taken.pk, "link_duplicate", duplicate_of=before, **how)
        return taken

    def _same_as(self) -> int | None:
        return whole_number(self.request.POST.get("_same_as", ""))

    def _after(self, taken: Any) -> str:
        """What no font can print is told at once; it never stands in the way of the petition."""
        matter = taken.matter
        names = "".join(matter.parties.values_list("name", flat=True))
        if missing := unprintable(f"{names}{matter.subject}{taken.account}"):
            named = _("、").join(f"{char}（U+{ord(char):04X}）" for char in missing)
            messages.warning(
                self.request,
                _(
                    "姓名、事由或者经过中有字体不能打印的字：%(named)s。已照原样登记；带有这些字的文书暂时没有签发，"
                    "请在该文书上“登记打印写法”后签发。"
                )
                % {"named": named},
            )
        return super()._after(taken)


@staff_only
def register(request: HttpRequest) -> HttpResponse:
    """Register a petition; who may is settled by the gateway."""
    obj = Petition()
    scope = Scope(actor=request.actor, obj=obj, opens=True)
    page = RegisterPage(request, obj, Petition.steps()["register"], scope)
    page.more = {"same": []}
    return page.post() if request.method == "POST" else page.get()

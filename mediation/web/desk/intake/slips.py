"""查询凭条: what a party takes home to look at its matter, made once at the window and shown once."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from mediation.models import Party, PartyChange
from mediation.models.codes import new_query_code
from mediation.web.desk.access import log_view, staff_only
from mediation.web.desk.steps import DeskStepPage
from mediation.web.forms.references import Scope
from mediation.web.stepping.finding import object_or_404
from mediation.workflows import facts as f
from mediation.workflows.base import Lifecycle

CODE = "code"


class RenewalPage(DeskStepPage):
    """Who stands at the window is asked, the code is not: it is made here, and is kept nowhere."""

    party: Party

    def _facts(self) -> tuple[f.Fact, ...]:
        return tuple(fact for fact in super()._facts() if fact.name not in self.settled)

    def _meaning(self) -> str:
        told = _("给%(name)s发一个新的查询码，只显示一次。原来的查询码、用它打开的页面和日历当时作废，本人会收到通知。")
        return told % {"name": self.party.name}

    def _target(self) -> str:
        return ""  # what the record becomes says nothing to the window

    def _after(self, taken: Lifecycle) -> str:
        return self._back()

    def _back(self) -> str:
        return reverse("desk:party", args=[self.party.pk])


@staff_only
@never_cache
def renew(request: HttpRequest, pk: int) -> HttpResponse:
    """A new code for a party that stands at the window; then the slip, once."""
    party = object_or_404(request.actor, Party, pk)
    change = PartyChange(matter=party.matter)
    step = PartyChange.steps()["renew_code"]
    page = RenewalPage(request, change, step, Scope(actor=request.actor, matter=party.matter, obj=change, opens=True))
    page.party, code = party, new_query_code()
    page.settled = {"party": party, CODE: code}
    page.more = {"back_to": party.name}
    if request.method != "POST":
        log_view(request, party.matter, step.label)
        return page.get()
    answer = page.post()
    return slip(request, party, code) if answer.status_code == 302 else answer


def slip(request: HttpRequest, party: Party, code: str) -> HttpResponse:
    """The slip; the same form sent again is refused, for the first answer had the code that holds."""
    site = settings.SITE_URL.rstrip("/")
    enter = reverse("portal:enter")
    context = {
        "party": party, "matter": party.matter, "code": code, "site": f"{site}{enter}",
        # What stands behind # stays in the telephone: neither this server nor one between writes it down.
        "address": f"{site}{enter}#{party.matter.number}/{code}",
        "organ": party.matter.acting_organ,
    }  # fmt: skip
    return render(request, "desk/intake/slip.html", context)

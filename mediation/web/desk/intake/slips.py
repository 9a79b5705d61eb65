"""查询凭条: what a party takes home to look at its matter, made once at the window and shown once.

It is no paper: the code is in the answer to one request and nowhere else, in no file, snapshot or message.
"""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from mediation.actions import gateway
from mediation.models import Matter, Party, PartyChange
from mediation.models.codes import new_query_code
from mediation.permissions import Actor
from mediation.vocabulary import PartyRole, SlipHanded
from mediation.web.desk.access import log_view, staff_only
from mediation.web.desk.steps import DeskStepPage
from mediation.web.forms.references import Scope
from mediation.web.stepping.finding import matter_or_404, object_or_404
from mediation.workflows import facts as f
from mediation.workflows.base import Lifecycle, Refused
from mediation.workflows.facts import WrongFacts

CODE = "code"
AT_ONCE = 20


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
    return _printed(request, party.matter, [(party, code)], back=reverse("desk:party", args=[party.pk]))


def _printed(request: HttpRequest, matter: Matter, made: list[tuple[Party, str]], **more: Any) -> HttpResponse:
    site = f"{settings.SITE_URL.rstrip('/')}{reverse('portal:enter')}"
    # What stands behind # stays in the telephone: neither this server nor one between writes it down.
    slips = [(party, code, f"{site}#{matter.number}/{code}") for party, code in made]
    context = {"matter": matter, "slips": slips, "site": site, "organ": matter.acting_organ, **more}
    return render(request, "desk/intake/slip.html", context)


def without_code(matter: Matter) -> QuerySet[Party]:
    """People of the file who never got a slip; an organ that is a party reads the file at its desk."""
    return matter.parties.taking_part().filter(code_hash="", organ=None).order_by("pk")


def waits_for_slip(party: Party) -> bool:
    """The same of one."""
    return party.takes_part and not party.code_hash and party.organ_id is None


def gives_first_slips(matter: Matter, actor: Actor) -> bool:
    """Whether the person hands out first slips in the file."""
    return PartyChange.steps()["give_code"].permission(PartyChange(matter=matter), actor)


@staff_only
@never_cache
def first(request: HttpRequest, number: str) -> HttpResponse:
    """Those who have no slip yet: who is chosen gets one, all on one page to be printed."""
    matter = matter_or_404(request.actor, number)
    if not gives_first_slips(matter, request.actor):
        raise Http404
    log_view(request, matter, _("查询凭条"))
    if request.method != "POST":
        return _choosing(request, matter)
    chosen, handed = request.POST.getlist("party"), request.POST.get("handed", "")
    people = list(without_code(matter).filter(pk__in=[pk for pk in chosen if pk.isdecimal()][:AT_ONCE]))
    if not people:
        told = _("没有选择还没有凭条的人。刚才打印过的，不能再打印；没有打印出来的，请本人带证件补发。")
        return _choosing(request, matter, told=told)
    made, told = _given(request, people, handed)
    return _printed(request, matter, made, first=True, refused=told) if made else _choosing(request, matter, told=told)


def _given(request: HttpRequest, people: list[Party], handed: str) -> tuple[list[tuple[Party, str]], str]:
    """A code for each, and what stood against one."""
    made = []
    for party in people:
        code = new_query_code()
        facts = {"party": party, "handed": handed, CODE: code}
        try:
            gateway.perform(
                PartyChange, None, "give_code", by=request.actor.user, at=timezone.now(), matter=party.matter, **facts
            )
        except WrongFacts as wrong:
            return made, " ".join(str(one) for one in wrong.errors.values())
        except Refused as why:
            return made, f"{party.name}：{why}"
        made.append((party, code))
    return made, ""


def _choosing(request: HttpRequest, matter: Matter, told: str = "") -> HttpResponse:
    waiting = list(without_code(matter)[: AT_ONCE + 1])
    if not waiting and not told:
        return redirect("desk:matter", matter.number)
    alone = not hasattr(matter, "petition")
    people = [(one, alone or one.role == PartyRole.PETITIONER) for one in waiting[:AT_ONCE]]
    context = {
        "matter": matter, "people": people, "told": told, "more": len(waiting) > AT_ONCE, "ways": SlipHanded.choices,
    }  # fmt: skip
    return render(request, "desk/intake/slips.html", context, status=422 if told else 200)

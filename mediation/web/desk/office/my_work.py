"""我的待办: what expires first, and what waits for this person."""

from __future__ import annotations

from collections.abc import Iterable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from mediation.actions import messages
from mediation.models import Claim, Deadline
from mediation.models.wording import answered_first
from mediation.queries.office import desk
from mediation.queries.papers import seal_uses
from mediation.queries.papers.bulk import acts_of
from mediation.queries.sittings.conferences import conferring
from mediation.queries.sittings.soon import Soon, sittings_soon
from mediation.vocabulary import Role
from mediation.web.desk.access import staff_only
from mediation.web.desk.export import MOST_EXPORTED, as_csv
from mediation.web.desk.office.administration import concerns_for
from mediation.web.desk.paging import Pages
from mediation.web.shared.clock.chips import chips

PAGE = 25
FEW = 10
MOST_SITTINGS = 20


@staff_only
def my_work(request: HttpRequest) -> HttpResponse:
    """The page a member of staff begins the day with."""
    actor = request.actor
    mine = request.GET.get("who") == "me"
    if request.GET.get("format") != "csv":
        answered_first(actor, "opened")
    owed = desk.owed_by(actor, mine=mine)
    if request.GET.get("format") == "csv":
        return _exported(owed[:MOST_EXPORTED])
    page = Pages(owed, PAGE).get_page(request.GET.get("page"))
    heads = Role.HEAD in actor.user.roles(actor.on)
    context = {
        "mine": mine,
        "who": "me" if mine else "all",
        "page": page,
        "concerns": concerns_for(actor),
        "to_sign": desk.changes_to_sign(actor).count() if heads else 0,
        "to_cosign": desk.papers_to_cosign(actor)[:PAGE] if heads else [],
        "annulments": desk.annulments_to_decide(actor)[:PAGE] if heads else [],
        "notices": desk.notices_waiting(actor)[:PAGE] if heads or Role.REGISTRAR in actor.user.roles(actor.on) else [],
        "sittings": _by_day(sittings_soon(actor, at=timezone.localtime(), most=MOST_SITTINGS)),
        "conferring": conferring(actor, most=FEW),
        "reminders": desk.reminders(actor)[:FEW],
        "due": chips(page.object_list, actor.on, claims=_claims_of(page.object_list)),
        "organs": len(actor.user.organ_ids(actor.on)),
        "papers": desk.papers_waiting(actor)[:PAGE],
        "to_serve": desk.papers_to_serve(actor)[:PAGE],
        "dispatches": desk.dispatches_waiting(actor)[:PAGE],
        "petitions": desk.petitions_waiting(actor, most=FEW),
        "seal_uses": seal_uses.waiting(actor)[:PAGE],
        "today": actor.on,
        "in_bulk": bool(acts_of(actor)),
        "sets_approval": bool({Role.HEAD, Role.ADMINISTRATOR} & actor.user.roles(actor.on)),
        "numbers": bool({Role.REGISTRAR, Role.HEAD} & actor.user.roles(actor.on)),
    }
    return render(request, "desk/office/my_work.html", context)


@require_POST
@staff_only
def read_reminders(request: HttpRequest) -> HttpResponse:
    """One's own reminders are put away, once read."""
    messages.put_away(request.actor.user, request.POST.getlist("reminder")[:FEW], at=timezone.now())
    return redirect("desk:my-work")


def _by_day(found: list[Soon]) -> list[tuple[str, list[Soon]]]:
    """Today's and those that are not over yet, then the week's."""
    parts = [(_("今天的听证、调解和会议"), True), (_("一周内的听证、调解和会议"), False)]
    told = [(said, [one for one in found if one.today == today]) for said, today in parts]
    return [(said, some) for said, some in told if some]


def _exported(owed: Iterable[Deadline]) -> HttpResponse:
    """The same list as a table, with the days in full."""
    heads = [_("最后一日"), _("暂定"), _("要办的"), _("编号"), _("事由"), _("状态"), _("义务机关"), _("承办人")]
    return as_csv("my-work", heads, ((deadline.matter, _row(deadline)) for deadline in owed))


def _row(deadline: Deadline) -> list[object]:
    matter = deadline.matter
    petition = getattr(matter, "petition", None)
    state, handler = (petition.state_label, petition.handler_for(deadline.organ)) if petition else ("", None)
    day = [deadline.legal_on, _("是") if deadline.provisional else ""]
    return [*day, deadline.label, matter.number, matter.called, state, deadline.organ, handler or ""]


def _claims_of(deadlines: Iterable[Deadline]) -> list[Claim]:
    """The claims that the limits are about, so that two limits of one file can be told apart."""
    files = {d.subject_id: d.matter for d in deadlines if d.subject_type == "claim"}
    claims = list(Claim.objects.filter(pk__in=files))
    for claim in claims:
        claim.matter = files[claim.pk]
    return claims

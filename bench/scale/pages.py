"""The pages that are opened most, through the eyes of those who open them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.db import connection
from django.db.models import Count
from django.test import Client

from bench.scale.measure import Cost, cost_of
from bench.scale.plan import MARK
from bench.scale.province import CODE
from mediation.models import Deadline, Matter, Organ, Paper, Party, Petition, User
from mediation.permissions import Actor
from mediation.web.middleware import today

LISTS = {
    "my work": "/desk/", "my work, mine": "/desk/?who=me", "matters": "/desk/matters/", "matters in hand": "/desk/matters/?state=in_hand",
    "matters, mine": "/desk/matters/?who=me", "search 拆迁": "/desk/matters/?q=拆迁", "search 采砂 (rare)": "/desk/matters/?q=采砂",
    "search 张建国": "/desk/matters/?q=张建国", "search nothing": "/desk/matters/?q=量子",
}  # fmt: skip
SENTENCE = "石桥花园小区反映2021年房屋拆迁补偿安置问题"


@dataclass(frozen=True)
class Page:
    """A page, who opens it, and where it is."""

    name: str
    role: str
    address: str


class People:
    """Of the busiest organs of their kind: the handler and the head of a county's bureau, staff of the county and the province."""

    def __init__(self) -> None:
        drafting = Paper.objects.filter(state="drafted", organ__kind="department", organ__depth=4)
        busiest = (
            drafting.filter(organ__code__startswith=CODE)
            .values("organ")
            .annotate(n=Count("pk"))
            .order_by("-n", "organ")
        )
        bureau = Organ.objects.get(pk=busiest[0]["organ"])
        county, province = _busiest("petition_office", 4), _busiest("petition_office", 2)
        self.staff: dict[str, User] = {
            "handler": _busiest_handler(bureau), "head": _holder("head", bureau),
            "county": _holder("petition_office", county), "county registrar": _holder("registrar", county),
            "province": _holder("petition_office", province), "province registrar": _holder("registrar", province),
            "province head": _holder("head", province), "administrator": _holder("administrator", province),
        }  # fmt: skip
        paper = (
            Paper.objects.filter(kind="handling_opinion", state="issued", matter__number__startswith=MARK)
            .order_by("-pk")
            .first()
        )
        self.party: Party = paper.addressees.first()

    def organ(self, role: str) -> Organ:
        return self.staff[role].appointments.first().organ

    def actor(self, role: str) -> Actor:
        return Actor(on=today(), user=self.staff[role])

    def clients(self) -> dict[str, Client]:
        found = {role: client_of(user=user) for role, user in self.staff.items()}
        return {**found, "": Client(), "party": client_of(party=self.party)}


def _busiest(kind: str, depth: int) -> Organ:
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT a.organ_id FROM mediation_matteraccess a JOIN mediation_organ o ON o.id = a.organ_id
               WHERE o.code LIKE %s AND kind = %s AND depth = %s GROUP BY 1 ORDER BY count(*) DESC, 1 LIMIT 1""",
            [CODE + "%", kind, depth],
        )
        return Organ.objects.get(pk=cursor.fetchone()[0])


def _busiest_handler(organ: Organ) -> User:
    """Who has most drafts in hand there."""
    drafts = Petition.objects.filter(responsible_organ=organ, state="in_hand", matter__papers__state="drafted")
    found = drafts.exclude(handler=None).values("handler").annotate(n=Count("pk")).order_by("-n", "handler")
    return User.objects.get(pk=found[0]["handler"])


def _holder(role: str, organ: Organ) -> User:
    """The last of those who hold the role there, who holds fewest others."""
    found = User.objects.filter(appointments__role=role, appointments__organ=organ)
    return sorted(found, key=lambda user: (user.appointments.count(), -user.pk))[0]


def client_of(*, user: User | None = None, party: Party | None = None) -> Client:
    """A session as after signing in."""
    session: Any = SessionStore()
    if user is not None:
        session[SESSION_KEY] = str(user.pk)
        session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[-1]
        session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    if party is not None:
        session["party"] = party.pk
    session.create()
    client = Client(raise_request_exception=False)
    client.cookies[settings.SESSION_COOKIE_NAME] = str(session.session_key)
    return client


def every(people: People, day: date) -> Iterator[Page]:
    """In the order of the table."""
    for role in ("handler", "head", "county", "province"):
        for name, address in LISTS.items():
            yield Page(name, role, address)
    yield from (Page("my work", role, "/desk/") for role in ("province registrar", "province head", "administrator"))
    for role in ("head", "county", "province head"):
        yield Page("morning", role, "/desk/morning/")
        yield Page("morning, a list", role, "/desk/morning/overdue/")
        yield Page("schedule", role, "/desk/bookings/")
    yield from _files(people)
    yield from _registers(day)
    yield from _outside(people, day)


def _files(people: People) -> Iterator[Page]:
    handled = _typical(people, "handler", papers__state="drafted")
    county, province = _typical(people, "county"), _typical(people, "province")
    seen = Paper.objects.visible_to(people.actor("handler")).order_by("-pk")
    paper = seen.filter(kind="handling_opinion", state="issued").first() or seen.filter(state="issued").first()
    draft = seen.filter(matter=handled, state="drafted").first()
    limit = Deadline.objects.filter(matter=handled, code="D5").first()
    for role, matter in (("handler", handled), ("county", county), ("province", province)):
        yield Page("matter", role, f"/desk/matters/{matter.number}/")
    yield Page("paper, issued", "handler", f"/desk/papers/{paper.pk}/")
    yield Page("paper, draft", "handler", f"/desk/papers/{draft.pk}/")
    yield Page("deadline", "handler", f"/desk/deadline/{limit.pk}/")
    yield Page("send on", "province", f"/desk/matters/{province.number}/open/dispatch/send/")
    yield Page("new opinion", "handler", f"/desk/matters/{handled.number}/open/paper/draft/")
    yield Page("window, name", "county", "/desk/window/?q=张建国")
    yield Page("window, sentence", "county", f"/desk/window/?q={SENTENCE}")
    yield Page("window, sentence", "province", f"/desk/window/?q={SENTENCE}")
    yield Page("register form", "county", "/desk/register/")


def _typical(people: People, role: str, **filters: object) -> Matter:
    """One in hand that the person reads: neither the newest nor the oldest."""
    found = Matter.objects.visible_to(people.actor(role)).filter(
        number__startswith=MARK, petition__state="in_hand", **filters
    )
    return found.order_by("pk")[min(found.count() // 2, 40)]


def _registers(day: date) -> Iterator[Page]:
    year = day.year - 1
    for role in ("county registrar", "province registrar"):
        yield Page("numbers", role, f"/desk/numbers/?year={year}")
        yield Page("seal register", role, f"/desk/seal-uses/?year={year}")
    yield Page("seal heap", "province head", "/desk/seal-uses/approve/")
    yield Page("bulk", "head", "/desk/bulk/")
    yield Page("bulk", "province registrar", "/desk/bulk/")
    yield Page("changed limits", "head", "/desk/clock-changes/")
    yield Page("outages", "head", "/desk/outages/")
    yield Page("administration", "administrator", "/desk/administration/")
    yield Page("my work, csv", "province", "/desk/?format=csv")
    yield Page("matters, csv", "province", "/desk/matters/?format=csv")
    yield Page("numbers, csv", "province registrar", f"/desk/numbers/?year={year}&format=csv")


def _outside(people: People, day: date) -> Iterator[Page]:
    paper = (
        Paper.objects.filter(kind="handling_opinion", state="issued", matter__number__startswith=MARK)
        .order_by("-pk")
        .first()
    )
    yield Page("health", "", "/health/")
    yield Page("calculator", "", f"/calculator/?code=D5&from={day - timedelta(days=30)}")
    yield Page("verify", "", f"/v/?number={paper.number}&code={paper.code}")
    yield Page("portal, matter", "party", "/portal/matter/")


def ask(page: Page, client: Client, *, times: int) -> Cost:
    """What one opening of the page costs."""
    return cost_of(lambda: client.get(page.address, secure=True), times=times)

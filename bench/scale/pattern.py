"""One file through the gateway, whose limits and papers lend their real wording and width to all others."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from mediation.actions import gateway
from mediation.documents.papers.content import unanswered
from mediation.models import Appointment, Claim, Organ, Paper, Petition, ReviewAuthority, User
from mediation.models.clock.calendar import seed_calendars
from mediation.vocabulary import OrganKind, PaperKind, Role

CLAIM = {"text": "按承诺价补足2024年青椒收购差额3600元", "category": "grievance", "route": "petition_procedure"}
BASIS = {"claim": 1, "title": "中华人民共和国民法典"}
CONTENT = {
    "course": "我单位受理后，听取了信访人陈述，查阅了2024年青椒收购台账和有关会议纪要，到柳树乡核实了收购点的过磅记录。",
    "findings": [{"claim": 1, "text": "2024年8月至10月，该户交售青椒，实付每斤九角；乡里张贴的公告载明保底价每斤一元二角。",
                  "evidence": "收购台账、过磅单、公告"}],
    "bases": [{**BASIS, "article": "第四百九十条"}, {**BASIS, "article": "第五百零九条"}],
    "opinions": [{"claim": 1, "outcome": "supported", "reasons": "公告载明的保底价是明确的承诺，应当按照承诺补足差额。",
                  "performer": "青河县农业农村局", "what": "按每斤三角补足差额", "perform_by": ""}],
    "contact": "承办人，0555-1234567",
}  # fmt: skip


def make() -> None:
    """Receipt, notice of acceptance and opinion of one petition, issued; tables `scale_paper` and `scale_limit` hold them."""
    now = timezone.now()
    seed_calendars(at=now)
    with transaction.atomic():
        _issue_everything(now)
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM procrastinate_jobs")
        cursor.execute("""CREATE TEMP TABLE scale_paper AS
            SELECT DISTINCT ON (kind) kind, edition, content, snapshot, page, needs_approval, must_be_served, bears_seal
            FROM mediation_paper WHERE state = 'issued' ORDER BY kind, id""")
        cursor.execute("""CREATE TEMP TABLE scale_limit AS
            SELECT DISTINCT ON (code) code, label, authority, "limit", trigger, calendar_version
            FROM mediation_deadline ORDER BY code, id""")


def _issue_everything(now: Any) -> None:
    office = Organ.establish(name="青河县信访局", short="青信", code="pattern-office", kind=OrganKind.PETITION_OFFICE)
    bureau = Organ.establish(name="青河县农业农村局", short="青农", code="pattern", kind=OrganKind.DEPARTMENT)
    ReviewAuthority.objects.create(organ=bureau, stage="review", authority=office)
    roles = (Role.INTAKE_CLERK, Role.HANDLER, Role.HEAD, Role.REGISTRAR)
    people = {role: _staff(role, bureau) for role in roles}
    petition = gateway.perform(
        Petition, None, "register", by=people[Role.INTAKE_CLERK], at=now, organ=bureau, channel="visit",
        subject="青椒收购价未兑现", account="承诺保底收购价，实际没有兑现。",
        petitioners=[{"name": "张大山", "address": "柳树乡一村"}], claims=[CLAIM],
    )  # fmt: skip
    gateway.perform(Claim, petition.claims.get().pk, "accept", by=people[Role.HANDLER], at=now)
    opinion = {**CONTENT["opinions"][0], "perform_by": now.date() + timedelta(days=30)}  # type: ignore[dict-item]
    paper = gateway.perform(
        Paper, None, "draft", by=people[Role.HANDLER], at=now, matter=petition.matter, kind=PaperKind.HANDLING_OPINION,
        content={**CONTENT, "opinions": [opinion]},
    )  # fmt: skip
    for one in petition.matter.papers.all():
        _issue(one, people, now)
    assert Paper.objects.get(pk=paper.pk).state == "issued"


def _issue(paper: Paper, people: dict[str, User], now: Any) -> None:
    """The rest of a paper's way, from wherever it stands."""
    handler = people[Role.HANDLER]
    if paper.state == "drafted":
        if asked := unanswered(paper, now.astimezone(gateway.SHANGHAI).date()):
            answers = [{"finding": one.key, "reason": "已核对。"} for one in asked]
            gateway.perform(Paper, paper.pk, "explain", by=handler, at=now, answers=answers)
        paper = gateway.perform(Paper, paper.pk, "submit", by=handler, at=now)
    if paper.state == "submitted":
        paper = gateway.perform(Paper, paper.pk, "approve", by=people[Role.HEAD], at=now)
    if paper.state == "approved":
        gateway.perform(Paper, paper.pk, "issue", by=people[Role.REGISTRAR], at=now)


def _staff(role: str, organ: Organ) -> User:
    person = User.objects.create(username=f"pattern-{role}", name=str(Role(role).label))
    Appointment.objects.create(user=person, organ=organ, role=role)
    return person

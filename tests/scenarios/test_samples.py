"""The county of the samples on any day: at work, legal in every day, with something on everybody's first page."""

from __future__ import annotations

import re
from datetime import date, datetime
from itertools import pairwise

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.db.models import Count
from django.test import Client
from django.utils import timezone

from mediation.models import (
    Deadline,
    Event,
    Hearing,
    JointConference,
    Matter,
    MediationSession,
    Paper,
    Party,
    PartyChange,
    ServiceOfDocument,
    User,
)  # fmt: skip
from mediation.models.clock.calendar import current_calendar, seed_calendars
from mediation.scenarios.player import Player
from mediation.scenarios.printing import mark_ready
from mediation.scenarios.reading import ScenarioError
from mediation.scenarios.samples import loading, samples, worked_day
from mediation.scenarios.values import SHANGHAI
from mediation.timelimits import shipped_calendar
from mediation.vocabulary import Role
from tests.slices import slice_of, thorough

DAYS = {
    "a Monday after a holiday": "2026-10-12 10:30",
    "a Sunday": "2026-11-29 15:00",
    "the last day of the year": "2026-12-31 11:00",
    "a year without a notice": "2028-06-14 16:20",
    "a day soon after midnight": "2026-03-04 00:25",
}
BACKEND = "django.contrib.auth.backends.ModelBackend"
# The short ones among the samples.
FEW = ("w-pet", "bike", "w-card")
# A county takes a minute of processor time: a dozen matters of one day in `make test`, all on every day in `make thorough`.
DRAWN_DAYS = slice_of(list(DAYS), 1, what="days of the samples")
DRAWN = slice_of(samples(), 12, what="samples")


def few():
    return [sample for sample in samples() if sample.name in FEW]


@pytest.fixture
def calendars(db):
    seed_calendars(at=timezone.now())


def main_of(page):
    text = page.content.decode()
    return text[text.index("<main") : text.index("</main>")]


def petitioner_at(state):
    service = ServiceOfDocument.objects.filter(state=state, party__role="petitioner").select_related("party").first()
    return service.party


@pytest.mark.parametrize("day", DRAWN_DAYS)
def test_a_county_at_work_on_any_day(calendars, day):
    now = datetime.fromisoformat(DAYS[day]).replace(tzinfo=SHANGHAI)
    with time_machine.travel(now):
        for sample in DRAWN:
            loading.play(sample, now, mark_ready)
        no_day_is_against_the_calendar(now)
        the_registers_are_in_order()
        assert len(loading.missing()) == len(samples()) - len(DRAWN)
        if thorough():
            the_states_are_many(now)
            nobody_s_first_page_is_empty()


def the_states_are_many(now):
    """Matters in every state, sittings soon and going on, limits of every colour, papers that wait for each role."""

    def states(model):
        return set(model.objects.values_list("state", flat=True))

    assert Matter.objects.count() >= 60
    petitions = {m.petition.state for m in Matter.objects.exclude(petition=None)}
    assert petitions >= {"registered", "dispatched", "in_hand", "answered", "closed", "not_accepted"}
    assert states(Paper) >= {"drafted", "submitted", "approved", "issued"}
    assert states(ServiceOfDocument) >= {"planned", "dispatched", "served"}
    assert states(MediationSession) >= {"scheduled", "open"}
    assert states(JointConference) >= {"convened", "held"}
    soon = Hearing.objects.filter(state="scheduled", starts_at__gt=now)
    assert soon.count() >= 2
    assert {"running", "overdue"} <= states(Deadline)
    levels = {level_of(one, now.date()) for one in Deadline.objects.filter(state="running")}
    assert {"green", "amber", "red"} <= levels


def level_of(deadline, on):
    return str(deadline.level(on)).rpartition(".")[2].lower()


def no_day_is_against_the_calendar(now):
    assert not Event.objects.filter(recorded_at__gt=now).exists()
    calendar, today = current_calendar(), now.date()
    by_staff = Event.objects.exclude(user=None).values_list("recorded_at", flat=True)
    worked = {at.astimezone(SHANGHAI).date() for at in by_staff if at.year == now.year}
    assert [day for day in worked if day != today and not calendar.is_working_day(day)] == []


def the_registers_are_in_order():
    """A later number was never given on an earlier day, as in any register."""
    numbered = Paper.objects.exclude(number="").order_by("organ", "kind", "issued_on", "pk")
    registers = {}
    for paper in numbered:
        registers.setdefault((paper.organ_id, paper.kind, paper.issued_on.year), []).append(paper)
    for papers in registers.values():
        for one, next_one in pairwise(papers):
            if one.issued_on < next_one.issued_on:
                assert serial(one.number) < serial(next_one.number), (one.number, next_one.number)


def serial(number):
    return int(re.search(r"(\d+)号", number)[1])


def nobody_s_first_page_is_empty():
    people = User.objects.annotate(n=Count("appointments")).filter(n__gt=0)
    assert people.count() > 45
    for person in people:
        client = Client()
        client.force_login(person, backend=BACKEND)
        page = client.get("/desk/", follow=True)
        assert page.status_code == 200
        assert 'class="title"' in main_of(page), person.username


def test_sample_accounts_name_every_role_and_a_code_that_works(calendars, capsys):
    for sample in few():
        loading.play(sample, timezone.now(), mark_ready)
    call_command("sample_accounts")
    said = capsys.readouterr().out
    assert all(str(label) in said for label in Role.labels)
    number, code = said.split("编号 ")[1].split()[0], said.split("查询码 ")[1].split()[0]
    party = next(one for one in Party.objects.filter(matter__number=number) if one.has_code(code))
    assert party.own_secret.is_known(said.split("办事密码 ")[1].split()[0])
    assert party.binds_online_from is None, "it may be used at once"
    call_command("sample_accounts")
    assert capsys.readouterr().out == said, "the slip that was handed out holds"
    assert PartyChange.objects.get(party=party, kind="first_code").organ == party.matter.organ, "handed out at a window"


def test_every_matter_finds_its_organ_whichever_was_played_first(calendars):
    """The told story knows fewer organs than the others."""
    told, road = (next(one for one in samples() if one.name == name) for name in ("told", "w-road"))
    script = told.script(timezone.now())
    assert road.row["organ"] not in script.cast["organs"]
    player = Player(script, mark_ready)
    player.begin()
    player.take(next(item for item in script.items if item.key))
    assert loading.begun()
    loading.play(road, timezone.now(), mark_ready)
    assert road not in loading.missing()


def test_samples_are_refused_where_there_are_data(world, capsys):
    with pytest.raises(CommandError, match="已有数据"):
        call_command("load_samples")
    call_command("load_samples", "--begin")
    call_command("load_samples", "--go-on")
    assert capsys.readouterr().out == ""


def test_a_matter_that_is_cut_short_leaves_nothing_and_is_played_again(calendars, monkeypatch):
    (one, *_others) = few()
    loading.play(one, timezone.now(), mark_ready)
    there = Matter.objects.count()
    answered = next(sample for sample in samples() if sample.name == "kiosk")

    def killed(paper, at):
        if paper.kind == "acceptance_notice":
            raise KeyboardInterrupt
        mark_ready(paper, at)

    with pytest.raises(KeyboardInterrupt):
        loading.play(answered, timezone.now(), killed)
    assert Matter.objects.count() == there
    assert answered in loading.missing()
    assert one not in loading.missing()
    loading.play(answered, timezone.now(), mark_ready)
    assert answered not in loading.missing()


def test_what_cannot_be_played_is_told_and_the_others_go_on(calendars, monkeypatch, settings, tmp_path, client):
    settings.VAR = tmp_path
    loading.play(few()[0], timezone.now(), mark_ready)
    seen = []

    def playing(sample, now):
        seen.append(client.get("/").content.decode())
        if sample.name == "bike":
            raise ScenarioError("here", "没有办成")

    monkeypatch.setattr(loading, "play", playing)
    told = [str(problem) for problem in loading.play_rest(timezone.now) if problem]
    assert told == ["here: 没有办成"]
    assert f"样例正在载入：1/{len(samples())}件" in seen[0]
    assert "样例正在载入" not in client.get("/").content.decode()


@pytest.mark.parametrize(
    ("distance", "day"),
    [("+1", date(2026, 10, 8)), ("-0", date(2026, 9, 30)), ("-1", date(2026, 9, 29)), ("-40+39", date(2026, 9, 29))],
)
def test_days_are_counted_on_the_working_calendar(distance, day):
    """From the sixth of October, in the middle of a holiday."""
    assert worked_day(distance, shipped_calendar(), date(2026, 10, 6)) == day

"""Eight processes fight over the same claims: never two effects, and the losers are told."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest
from django.db.models import Count

from mediation.models import Claim, Deadline, Event, Paper, RecoveryCode, SecondFactor, User, codes
from mediation.queries.office.ledger import faults
from tests.factories.world import World
from tests.slices import slice_of

pytestmark = pytest.mark.faults

PETITIONS = len(slice_of(range(200), 60, what="claims that eight processes fight over"))
PROCESSES = 8

FIGHT = """
import json, sys
from datetime import datetime
from zoneinfo import ZoneInfo
from mediation.actions import gateway
from mediation.models import Claim, User
from mediation.workflows.base import Refused
me = int(sys.argv[1])
handler = User.objects.get(username=sys.argv[2])
at = datetime(2025, 3, 4, 9, tzinfo=ZoneInfo("Asia/Shanghai"))
told = {"won": 0}
for pk in Claim.objects.order_by("pk").values_list("pk", flat=True):
    step, facts = ("accept", {}) if me % 2 else ("refuse", {"ground": "not_competent", "explanation": "x", "way_on": "y"})
    try:
        gateway.perform(Claim, pk, step, by=handler, at=at, version=2, **facts)
        told["won"] += 1
    except Refused as refused:
        told[refused.code] = told.get(refused.code, 0) + 1
print(json.dumps(told))
"""


@pytest.mark.real_time
def test_one_winner_each_and_every_loser_is_told(scratch):
    world = World()
    claim = {"text": "补足差额", "category": "grievance", "route": "petition_procedure"}
    for _n in range(PETITIONS):
        world.petition(petitioners=[{"name": "张大山"}], claims=[claim])
    handler = world.handler.username
    fighters = [scratch.fork(FIGHT, str(n), handler) for n in range(PROCESSES)]
    results = []
    for fighter in fighters:
        out, err = fighter.communicate(timeout=300)
        assert fighter.returncode == 0, err
        results.append(json.loads(out))
    decided = Event.objects.filter(object_type="claim", step__in=("accept", "refuse"))
    assert decided.count() == PETITIONS
    assert decided.values("object_id").annotate(n=Count("pk")).filter(n__gt=1).count() == 0
    assert sum(r["won"] for r in results) == PETITIONS
    assert sum(r.get("stale", 0) for r in results) == PETITIONS * (PROCESSES - 1)
    accepted = Claim.objects.filter(state="accepted").count()
    assert Deadline.objects.filter(code="D5").count() == accepted
    assert Paper.objects.exclude(kind="registration_receipt").count() == PETITIONS
    assert faults()[1] == []


TRIES = """
import json
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo
from mediation.models import TryCount
at = datetime(2025, 3, 4, 9, tzinfo=ZoneInfo("Asia/Shanghai"))
print(json.dumps([TryCount.one_more("k", at=at, within=timedelta(minutes=15)) for _n in range(5)]))
"""


@pytest.mark.real_time
def test_forty_tries_at_once_are_forty(scratch):
    running = [scratch.fork(TRIES) for _n in range(PROCESSES)]
    counted = [n for one in running for n in json.loads(one.communicate(timeout=60)[0])]
    assert sorted(counted) == list(range(1, 41))


FACTORS = """
import json
from datetime import datetime, UTC
from mediation.actions.office import one_time_codes, second_factor
from mediation.models import SecondFactor, User
at = datetime(2026, 3, 2, 1, tzinfo=UTC)
user = User.objects.get(username="shi.lin")
code = one_time_codes._made_of(SecondFactor.objects.get().secret).generate(at.timestamp()).decode()
print(json.dumps([second_factor.proves(user, code, at=at), second_factor.recovers(user, "AAAAA-22222", at=at) is not None]))
"""


@pytest.mark.real_time
def test_a_code_that_many_send_at_once_opens_once(scratch):
    at = datetime(2026, 3, 2, tzinfo=UTC)
    user = User.objects.create_user("shi.lin", name="石林")
    kept = codes.encrypted("mediation.staff.factor", "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP")
    SecondFactor.objects.create(user=user, kind="app", name="x", kept=kept, added_at=at)
    RecoveryCode.keep(user, ["AAAAA-22222"], at=at)
    running = [scratch.fork(FACTORS) for _n in range(PROCESSES)]
    opened = [json.loads(one.communicate(timeout=60)[0]) for one in running]
    assert [sum(one) for one in zip(*opened, strict=True)] == [1, 1]

"""What holds for every limit on every day."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from itertools import accumulate

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from mediation.timelimits import (
    Direction,
    Ground,
    Unit,
    WarningLevel,
    compute,
    day_table,
    level_days,
    limit_for,
    recompute,
    share_used,
    shipped_calendar,
    warning_level,
)
from tests.slices import examples
from tests.timelimits.naive import days_of, is_worked, naive

CALENDAR = shipped_calendar()
BEGUN = date(2025, 1, 2)
FORWARD = replace(limit_for("D9", on=BEGUN), excluded_grounds=(Ground.HEARING,), max_extension=None)
BACKWARD = limit_for("D16", on=BEGUN)
PARTYS = limit_for("D6", on=BEGUN)

days = st.dates(date(2004, 6, 1), date(2027, 12, 31))
lengths = st.integers(1, 120)
units = st.sampled_from(Unit)
quick = settings(max_examples=examples(60, what="examples of each property of statutory time"), deadline=None)


@st.composite
def exclusions(draw):
    """Up to four periods after a trigger that do not overlap, in any order."""
    trigger = draw(days)
    found, at = [], trigger + timedelta(days=draw(st.integers(-10, 40)))
    for _ in range(draw(st.integers(0, 4))):
        through = at + timedelta(days=draw(st.integers(0, 30)))
        found.append((at, through))
        at = through + timedelta(days=draw(st.integers(0, 30)))
    return trigger, draw(st.permutations(found))


@quick
@given(days, lengths, units)
def test_forward_never_earlier_than_counted_and_always_on_a_working_day(day, length, unit):
    computed = compute(replace(FORWARD, unit=unit, length=length), trigger=day, calendar=CALENDAR)
    assert computed.legal >= computed.nominal >= day + timedelta(days=length)
    assert is_worked(computed.legal)
    assert computed.legal - computed.nominal < timedelta(days=14)


@quick
@given(days, lengths, units)
def test_backward_is_the_mirror_image(day, length, unit):
    assume(day.year > 2004)
    computed = compute(replace(BACKWARD, unit=unit, length=length), trigger=day, calendar=CALENDAR)
    assert computed.legal <= computed.nominal <= day - timedelta(days=length)
    assert is_worked(computed.legal)
    expected = naive(day, length, working_days=unit is Unit.WORKING_DAYS, backward=True)
    assert (computed.nominal, computed.legal) == expected


@quick
@given(exclusions(), lengths, units)
def test_excluded_days_agree_with_a_walk_over_the_days(case, length, unit):
    trigger, pairs = case
    computed = compute(replace(FORWARD, unit=unit, length=length), trigger=trigger, calendar=CALENDAR, excluded=pairs)
    out = [day for pair in pairs for day in days_of(*pair)]
    expected = naive(trigger, length, working_days=unit is Unit.WORKING_DAYS, excluded=out)
    assert (computed.nominal, computed.legal) == expected


@quick
@given(exclusions(), lengths, st.randoms())
def test_the_order_of_exclusions_does_not_matter(case, length, random):
    trigger, pairs = case
    limit = FORWARD.of_length(length)
    shuffled = random.sample(pairs, len(pairs))
    assert compute(limit, trigger=trigger, calendar=CALENDAR, excluded=pairs) == compute(
        limit, trigger=trigger, calendar=CALENDAR, excluded=shuffled
    )


@quick
@given(days, st.integers(40, 120), st.integers(1, 15), st.integers(1, 15), st.integers(0, 9))
def test_exclusions_inside_the_period_add_up(day, length, first, second, gap):
    limit = FORWARD.of_length(length)
    a = (day, day + timedelta(days=first))
    b = (a[1] + timedelta(days=gap), a[1] + timedelta(days=gap + second))
    plain = compute(limit, trigger=day, calendar=CALENDAR)
    both = compute(limit, trigger=day, calendar=CALENDAR, excluded=[a, b])
    assert both.nominal - plain.nominal == timedelta(days=first + second)


@quick
@given(days, lengths, st.integers(1, 60), units)
def test_an_extension_runs_from_the_nominal_day(day, length, more, unit):
    limit = replace(FORWARD, unit=unit, length=length)
    plain = compute(limit, trigger=day, calendar=CALENDAR)
    longer = compute(limit, trigger=day, calendar=CALENDAR, extension_days=more)
    onward = compute(limit.of_length(more), trigger=plain.nominal, calendar=CALENDAR)
    assert (longer.nominal, longer.legal) == (onward.nominal, onward.legal)


@quick
@given(exclusions(), lengths, units, st.sampled_from(Direction), st.integers(0, 20))
def test_the_day_table_counts_to_the_nominal_day(case, length, unit, direction, more):
    trigger, pairs = case
    assume(trigger.year > 2004)
    forward = direction is Direction.FORWARD
    limit = replace(FORWARD, unit=unit, length=length, direction=direction)
    computed = compute(
        limit, trigger=trigger, calendar=CALENDAR, extension_days=more, excluded=pairs if forward else ()
    )
    table = day_table(computed)
    counted = [line for line in table if line.counted is not None]
    assert [line.counted for line in counted] == list(range(1, length + more + 1))
    assert counted[-1].day == computed.nominal
    assert (table[0].day, table[-1].day) == (trigger, computed.legal)
    assert len(table) == abs((computed.legal - trigger).days) + 1
    assert all(line.why and line.authority for line in table)


@quick
@given(exclusions(), lengths, units)
def test_the_share_used_only_grows(case, length, unit):
    trigger, pairs = case
    computed = compute(replace(FORWARD, unit=unit, length=length), trigger=trigger, calendar=CALENDAR, excluded=pairs)
    shares = [share_used(computed, on=line.day) for line in day_table(computed)]
    assert shares == sorted(shares)
    assert shares[0] == 0
    assert shares[-1] == 1
    by_table = list(accumulate(line.counted is not None for line in day_table(computed)))
    assert [share * length for share in shares] == by_table
    levels = list(dict.fromkeys(warning_level(computed, on=line.day) for line in day_table(computed)))
    assert levels == sorted(levels, key=["green", "amber", "red"].index)


@quick
@given(exclusions(), lengths, units, st.sampled_from(Direction), st.integers(0, 20))
def test_levels_begin_on_the_days_foretold(case, length, unit, direction, more):
    trigger, pairs = case
    assume(trigger.year > 2004)
    forward = direction is Direction.FORWARD
    limit = replace(FORWARD, unit=unit, length=length, direction=direction)
    computed = compute(
        limit, trigger=trigger, calendar=CALENDAR, extension_days=more, excluded=pairs if forward else ()
    )
    amber, red = level_days(computed)
    edges = (amber, red, computed.nominal, computed.legal)
    for day in {edge + timedelta(days=n) for edge in edges for n in (-1, 0, 1)}:
        foretold = (day >= amber) + (day >= red) + (day > computed.legal)
        assert warning_level(computed, on=day) is list(WarningLevel)[foretold], day


@quick
@given(days, st.lists(st.tuples(st.integers(0, 45), st.booleans()), max_size=6, unique_by=lambda pair: pair[0]))
def test_a_newer_calendar_never_takes_a_day_from_a_party(day, changes):
    other = [(day + timedelta(days=n), off) for n, off in changes]
    newer = CALENDAR.with_changes(
        version="newer",
        holidays={d: "调整" for d, off in other if off},
        ordinary=[d for d, off in other if not off],
        make_up_days={d: "调整" for d, off in other if not off and d.weekday() > 4},
    )
    old = compute(PARTYS, trigger=day, calendar=CALENDAR)
    again = recompute(old, calendar=newer)
    assert again.legal >= old.legal
    assert newer.is_working_day(again.legal)
    organs = compute(FORWARD, trigger=day, calendar=CALENDAR)
    assert recompute(organs, calendar=newer) == compute(FORWARD, trigger=day, calendar=newer)

"""What anybody may know of an open hearing: announced without a word of whom it is about."""

from __future__ import annotations

import re

from django.utils.translation import gettext_lazy as _

from mediation.actions.registry import effect_of, guard_of
from mediation.models import Hearing, HearingAnnouncement
from mediation.queries.office.persons import told_of_people
from mediation.workflows.base import Act, NotPossibleNow, Refused

# Telephones and numbers of people.
LONG_NUMBER = re.compile(r"\d{7,}")


@guard_of(Hearing, "announce", says=_("公告不写任何人的个人信息。"), on_facts=True)
def tells_of_nobody(hearing: Hearing, act: Act) -> Refused | None:
    """Neither a name, an address nor a number of anybody in the file."""
    said = act.subject or ""
    people = told_of_people([hearing.matter_id]).get(hearing.matter_id, [])
    found = next((one for one in people if one in said), None)
    if found is None and not LONG_NUMBER.search(said):
        return None
    return NotPossibleNow(
        "announcement_names_somebody",
        _("公告的事由里有当事人、代理人的姓名、住址或者号码。"),
        _("请只写是什么事，如“农产品收购价的补差”。"),
    )


@effect_of(Hearing, "announce")
def put_up_the_announcement(hearing: Hearing, act: Act) -> None:
    """It stands on the public page until the hearing opens, or is put off: then it is announced anew."""
    said = {"subject": act.facts["subject"], "seats": act.facts["seats"], "announced_on": act.on}
    HearingAnnouncement.objects.update_or_create(hearing=hearing, defaults=said)


@effect_of(Hearing, "postpone", "terminate", "withdraw_request", after=("tell_the_change", "leave_out_its_days"))
def take_the_announcement_down(hearing: Hearing, act: Act) -> None:
    """What is not held as it was announced is announced no more."""
    HearingAnnouncement.objects.filter(hearing=hearing).delete()

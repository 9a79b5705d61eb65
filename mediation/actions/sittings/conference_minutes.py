"""What follows where a conference notes positions, and sends its draft minutes to the members."""

from __future__ import annotations

from django.utils.translation import gettext as _

from mediation.actions import messages
from mediation.actions.registry import effect_of, guard_of
from mediation.models import ItemPosition, JointConference, MinutesCorrection
from mediation.queries.sittings.minutes import draft_for, mark_of
from mediation.vocabulary import Role
from mediation.workflows.base import Act, NotPossibleNow


@effect_of(JointConference, "note_positions")
def keep_positions(conference: JointConference, act: Act) -> None:
    """What each organ says of an item, in place of what was noted before."""
    items = {one.no: one for one in conference.items_read()}
    for row in act.facts["positions"]:
        ItemPosition.objects.update_or_create(
            item=items[row["no"]], organ=row["member"], defaults={"position": row["position"], "view": row["view"]}
        )


@effect_of(JointConference, "circulate", tells=(Role.HEAD,))
def send_to_members(conference: JointConference, act: Act) -> None:
    """Each member is told that its part of the draft lies ready, and until when it should be read."""
    text = _("联席会议纪要稿已送出，请在%(day)s前核对涉及本单位的部分。") % {"day": act.facts["answer_by"]}
    for organ in conference.member_organs():
        key = f"conference:{conference.pk}:minutes:{act.event.pk}"
        messages.tell_organ(act, organ, text, key=key, sitting=conference)


@guard_of(JointConference, "approve_minutes", says=_("纪要稿在核对以后没有变化。"), on_facts=True)
def minutes_as_read(conference: JointConference, act: Act) -> NotPossibleNow | None:
    """What is approved is what was shown, and stands."""
    if act.member is None or not act.mark or act.mark == mark_of(draft_for(conference, act.member.pk)):
        return None
    return NotPossibleNow("minutes_changed", _("纪要稿刚刚改动过，没有办理。"), _("请重新打开议程页面核对。"))


@effect_of(JointConference, "approve_minutes")
def note_approval(conference: JointConference, act: Act) -> None:
    """Who approved, when, and what."""
    mark = mark_of(draft_for(conference, act.facts["member"].pk))
    conference.members.filter(organ=act.facts["member"]).update(
        approved_mark=mark, approved_on=act.on, approved_by=act.by.user
    )


@effect_of(JointConference, "propose_correction", tells=(Role.PETITION_OFFICE,))
def note_correction(conference: JointConference, act: Act) -> None:
    """What is wanted stands with who asked; the office is told."""
    item = next(one for one in conference.items_read() if one.no == act.facts["no"])
    MinutesCorrection.objects.create(
        conference=conference, no=conference.corrections.count() + 1, item=item, organ=act.facts["member"],
        wanted=act.facts["wanted"], asked_by=act.by.user, asked_on=act.on,
    )  # fmt: skip
    text = _("%(organ)s要求更正联席会议纪要稿的议题%(no)d") % {"organ": act.facts["member"], "no": item.no}
    key = f"conference:{conference.pk}:correction:{act.event.pk}"
    messages.tell_organ(act, conference.organ, text, key=key, role=Role.PETITION_OFFICE, sitting=conference)


@effect_of(JointConference, "settle_correction", tells=(Role.HEAD,))
def answer_correction(conference: JointConference, act: Act) -> None:
    """Who asked is told what became of it."""
    asked = conference.corrections.select_related("organ").get(no=act.facts["correction"])
    asked.accepted, asked.answer, asked.settled_on = act.facts["accepted"], act.facts["answer"], act.on
    asked.save()
    said = _("已采纳") if asked.accepted else _("没有采纳")
    text = _("对联席会议纪要稿的更正意见%(said)s：%(answer)s") % {"said": said, "answer": asked.answer}
    key = f"conference:{conference.pk}:settled:{asked.pk}"
    messages.tell_organ(act, asked.organ, text, key=key, sitting=conference)

"""What a conference has said on each item, and how its draft minutes go to the members before they are issued."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from mediation.vocabulary import Position
from mediation.workflows import facts as f
from mediation.workflows.base import Act, Guard, step
from mediation.workflows.sittings.conference import (
    JointConferenceLifecycle,
    JointConferenceState,
    convening,
    is_member,
    member_organ,
)

HELD = JointConferenceState.HELD
# What a member says for its organ, and what the office does, from the page of the agenda.
BY_MEMBERS = ("answer", "approve_minutes", "propose_correction")
FROM_AGENDA = ("hold", "note_positions", "circulate", "settle_correction", "issue_minutes", "postpone", "cancel")
WITH_REASON = (Position.RESERVED, Position.DISAGREES)

known_item = Guard(
    "item_unknown",
    _("没有这个序号的议题，或者该议题已经延后。"),
    lambda conference, act: {row["no"] for row in act.positions or ()} <= conference.open_numbers(),
    on_facts=True,
)
of_those_present = Guard(
    "position_of_absent",
    _("只记到会单位对涉及该单位的议题的意见。"),
    lambda conference, act: all(conference.confers(row["member"], row["no"]) for row in act.positions or ()),
    _("未到会的单位，其书面意见附在议题后面。"),
    on_facts=True,
)
dissent_is_said = Guard(
    "dissent_unsaid",
    _("不同意或者有保留的，应当写明意见和理由。"),
    lambda conference, act: all(row["view"] for row in act.positions or () if row["position"] in WITH_REASON),
    on_facts=True,
)
own_organ = Guard(
    "confirms_for_others",
    _("只能为本单位核对纪要稿。"),
    lambda conference, act: act.member is None or act.by.is_member_of(act.member),
    on_facts=True,
)
is_sent_out = Guard(
    "not_sent_out", _("纪要稿还没有送成员单位核对。"), lambda conference, act: conference.circulated_on is not None
)
one_of_its_items = Guard(
    "correction_of_others",
    _("请填写涉及本单位的议题的序号。"),
    lambda conference, act: act.no is None or (
        act.member is not None and act.no in {one.no for one in conference.items_of(act.member)}
    ),
    on_facts=True,
)  # fmt: skip
asked_and_open = Guard(
    "correction_settled",
    _("没有这一条更正意见，或者已经处理。"),
    lambda conference, act: act.correction is None or conference.correction(act.correction) is not None,
    on_facts=True,
)
not_left_to_itself = Guard(
    "no_answer_to_correction",
    _("不采纳的，应当写明理由；采纳的，写明怎样更正。"),
    lambda conference, act: bool(act.answer),
    on_facts=True,
)


class DiscussedLifecycle(JointConferenceLifecycle):
    """A joint conference with what each member says of each item, and minutes that its members have read before they are issued."""

    class Meta:
        abstract = True

    @step(
        source=HELD,
        label=_("记录各单位表态"),
        by=convening,
        guards=[known_item, of_those_present, dissent_is_said],
        facts=[
            f.table(
                "positions",
                _("表态"),
                f.number("no", _("议题序号"), least=1),
                f.one("member", _("单位"), "Organ"),
                f.choice("position", _("表态"), Position),
                f.long_text("view", _("意见和理由"), longest=2000, required=False),
            ),
        ],
    )
    def note_positions(self, act: Act) -> None:
        """What each organ says of an item; who dissents says why. What is noted again takes the place of what was noted before."""

    @step(
        source=HELD,
        label=_("纪要稿送成员单位核对"),
        by=convening,
        facts=[f.day("answer_by", _("请在何日前核对"))],
        day_field="circulated_on",
    )
    def circulate(self, act: Act) -> None:
        """The draft minutes go to the members, to each what concerns it."""

    @step(
        source=HELD,
        label=_("核对无误"),
        by=member_organ,
        guards=[is_sent_out, is_member, own_organ],
        facts=[
            f.one("member", _("成员单位"), "Organ"),
            f.text("mark", _("所核对的纪要稿"), required=False, by_page=True, longest=64),
        ],
    )
    def approve_minutes(self, act: Act) -> None:
        """A member has read what concerns it and finds it right; what is changed afterwards is not what it has approved."""

    @step(
        source=HELD,
        label=_("要求更正"),
        by=member_organ,
        guards=[is_sent_out, is_member, own_organ, one_of_its_items],
        facts=[
            f.one("member", _("成员单位"), "Organ"),
            f.number("no", _("议题序号"), least=1),
            f.long_text("wanted", _("应当怎样更正"), longest=2000),
        ],
    )
    def propose_correction(self, act: Act) -> None:
        """A member says what is not as it was said; the minutes will name who asked."""

    @step(
        source=HELD,
        label=_("处理更正意见"),
        by=convening,
        guards=[asked_and_open, not_left_to_itself],
        facts=[
            f.number("correction", _("第几条更正意见"), least=1),
            f.yes_no("accepted", _("采纳")),
            f.long_text("answer", _("怎样更正，或者不采纳的理由"), longest=2000),
        ],
    )
    def settle_correction(self, act: Act) -> None:
        """The office corrects it, or says why not; both stand in the extract of the item."""


def positions_wanted(conference: Any) -> list[dict[str, Any]]:
    """The rows that the form begins with: each organ that came, for each item that concerns it."""
    came = conference.who_came()
    open_ones = [one for one in conference.items_read() if not one.deferred_why]
    return [
        {"no": item.no, "member": organ.pk, "position": Position.AGREES}
        for item in open_ones
        for organ in came
        if item.concerns({organ.pk}) and not item.asked_by_alone({organ.pk})
    ]

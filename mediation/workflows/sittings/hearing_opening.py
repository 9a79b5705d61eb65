"""What is asked of each side when a hearing opens, and who else is there: fields of the record, not words in it."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from mediation.vocabulary import Challenge, IdentityCheck, OtherThere, RightsKnown
from mediation.workflows import facts as f
from mediation.workflows.base import Act, Guard, step
from mediation.workflows.guards import names
from mediation.workflows.sittings.hearing_record import HELD, HearingRecord
from mediation.workflows.sittings.hearing_request import HearingState


def _not_there(hearing: object, act: Act) -> list[object]:
    came = {one.pk for one in hearing.who_came()}  # type: ignore[attr-defined]
    return [row["party"] for row in act.answers or () if row["party"].pk not in came]


answers_of_who_came = Guard(
    "answer_of_absent",
    lambda hearing, act: _("只登记到场的参加人的回答，以下没有到场：%s") % names(_not_there(hearing, act)),
    lambda hearing, act: not _not_there(hearing, act),
    _("请先核对到场情况。"),
    on_facts=True,
)
challenge_told = Guard(
    "challenge_unexplained",
    _("申请回避的，应当写明申请谁回避和理由。"),
    lambda hearing, act: all(row["challenge_said"] for row in act.answers or () if row["challenge"] == Challenge.ASKED),
    _("随后请登记回避申请，决定以前被申请的人暂停履行职责。"),
    on_facts=True,
)


class HearingOpening(HearingRecord):
    """The steps by which the opening of a hearing is written down."""

    class Meta:
        abstract = True

    @step(
        source=HELD, label=_("登记各方的回答"), told_to_party=False, by=HearingRecord.record_kept_by,
        guards=[answers_of_who_came, challenge_told],
        facts=[
            f.table(
                "answers",
                _("各方的回答"),
                f.one("party", _("当事人"), "Party"),
                f.choice("identity", _("身份核对"), IdentityCheck),
                f.choice("challenge", _("是否申请回避"), Challenge),
                f.text("challenge_said", _("申请谁回避、理由"), required=False, longest=500),
                f.choice("rights", _("权利义务是否清楚"), RightsKnown),
                f.text("rights_said", _("所作的说明"), required=False, longest=500),
            )
        ],
    )  # fmt: skip
    def record_answers(self, act: Act) -> None:
        """Who each side is was checked; it was asked whether somebody should withdraw, and whether its rights are clear to it."""

    @step(
        source=[HearingState.SCHEDULED, HELD], label=_("登记其他到场的人"), told_to_party=False, by=HearingRecord.record_kept_by,
        facts=[
            f.table(
                "others",
                _("其他到场的人"),
                f.text("name", _("姓名"), longest=100),
                f.choice("part", _("以什么身份到场"), OtherThere),
                f.text("belongs", _("单位或者住址"), required=False, longest=200),
                f.text("relation", _("与本事项的关系"), required=False, longest=200),
                required=False,
            )
        ],
    )  # fmt: skip
    def record_others(self, act: Act) -> None:
        """Third persons, witnesses, experts, interpreters who came: all of them anew each time; the record names them."""

"""What goes on beside the words of a hearing: papers that somebody promises to hand in, and a recording where one is made."""

from __future__ import annotations

import re
from typing import Any

from django.utils.translation import gettext_lazy as _

from mediation.vocabulary import PromiseKept, RecordingDefect
from mediation.workflows import facts as f
from mediation.workflows.base import Act, Guard, step
from mediation.workflows.guards import names
from mediation.workflows.sittings.hearing_opening import HearingOpening
from mediation.workflows.sittings.hearing_request import HearingState

HELD_OR_BROKEN_OFF = (HearingState.IN_SESSION, HearingState.ADJOURNED)
SHA256 = re.compile(r"[0-9a-fA-F]{64}")


def _promise(hearing: Any, act: Act) -> Any:
    return hearing.promises().filter(no=act.no).first()


promised_ahead = Guard(
    "promise_in_the_past",
    _("提交的期限不能早于今天。"),
    lambda hearing, act: act.due is None or act.due >= act.on,
    on_facts=True,
)
promiser_came = Guard(
    "promiser_not_there",
    _("只有到场的参加人可以答应提交。"),
    lambda hearing, act: act.party is None or act.party.pk in {one.pk for one in hearing.who_came()},
    on_facts=True,
)
promise_stands = Guard(
    "promise_unknown",
    _("笔录中没有这一条答应会后提交的记录，或者已经登记过结果。"),
    lambda hearing, act: _promise(hearing, act) is not None,
    _("请填写笔录上那一条的序号。"),
    on_facts=True,
)
promise_day_over = Guard(
    "promise_day_not_over",
    _("答应的期限还没有过，不能登记为到期没有提交。"),
    lambda hearing, act: (
        act.result != PromiseKept.MISSED or (found := _promise(hearing, act)) is None or found.on < act.on
    ),
    on_facts=True,
)
promises_settled = Guard(
    "promise_open",
    lambda hearing, act: _("答应会后提交的材料还没有交给各方看过：%s") % names(hearing.promising()),
    lambda hearing, act: not hearing.promising(),
    _("请登记会后提交的情况；需要等待的，先中止听证。"),
)
digest_whole = Guard(
    "recording_digest_unfit",
    _("录音录像的校验值应当是64位的SHA-256。"),
    lambda hearing, act: SHA256.fullmatch(act.digest or "") is not None,
    _("在Windows上用“certutil -hashfile 文件 SHA256”算出，抄录全部64位。"),
    on_facts=True,
)
defect_remedied = Guard(
    "recording_defect_unremedied",
    _("录音录像不完整的，应当写明怎样补救。"),
    lambda hearing, act: act.defect in ("", RecordingDefect.NONE) or bool(act.remedy),
    _("如重新询问有关内容、由各方在笔录上确认。"),
    on_facts=True,
)


class HearingBeside(HearingOpening):
    """The steps about papers that are to follow, and about the recording."""

    class Meta:
        abstract = True

    # Its page leads to these; all else that moves nothing it asks by itself.
    forms_apart = frozenset({"record_others", "note_promise", "settle_promise", "note_recording"})

    @step(
        source=HearingState.IN_SESSION, label=_("登记会后提交的材料"), told_to_party=False, by=HearingOpening.record_kept_by,
        guards=[promiser_came, promised_ahead],
        facts=[
            f.one("party", _("由谁提交"), "Party"),
            f.text("what", _("什么材料"), longest=200),
            f.day("due", _("最迟哪一日")),
        ],
    )  # fmt: skip
    def note_promise(self, act: Act) -> None:
        """Somebody says at the sitting that a paper will follow, and until when; it stands in the record, and nobody deliberates before."""

    @step(
        source=HELD_OR_BROKEN_OFF, label=_("登记会后提交的情况"), told_to_party=False, by=HearingOpening.record_kept_by,
        guards=[promise_stands, promise_day_over],
        facts=[
            f.number("no", _("笔录序号"), least=1, most=32_000),
            f.choice("result", _("结果"), PromiseKept),
            f.text("note", _("各方的意见"), required=False, longest=500),
        ],
    )  # fmt: skip
    def settle_promise(self, act: Act) -> None:
        """The paper came and both sides have seen it, or its day went by without it."""

    @step(
        source=[*HELD_OR_BROKEN_OFF, HearingState.DELIBERATING], label=_("登记录音录像"), told_to_party=False,
        by=HearingOpening.record_kept_by, guards=[digest_whole, defect_remedied],
        facts=[
            f.text("consent", _("怎样征得同意"), help=_("如“开始时告知各方，均同意”。")),
            f.text("custodian", _("由谁保管"), longest=100),
            f.text("digest", _("校验值（SHA-256）"), longest=64),
            f.choice("defect", _("是否完整"), RecordingDefect),
            f.text("remedy", _("怎样补救"), required=False, longest=500),
        ],
    )  # fmt: skip
    def note_recording(self, act: Act) -> None:
        """Where the hearing is recorded: who agreed, who keeps it, its hash, and what is wrong with it; stated anew it takes the place of the last."""

"""The running record of a hearing: its parts, its pauses, what is corrected. Words alone are kept without a step (actions/sittings/said)."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from mediation.vocabulary import HearingPhase, ReadingWay, SignatureWay
from mediation.workflows import facts as f
from mediation.workflows.base import Act, Guard, step
from mediation.workflows.guards import names
from mediation.workflows.sittings.hearing_panel import HearingPanel
from mediation.workflows.sittings.hearing_request import HearingState, presides, records
from mediation.workflows.sittings.signing import is_drawn, strokes_in


def _further(hearing: Any, act: Act) -> int:
    """How many parts the one named lies after the one reached; before any, every part lies after."""
    parts, reached = HearingPhase.values, hearing.reached()
    return parts.index(act.phase) - (parts.index(reached) if reached else -1)


another_part = Guard(
    "phase_reached_already",
    _("听证已经在这一环节。"),
    lambda hearing, act: _further(hearing, act) != 0,
    on_facts=True,
)
back_says_why = Guard(
    "phase_back_unexplained",
    lambda hearing, act: (
        _("听证已进行到“%s”，回到前面的环节应当说明理由，理由记入笔录。") % HearingPhase(hearing.reached()).label
    ),
    lambda hearing, act: _further(hearing, act) > 0 or bool(act.why),
    _("选错环节的，写“选错环节”；需要重新质证的，写明原因。"),
    on_facts=True,
)
sits_on = Guard("in_recess", _("已经休庭。"), lambda hearing, act: not hearing.in_recess(), _("请先继续开庭。"))
in_recess = Guard("not_in_recess", _("现在没有休庭。"), lambda hearing, act: hearing.in_recess())
entry_stands = Guard(
    "entry_not_standing",
    _("没有这一条记录，或者它已经被更正。"),
    lambda hearing, act: hearing.statements.standing().filter(no=act.no).exists(),
    _("请按笔录上现有的序号更正。"),
    on_facts=True,
)
something_said = Guard(
    "nothing_to_read", _("笔录里还没有发言，没有可以阅读的内容。"), lambda hearing, act: bool(hearing.last_entry())
)
one_wording = Guard(
    "record_in_conflict",
    lambda hearing, act: _("以下各条有两种不一致的更正，请先确定：第%s条") % names(hearing.said_in_conflict()),
    lambda hearing, act: not hearing.said_in_conflict(),
    _("把不对的一种划去。"),
)
read_before = Guard(
    "record_not_read",
    _("笔录还没有交参加人阅读或者宣读，或者读过以后又有改动。"),
    lambda hearing, act: hearing.was_read(),
    _("请先读笔录，再签名。"),
)
signer_came = Guard(
    "signer_not_there",
    _("只有到场的参加人在笔录上签名。"),
    lambda hearing, act: act.party.pk in {party.pk for party in hearing.who_came()},
    on_facts=True,
)
really_drawn = Guard(
    "signature_empty",
    _("签名是空白的，或者已被擦去，没有登记。"),
    lambda hearing, act: act.way != SignatureWay.DRAWN or is_drawn(strokes_in(act.drawing)),
    _("请重新签名。"),
    on_facts=True,
)
paper_scanned = Guard(
    "signed_paper_missing",
    _("在打印的笔录上签名的，请附签名页的扫描件或者照片。"),
    lambda hearing, act: act.way != SignatureWay.PAPER or bool(act.scan),
    on_facts=True,
)
refusal_told = Guard(
    "signature_refusal_unexplained",
    _("拒绝签名的，应当写明情况和见证人。"),
    lambda hearing, act: act.way != SignatureWay.REFUSED or bool(act.why and act.witness),
    on_facts=True,
)


class HearingRecord(HearingPanel):
    """The steps of the running record, while the hearing is held."""

    class Meta:
        abstract = True

    @step(
        source=HearingState.IN_SESSION,
        label=_("转入环节"),
        told_to_party=False,
        by=records | presides,
        guards=[another_part, back_says_why],
        facts=[
            f.choice("phase", _("环节"), HearingPhase),
            f.text("why", _("回到前面环节的理由"), required=False),
        ],
    )
    def enter_phase(self, act: Act) -> None:
        """The hearing goes on to another part; a part chosen wrongly is left again with the reason."""

    @step(
        source=HearingState.IN_SESSION,
        label=_("休庭"),
        told_to_party=False,
        by=records | presides,
        guards=[sits_on],
        facts=[f.text("why", _("休庭的原因"), required=False)],
    )
    def recess(self, act: Act) -> None:
        """A short pause on the same day; the record tells when."""

    @step(
        source=HearingState.IN_SESSION,
        label=_("继续开庭"),
        told_to_party=False,
        by=records | presides,
        guards=[in_recess],
    )
    def go_on(self, act: Act) -> None:
        """After the pause it goes on where it was."""

    @step(
        source=[HearingState.IN_SESSION, HearingState.DELIBERATING],
        label=_("更正笔录"),
        told_to_party=False,
        by=records | presides,
        guards=[entry_stands],
        facts=[
            f.number("no", _("笔录序号"), least=1, most=32_000),
            f.choice("to_phase", _("更正为环节"), HearingPhase, required=False),
            f.text("to_speaker", _("更正为发言人"), required=False),
            f.long_text("to_text", _("更正为内容"), required=False, help=_("都不填的，是划去整条。")),
            f.text("asked_by", _("要求更正的人"), required=False, help=_("记录员自行更正的不填。")),
        ],
    )
    def correct_entry(self, act: Act) -> None:
        """A wrong word, speaker or part is struck out and replaced; both stay, and the record says who asked for it."""

    @step(
        source=[HearingState.IN_SESSION, HearingState.DELIBERATING],
        label=_("读笔录"),
        told_to_party=False,
        by=records | presides,
        guards=[something_said, one_wording],
        facts=[f.choice("way", _("方式"), ReadingWay)],
    )
    def read_record(self, act: Act) -> None:
        """The record as it stands is read by those who took part, or out to them; what is changed later is read anew."""

    @step(
        source=[HearingState.IN_SESSION, HearingState.DELIBERATING],
        label=_("笔录签名"),
        told_to_party=False,
        by=records | presides,
        guards=[read_before, signer_came, really_drawn, paper_scanned, refusal_told],
        facts=[
            f.one("party", _("当事人"), "Party"),
            f.text("signer", _("签名人"), required=False, longest=100, help=_("代理人签名的，写代理人姓名；本人签名的不填。")),
            f.choice("way", _("方式"), SignatureWay),
            f.long_text("drawing", _("笔迹"), required=False, longest=60_000, confidential=True, by_page=True),
            f.text("device", _("设备"), required=False, by_page=True),
            f.text("why", _("拒绝签名的情况"), required=False),
            f.text("witness", _("见证人"), required=False, longest=100),
            f.files("scan", _("签名页的扫描件"), required=False),
        ],
    )  # fmt: skip
    def sign_record(self, act: Act) -> None:
        """One who came signs the record that was read, on the page or on paper, or refuses with the reason before a witness."""

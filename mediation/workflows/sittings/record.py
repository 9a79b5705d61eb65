"""The steps of a running record, alike for hearings, sessions and conferences: its parts, its pauses, corrected, read, signed.

Words alone are kept without a step (actions/sittings/said). Each lifecycle says where its record is open and who keeps it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from mediation.permissions import Permission
from mediation.vocabulary import EntryKind, ReadingWay, SignatureWay
from mediation.workflows import facts as f
from mediation.workflows.base import Act, Guard, step
from mediation.workflows.facts import Fact
from mediation.workflows.guards import names
from mediation.workflows.sittings.signing import is_drawn, strokes_in

Source = str | Sequence[str]
Taken = Callable[..., None]


def _further(sitting: Any, act: Act) -> int:
    """How many parts the one named lies after the one reached; before any, every part lies after."""
    parts, reached = [code for code, _name in sitting.parts()], sitting.reached()
    return parts.index(act.phase) - (parts.index(reached) if reached else -1)


def _known(sitting: Any, act: Act) -> bool:
    return act.phase in dict(sitting.parts())


part_known = Guard(
    "phase_unknown",
    _("没有这个环节，请从列出的环节中选择。"),
    lambda sitting, act: not act.phase or _known(sitting, act),
    on_facts=True,
)
another_part = Guard(
    "phase_reached_already",
    _("已经在这一环节。"),
    lambda sitting, act: not _known(sitting, act) or _further(sitting, act) != 0,
    on_facts=True,
)
back_says_why = Guard(
    "phase_back_unexplained",
    lambda sitting, act: (
        _("已进行到“%s”，回到前面的环节应当说明理由，理由记入笔录。") % sitting.part_name(sitting.reached())
    ),
    lambda sitting, act: not _known(sitting, act) or _further(sitting, act) > 0 or bool(act.why),
    _("选错环节的，写“选错环节”；需要重新质证的，写明原因。"),
    on_facts=True,
)
sits_on = Guard(
    "in_recess",
    lambda sitting, act: _("已经%s。") % sitting.kind_name(EntryKind.RECESS),
    lambda sitting, act: not sitting.in_recess(),
    _("请先继续。"),
)
in_recess = Guard(
    "not_in_recess",
    lambda sitting, act: _("现在没有%s。") % sitting.kind_name(EntryKind.RECESS),
    lambda sitting, act: sitting.in_recess(),
)
entry_stands = Guard(
    "entry_not_standing",
    _("没有这一条记录，或者它已经被更正。"),
    lambda sitting, act: sitting.statements.standing().filter(no=act.no).exists(),
    _("请按笔录上现有的序号更正。"),
    on_facts=True,
)
something_said = Guard(
    "nothing_to_read", _("笔录里还没有发言，没有可以阅读的内容。"), lambda sitting, act: bool(sitting.last_entry())
)
one_wording = Guard(
    "record_in_conflict",
    lambda sitting, act: _("以下各条有两种不一致的更正，请先确定：第%s条") % names(sitting.said_in_conflict()),
    lambda sitting, act: not sitting.said_in_conflict(),
    _("把不对的一种划去。"),
)
NOT_READ = _("笔录还没有交参加人阅读或者宣读，或者读过以后又有改动。")
read_before = Guard("record_not_read", NOT_READ, lambda sitting, act: sitting.was_read(), _("请先读笔录，再签名。"))
typed_and_read = Guard(
    "record_not_read",
    NOT_READ,
    lambda sitting, act: not sitting.was_typed() or sitting.was_read(),
    _("请先读笔录，再签名。"),
)
typed_and_signed = Guard(
    "typed_record_not_signed",
    lambda sitting, act: _("参加人应当在读过的笔录上签名，拒绝签名的登记情况：%s") % names(sitting.not_signed()),
    lambda sitting, act: not sitting.was_typed() or not sitting.not_signed(),
    _("请在会议页面“读笔录、签名”。"),
)
signer_came = Guard(
    "signer_not_there",
    _("只有到场的参加人在笔录上签名。"),
    lambda sitting, act: act.get(sitting.SIGNER).pk in {one.pk for one in sitting.who_came()},
    on_facts=True,
)
really_drawn = Guard(
    "signature_empty",
    _("签名是空白的，或者已被擦去，没有登记。"),
    lambda sitting, act: act.way != SignatureWay.DRAWN or is_drawn(strokes_in(act.drawing)),
    _("请重新签名。"),
    on_facts=True,
)
paper_scanned = Guard(
    "signed_paper_missing",
    _("在打印的笔录上签名的，请附签名页的扫描件或者照片。"),
    lambda sitting, act: act.way != SignatureWay.PAPER or bool(act.scan),
    on_facts=True,
)
refusal_told = Guard(
    "signature_refusal_unexplained",
    _("拒绝签名的，应当写明情况和见证人。"),
    lambda sitting, act: act.way != SignatureWay.REFUSED or bool(act.why and act.witness),
    on_facts=True,
)
HAND = (
    f.choice("way", _("方式"), SignatureWay),
    f.long_text("drawing", _("笔迹"), required=False, longest=60_000, confidential=True, by_page=True),
    f.text("device", _("设备"), required=False, by_page=True),
    f.text("why", _("拒绝签名的情况"), required=False),
    f.text("witness", _("见证人"), required=False, longest=100),
    f.files("scan", _("签名页的扫描件"), required=False),
)


def entering(*, source: Source, by: Permission, phase: Fact, label: Any, also: Sequence[Guard] = ()) -> Taken:
    """The step into another part."""

    @step(
        source=source, label=label, told_to_party=False, by=by, guards=[*also, part_known, another_part, back_says_why],
        facts=[phase, f.text("why", _("回到前面环节的理由"), required=False)],
    )  # fmt: skip
    def enter_phase(self: Any, act: Act) -> None:
        """It goes on to another part; a part chosen wrongly is left again with the reason."""

    return enter_phase


def stating(*, source: Source, by: Permission, phase: Fact, also: Sequence[Guard] = ()) -> Taken:
    """The step that keeps one entry, for what is entered later and for scenarios; on the page no step is needed."""

    @step(
        source=source, label=_("记录发言"), told_to_party=False, by=by, guards=[*also, part_known],
        facts=[phase, f.text("speaker", _("发言人")), f.long_text("text", _("发言内容"), confidential=True)],
    )  # fmt: skip
    def record_statement(self: Any, act: Act) -> None:
        """Write down what was said."""

    return record_statement


def pausing(*, source: Source, by: Permission, label: Any, also: Sequence[Guard] = ()) -> Taken:
    """The step that interrupts it."""

    @step(
        source=source, label=label, told_to_party=False, by=by, guards=[*also, sits_on],
        facts=[f.text("why", _("暂停的原因"), required=False)],
    )  # fmt: skip
    def recess(self: Any, act: Act) -> None:
        """A short pause on the same day; the record tells when."""

    return recess


def going_on(*, source: Source, by: Permission, label: Any) -> Taken:
    """The step after the pause."""

    @step(source=source, label=label, told_to_party=False, by=by, guards=[in_recess])
    def go_on(self: Any, act: Act) -> None:
        """After the pause it goes on where it was."""

    return go_on


def correcting(*, source: Source, by: Permission, phase: Fact, also: Sequence[Guard] = ()) -> Taken:
    """The step that mends an entry."""

    @step(
        source=source, label=_("更正笔录"), told_to_party=False, by=by, guards=[*also, entry_stands],
        facts=[
            f.number("no", _("笔录序号"), least=1, most=32_000),
            phase,
            f.text("to_speaker", _("更正为发言人"), required=False),
            f.long_text(
                "to_text", _("更正为内容"), required=False, confidential=True, help=_("都不填的，是划去整条。")
            ),
            f.text("asked_by", _("要求更正的人"), required=False, help=_("记录员自行更正的不填。")),
        ],
    )  # fmt: skip
    def correct_entry(self: Any, act: Act) -> None:
        """A wrong word, speaker or part is struck out and replaced; both stay, and the record says who asked for it."""

    return correct_entry


def reading(*, source: Source, by: Permission) -> Taken:
    """The step that has it read."""

    @step(
        source=source, label=_("读笔录"), told_to_party=False, by=by, guards=[something_said, one_wording],
        facts=[f.choice("way", _("方式"), ReadingWay)],
    )  # fmt: skip
    def read_record(self: Any, act: Act) -> None:
        """The record as it stands is read by those who took part, or out to them; what is changed later is read anew."""

    return read_record


def signing(*, source: Source, by: Permission, whose: Fact) -> Taken:
    """The step by which one answers for it."""

    @step(
        source=source, label=_("笔录签名"), told_to_party=False, by=by,
        guards=[read_before, signer_came, really_drawn, paper_scanned, refusal_told],
        facts=[
            whose,
            f.text(
                "signer", _("签名人"), required=False, longest=100, help=_("代理人签名的，写代理人姓名；本人签名的不填。")
            ),
            *HAND,
        ],
    )  # fmt: skip
    def sign_record(self: Any, act: Act) -> None:
        """One who came signs the record that was read, on the page or on paper, or refuses with the reason before a witness."""

    return sign_record

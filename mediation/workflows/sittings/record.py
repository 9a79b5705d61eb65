"""The steps of a running record, alike for hearings, sessions and conferences: its parts, its pauses, corrected, read, signed.

Words alone are kept without a step (actions/sittings/said). Each lifecycle says where its record is open and who keeps it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from mediation.permissions import Permission, a_party
from mediation.vocabulary import EntryKind, OwnAnswer, ReadingWay, SignatureWay
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


def _came_himself(sitting: Any, act: Act) -> bool:
    """A party that came; by an agent only where he was there for it and may speak."""
    party, agent = act.by.party, act.by.agent
    if party is None or party.pk not in {one.pk for one in sitting.who_came()}:
        return False
    return agent is None or (agent.speaks(act.on) and agent.name in sitting.agents_of(party))


came_himself = Guard(
    "own_signer_not_there",
    _("只有到场的当事人、到场代为发言的代理人，可以在自己的手机上读笔录、签名。"),
    _came_himself,
    of_party=True,
)
same_text = Guard(
    "record_changed_since_read",
    _("您打开以后笔录又有改动，没有签名。"),
    # Without a page there is no text that could have changed since: it is the one that stands.
    lambda sitting, act: act.read_root in ("", (sitting.last_entry() or (0, ""))[1]),
    _("请重新阅读全文，再签名。"),
    on_facts=True,
)
own_drawn = Guard(
    "own_signature_empty",
    _("签名是空白的，或者已被擦去，没有签上。"),
    lambda sitting, act: act.answer != OwnAnswer.SIGNED or is_drawn(strokes_in(act.drawing)),
    _("请用手指在框内重新签名。"),
    on_facts=True,
)
own_refusal_told = Guard(
    "own_refusal_unexplained",
    _("不签名的，请写明理由，理由记入笔录。"),
    lambda sitting, act: act.answer != OwnAnswer.REFUSED or bool(act.why),
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


def signing_oneself(*, source: Source) -> Taken:
    """The step by which a party answers for it on its own device."""

    @step(
        source=source, label=_("读笔录并签名"), told_to_party=False, by=a_party, binding=True,
        plain=_("会上的话都记在下面。请从头到尾读完：记得对的签名，记错了的先要求更正，不同意的可以不签并写明理由。"),
        guards=[came_himself, read_before, same_text, own_drawn, own_refusal_told],
        facts=[
            f.choice("answer", _("您的意见"), OwnAnswer),
            f.text("why", _("不签名的理由"), required=False, help=_("签名的不填。")),
            f.long_text("drawing", _("笔迹"), required=False, longest=60_000, confidential=True, by_page=True),
            f.text("read_root", _("所读笔录的校验值"), required=False, by_page=True),
            f.text("device", _("设备"), required=False, by_page=True),
        ],
    )  # fmt: skip
    def sign_own(self: Any, act: Act) -> None:
        """One who came reads the whole record on his own phone and signs that very wording, or refuses and says why."""

    return sign_own


def asking_to_correct(*, source: Source) -> Taken:
    """The step by which a party says what was written down wrongly."""

    @step(
        source=source, label=_("要求更正笔录"), told_to_party=False, by=a_party, quiet=True,
        plain=_("笔录里有记错的，写在这里。您的要求记入笔录，记录员更正后再请您读一遍。"),
        guards=[came_himself, read_before],
        facts=[
            f.number("no", _("第几条"), required=False, least=1, most=32_000, help=_("每条前面的数字；说不清的不填。")),
            f.long_text("words", _("哪里记错了，应当怎样写"), longest=1000, confidential=True),
        ],
    )  # fmt: skip
    def ask_correction(self: Any, act: Act) -> None:
        """What a party wants corrected stands in the record as it was asked; the recorder mends it or leaves it, and it is read anew."""

    return ask_correction

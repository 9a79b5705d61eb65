"""The remedy paragraphs. Made from route, organ and superior; nobody types them.

Each function returns the paragraphs of one 权利告知, or raises NotEntered when the organ that the
law names has not been entered.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from mediation.models import Matter, Organ
from mediation.models.clock.calendar import limit_in
from mediation.timelimits import TimeLimit, Unit
from mediation.timelimits.other_rights import other_right
from mediation.vocabulary import DutyResult, ReviewStage
from mediation.workflows.periods import days_in_words
from mediation.workflows.writing import once_in_an_act

RIGHTS = ("review", "re_examination", "reconsideration", "suit", "final", "apply_hearing", "agree_hearing")
# Where reconsideration must come before suit, by what the answer comes to (行政复议法第二十三条第一款).
FIRST = {
    DutyResult.ON_THE_SPOT: "《行政复议法》第二十三条第一款第一项",
    DutyResult.RESOURCES: "《行政复议法》第二十三条第一款第二项",
    DutyResult.REFUSED: "《行政复议法》第二十三条第一款第三项",
    DutyResult.INFORMATION: "《行政复议法》第二十三条第一款第四项",
    DutyResult.OTHER_LAW: "《行政复议法》第二十三条第一款第五项",
}
SOME_COURT = "有管辖权的人民法院"
# The period within which each stage may be asked for.
LIMIT_OF = {ReviewStage.REVIEW: "D6", ReviewStage.RE_EXAMINATION: "D8"}


class NotEntered(LookupError):
    """The organ that the law names for a remedy has not been entered."""


@dataclass(frozen=True, kw_only=True)
class Right:
    """One right that a paper tells of: what may be asked (`code`), of which organs, within how long.

    The paragraph on the paper and the party's plain-words card are both made from it, so they cannot differ.
    """

    code: str
    organs: tuple[dict[str, str], ...] = ()
    days: int = 0
    working_days: bool = False
    months: int = 0
    after: str = ""  # the right that must be used first

    def __post_init__(self) -> None:
        if self.code not in RIGHTS:
            raise LookupError(f"no right is called {self.code}; RIGHTS lists them, and plain words stand for each")

    @classmethod
    def within(cls, limit: TimeLimit, *, code: str, organs: tuple[dict[str, str], ...] = ()) -> Right:
        """A right that is used within a limit, as it is in force there."""
        return cls(code=code, organs=organs, days=limit.length or 0, working_days=limit.unit is Unit.WORKING_DAYS)

    @property
    def span(self) -> str:
        """Within how many days, in words."""
        return days_in_words(self.days, working=self.working_days)


def _described(organ: Organ) -> dict[str, str]:
    return {"name": organ.name, "address": organ.address, "phone": organ.phone}


def as_facts(*rights: Right) -> list[dict[str, Any]]:
    """Rights as they are kept with a paper."""
    return [asdict(right) for right in rights]


def rights_in(kept: list[dict[str, Any]]) -> list[Right]:
    """Rights as they were kept with a paper."""
    return [Right(**{**one, "organs": tuple(one["organs"])}) for one in kept]


def named(organ: dict[str, str]) -> str:
    """Full name with address and telephone, as far as they are known."""
    details = "，".join(
        f"{label}：{organ[name]}" for label, name in (("地址", "address"), ("电话", "phone")) if organ[name]
    )
    return f"{organ['name']}（{details}）" if details else organ["name"]


def _where(right: Right) -> str:
    return "或者".join(named(one) for one in right.organs)


def contesting(organ: Organ, stage: str, on: date, *, matter: Matter, others: Sequence[Organ] = ()) -> Right:
    """The right to ask for review or re-examination: the organs to choose from, and the period (第三十五条、第三十六条)."""
    signers = [organ, *others]
    asked = "review organs", tuple(one.pk for one in signers), stage, on
    found = once_in_an_act(asked, lambda: tuple(_described(one) for one in Organ.reviewing(signers, stage, on)))
    if not found:
        raise NotEntered(f"{organ.name}：没有登记{ReviewStage(stage).label}机关")
    limit = limit_in(matter, LIMIT_OF[ReviewStage(stage)], organ=organ, on=on)
    return Right.within(limit, code=str(stage), organs=found)


def after_opinion(
    organ: Organ, on: date, *, matter: Matter, lapses: bool = False, others: Sequence[Organ] = ()
) -> list[str]:
    """甲: under a 处理意见书 on route 6 (第三十五条). `lapses` only where local law says so; `others` signed with the organ."""
    right = contesting(organ, ReviewStage.REVIEW, on, matter=matter, others=others)
    end = "逾期未请求复查的，信访程序终结。" if lapses else ""
    return [
        f"如不服本处理意见，可以自收到本意见书之日起{right.span}内，向{_where(right)}书面请求复查，并附本意见书。"
        f"{_jointly([organ, *others], right)}{end}"
    ]


def _jointly(signers: list[Organ], right: Right) -> str:
    """A joint opinion is contested against all who signed; where none is above them all, who reviews is settled (第二十四条)."""
    if len(signers) == 1:
        return ""
    names = "、".join(organ.name for organ in signers)
    settled = "收到请求的机关与其他机关依照《信访工作条例》第二十四条确定由谁复查。" if len(right.organs) > 1 else ""
    return f"本意见由{names}共同作出，请求复查时以这些机关为被申请人。{settled}"


def after_review(organ: Organ, on: date, *, matter: Matter) -> list[str]:
    """乙: under a 复查意见书 (第三十六条)."""
    right = contesting(organ, ReviewStage.RE_EXAMINATION, on, matter=matter)
    return [
        f"如不服本复查意见，可以自收到本意见书之日起{right.span}内，"
        f"向{_where(right)}书面请求复核，并附处理意见书和本意见书。"
    ]


def final() -> list[str]:
    """丙: under a 复核意见书. No court and no further review (第三十六条第三款)."""
    return [
        "本意见为信访事项的终结意见。仍以同一事实和理由提出投诉请求的，"
        "各级党委和政府信访部门以及其他机关、单位不再受理。"
    ]


def after_ordered_anew() -> list[str]:
    """Under a 复核意见书 that orders a new decision: the matter goes on, and nothing is final."""
    return ["对原办理机关重新作出的处理意见不服的，可以依照该意见书写明的途径和期限请求复查、复核。"]


def of_administrative_law(organ: Organ, on: date, *, result: str) -> tuple[Right, Right]:
    """Reconsideration by the organ that is entered for this one, and suit: after it where the law says so, else beside it."""
    authority = organ.reconsideration_organ
    if authority is None:
        raise NotEntered(f"{organ.name}：没有登记行政复议机关")
    first = Right(
        code="reconsideration", organs=(_described(authority),), days=other_right("reconsideration", on).length
    )
    court = ({"name": organ.court, "address": "", "phone": ""},) if organ.court else ()
    if DutyResult(result) in FIRST:
        later = other_right("suit_after_reconsideration", on).length
        return first, Right(code="suit", organs=court, after=first.code, days=later)
    return first, Right(code="suit", organs=court, months=other_right("suit", on).length)


def after_duty_answer(organ: Organ, on: date, *, result: str, law: str = "") -> list[str]:
    """丁: under an answer on route 5. Never 复查.

    Which comes first follows from what the answer comes to (`result`), never from a tick; `law` is the statute that wants
    reconsideration first where no other case of 行政复议法第二十三条 is given.
    """
    first, suit = of_administrative_law(organ, on, result=result)
    if suit.after:
        grounds = FIRST[DutyResult(result)] + (f"、{law}" if law else "")
        return [f"如不服本答复，应当{_reconsideration_first(organ, first, suit, grounds)}"]
    duty = _reconsideration_first(
        organ, *of_administrative_law(organ, on, result=DutyResult.REFUSED), FIRST[DutyResult.REFUSED]
    )
    return [
        f"如不服本答复所作的行政行为，可以自知道之日起{first.span}内，向{_where(first)}申请行政复议，"
        f"或者自知道之日起{suit.months}个月内向{_court(organ)}提起行政诉讼。",
        f"如认为{organ.name}仍未依法履行职责，应当{duty}",
    ]


def _reconsideration_first(organ: Organ, first: Right, suit: Right, grounds: str) -> str:
    return (
        f"自知道之日起{first.span}内，先向{_where(first)}申请行政复议（{grounds}）；对行政复议决定不服的，"
        f"可以自收到行政复议决定书之日起{suit.span}内向{_court(organ)}提起行政诉讼。"
    )


def after_silence_on_duty(organ: Organ, on: date, *, set_by_law: bool) -> list[str]:
    """Told at the acceptance on route 5: what may be done if no answer comes (行政复议法实施条例第十六条)."""
    try:
        first, _suit = of_administrative_law(organ, on, result=DutyResult.REFUSED)
    except NotEntered:
        return []
    # Where no law sets a period, the right to ask begins sixty days after the receipt, a little before the two months end.
    begun = "上述期限届满之日" if set_by_law else "本机关收到申请满60日"
    return [
        f"逾期没有答复的，您可以自{begun}起{first.span}内，向{_where(first)}申请行政复议；"
        f"对行政复议决定不服的，再向{_court(organ)}提起行政诉讼。"
    ]


def _court(organ: Organ) -> str:
    return organ.court or SOME_COURT


def after_refusal(way_on: str) -> list[str]:
    """戊: under a 不予受理: the proper organ, no lawsuit."""
    return [f"您可以通过以下途径提出：{way_on}。"] if way_on else []


def after_terminated_mediation(*, petition_goes_on: bool) -> list[str]:
    """己: under a 终止调解通知书 (人民调解法第二十六条)."""
    own = "信访事项将继续依法办理。" if petition_goes_on else ""
    return [f"当事人可以依法通过仲裁、行政、司法等途径维护自己的权利。{own}"]

"""The remedy paragraphs. Made from route, organ and superior; nobody types them.

Each function returns the paragraphs of one 权利告知, or raises LookupError when the organ that the
law names has not been entered.
"""

from __future__ import annotations

from datetime import date

from mediation.models import Organ
from mediation.vocabulary import ReviewStage


def named(organ: Organ) -> str:
    """Full name with address and telephone, as far as they are known."""
    details = "，".join(
        part for part in (organ.address and f"地址：{organ.address}", organ.phone and f"电话：{organ.phone}") if part
    )
    return f"{organ.name}（{details}）" if details else organ.name


def _authorities(organ: Organ, stage: str, on: date) -> str:
    found = list(organ.review_organs(stage, on))
    if not found:
        raise LookupError(f"{organ.name}：没有登记{ReviewStage(stage).label}机关")
    return "或者".join(named(one) for one in found)


def after_opinion(organ: Organ, on: date, *, lapses: bool = False) -> list[str]:
    """甲: under a 处理意见书 on route 6 (第三十五条). `lapses` only where local law says so."""
    where = _authorities(organ, ReviewStage.REVIEW, on)
    end = "逾期未请求复查的，信访程序终结。" if lapses else ""
    return [f"如不服本处理意见，可以自收到本意见书之日起30日内，向{where}书面请求复查，并附本意见书。{end}"]


def after_review(organ: Organ, on: date) -> list[str]:
    """乙: under a 复查意见书 (第三十六条)."""
    where = _authorities(organ, ReviewStage.RE_EXAMINATION, on)
    return [f"如不服本复查意见，可以自收到本意见书之日起30日内，向{where}书面请求复核，并附处理意见书和本意见书。"]


def final() -> list[str]:
    """丙: under a 复核意见书. No court and no further review (第三十六条第三款)."""
    return [
        "本意见为信访事项的终结意见。仍以同一事实和理由提出投诉请求的，"
        "各级党委和政府信访部门以及其他机关、单位不再受理。"
    ]


def after_duty_answer(organ: Organ, *, reconsideration_first: bool) -> list[str]:
    """丁: under an answer on routes 4 and 5. Never 复查 (行政复议法第二十条、第二十三条；行政诉讼法第四十六条)."""
    authority = organ.reconsideration_organ
    if authority is None:
        raise LookupError(f"{organ.name}：没有登记行政复议机关")
    if reconsideration_first:
        return [
            f"如不服本答复，可以自知道之日起60日内，向{named(authority)}申请行政复议；"
            "对行政复议决定不服的，再依法向人民法院提起行政诉讼。"
        ]
    return [
        f"如不服本答复，可以自知道之日起60日内，向{named(authority)}申请行政复议，"
        "或者自知道之日起6个月内依法向人民法院提起行政诉讼。"
    ]


def after_refusal(way_on: str) -> list[str]:
    """戊: under a 不予受理: the proper organ, no lawsuit."""
    return [f"您可以通过以下途径提出：{way_on}。"] if way_on else []


def after_terminated_mediation(*, petition_goes_on: bool) -> list[str]:
    """己: under a 终止调解通知书 (人民调解法第二十六条)."""
    own = "信访事项将继续依法办理。" if petition_goes_on else ""
    return [f"当事人可以依法通过仲裁、行政、司法等途径维护自己的权利。{own}"]

"""Plain words beside the legal ones, for people who are no lawyers."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext_lazy as _

from mediation.documents.remedies import RIGHTS
from mediation.vocabulary import Disposal, ReviewOutcome, ReviewStage


def words_for(every: Iterable[str], words: dict[str, Any]) -> dict[str, Any]:
    """The words, once they are there for every one: a forgotten one does not start."""
    if wrong := {str(one) for one in every} ^ set(words):
        raise LookupError(f"plain words are missing, or left over: {sorted(wrong)}")
    return words


# How a claim ended.
DISPOSAL = words_for(
    ["", *Disposal],
    {
        "": _("还在办理"),
        "supported": _("支持您的诉求"),
        "partly_supported": _("支持您的一部分诉求"),
        "explained": _("作了解释说明"),
        "not_supported": _("没有支持您的诉求"),
        "settled": _("双方达成了协议"),
        "guided": _("请通过另一个程序解决"),
        "withdrawn": _("已经撤回"),
        "not_accepted": _("没有受理"),
        "answered_under_duty": _("已按职责答复"),
        "forwarded": _("已移送有权机关"),
        "replied": _("已经回复"),
    },
)

# What a paper says of a claim that is no way in which it ended.
RESULT = {"accepted": _("已经受理，正在办理"), "again": _("重新办理")}

# How a review ended.
REVIEWED = words_for(
    ReviewOutcome,
    {
        "upheld": _("维持原来的意见"),
        "changed": _("改变了原来的意见"),
        "revoked_redo": _("撤销了原来的意见，要求重新处理"),
        "revoked": _("撤销了原来的意见"),
    },
)

# What may be done about a paper.
RIGHT = words_for(
    [*RIGHTS, "suit_after"],
    {
        "review": _("不服的，可以请上一级机关再看一次（复查）"),
        "re_examination": _("不服的，可以请再上一级机关看最后一次（复核）"),
        "reconsideration": _("不服的，可以申请行政复议"),
        "suit": _("也可以向人民法院起诉"),
        "suit_after": _("对行政复议决定不服的，再向人民法院起诉"),
        "final": _("这是最后的意见。用同样的事实和理由再提出，各机关不再受理"),
        "apply_hearing": _("可以申请开听证会；过了期限没有申请，就不开"),
        "agree_hearing": _("同意开听证会的，请告诉办理单位；过了期限没有答复，就不开"),
    },
)

# A claim whose result a review changed in words.
CHANGED = _("结果已经变更，请看变更后的意见")

# What contesting an opinion is called at each stage.
ASK = words_for(ReviewStage, {"review": _("请求复查"), "re_examination": _("请求复核")})

"""Plain words beside the legal ones, for people who are no lawyers."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

# Where a matter stands, in one sentence.
STANDING = {
    "registered": _("您的事项已经登记，正在转给有权处理的单位。"),
    "dispatched": _("您的事项已经转给有权处理的单位，正等它决定是否受理。"),
    "in_hand": _("您的事项正在办理。"),
    "answered": _("您的每一项诉求都有了答复，请看下面的文书。"),
    "closed": _("您的事项已经办结。"),
    "not_accepted": _("您的事项没有被受理，理由和可以去的地方写在告知书里。"),
    "withdrawn": _("您的事项已经撤回。"),
}

# How a claim ended.
DISPOSAL = {
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
}

# A claim whose result a review changed in words.
CHANGED = _("结果已经变更，请看变更后的意见")

# What contesting an opinion is called at each stage.
ASK = {"review": _("请求复查"), "re_examination": _("请求复核")}

# What a limit means for the person who waits for it, or who may use it.
LIMIT = {
    "D1": _("信访部门最迟在这一天把您的事项转给有权处理的单位"),
    "D2": _("收到转送的单位如果认为不归它管，最迟在这一天退回"),
    "D3": _("办理单位最迟在这一天书面告诉您是否受理"),
    "D4": _("办理单位最迟在这一天向交办机关报告结果"),
    "D5": _("办理单位最迟在这一天给您书面答复"),
    "D6": _("您可以在这一天结束以前请求复查"),
    "D7": _("复查机关最迟在这一天给您复查意见"),
    "D8": _("您可以在这一天结束以前请求复核"),
    "D9": _("复核机关最迟在这一天给您复核意见"),
    "D11": _("双方可以在这一天以前一起向法院申请确认调解协议"),
    "D12": _("调解一般在这一天以前结束，双方同意可以继续"),
    "D14": _("您可以在这一天结束以前申请听证"),
    "D15": _("办理单位最迟在这一天决定是否举行听证"),
    "D16": _("听证通知书最迟在这一天送到您手里"),
    "D17": _("公告到这一天期满，期满视为送达"),
    "D18": _("办理单位最迟在这一天依照有关法律答复您"),
}

# What a step means when it is the party who takes it.
MEANING = {
    ("serviceofdocument", "confirm"): _("表示您已经收到这份文书。您的权利期限从今天起算。只看不点，不算收到。"),
    ("review", "request"): _("如果不服处理意见，可以请上一级机关再看一次。选一个机关，写明请求和理由。"),
    ("review", "withdraw_request"): _("收回复查（复核）的请求。收回以后，原来的期限不重新计算。"),
    ("hearing", "request"): _("请办理单位开一次听证会，当面听您陈述。"),
    ("hearing", "apply"): _("请办理单位开一次听证会，当面听您陈述。过了期限没有申请，就不再开听证会。"),
    ("hearing", "agree"): _("同意办理单位开听证会。过了期限没有同意，就不开听证会。"),
    ("hearing", "waive"): _("不要求开听证会。您的事项照常办理。"),
    ("hearing", "withdraw_request"): _("不再要求开听证会。收回以后，不能用同样的事实再申请。"),
    ("recusal", "ask"): _("如果办事的人和事情或者对方有关系，可以请他退出，换别人来办。"),
    ("petition", "hand_in"): _("把来信、证据、照片交给办理单位。可以当场拍照，一次最多10个文件。"),
    ("mediation", "hand_in"): _("把证据、照片交给调解员。可以当场拍照，一次最多10个文件。"),
    ("petition", "revoke_authority"): _("不再让代表人替您签字、领文书。收回以前已经办的，仍然有效。"),
    ("mediation", "revoke_authority"): _("不再让代表人替您签字、领文书。收回以前已经办的，仍然有效。"),
    ("petition", "withdraw"): _("不再要求办理。撤回是您自己的决定，任何人不能要求您撤回。"),
}

LAST_LOOK = _("如果不服复查意见，可以请再上一级机关看最后一次。选一个机关，写明请求和理由。")


def meaning(obj: Any, step: str) -> str:
    """What a step means for the party that takes it; empty if there is nothing to add."""
    name = str(obj._meta.model_name)
    if (name, step) == ("review", "request") and obj.stage == "re_examination":
        return str(LAST_LOOK)
    return str(MEANING.get((name, step), ""))

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

# Where a review stands that has not ended.
UNDER_REVIEW = {
    "review": {
        "requested": _("有人请求复查，正等复查机关决定是否受理。"),
        "accepted": _("上一级机关已经受理复查，正在审查。"),
    },
    "re_examination": {
        "requested": _("有人请求复核，正等复核机关决定是否受理。"),
        "accepted": _("复核机关已经受理复核，正在审查。"),
    },
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

# What a paper says of a claim that is no way in which it ended.
RESULT = {"accepted": _("已经受理，正在办理"), "again": _("重新办理")}

# How a review ended.
REVIEWED = {
    "upheld": _("维持原来的意见"),
    "changed": _("改变了原来的意见"),
    "revoked_redo": _("撤销了原来的意见，要求重新处理"),
    "revoked": _("撤销了原来的意见"),
}

# What a paper is for.
PAPER = {
    "registration_receipt": _("您的事项已经登记。请保管好编号和查询码。"),
    "on_the_spot_receipt": _("您的事情当场办了，这是记录。"),
    "transfer_notice": _("您的事项转给了有权处理的单位。"),
    "acceptance_notice": _("您的诉求已经受理，这里写着最迟哪天答复。"),
    "refusal_notice": _("这些诉求没有受理，这里写着为什么、可以去哪里。"),
    "guidance_notice": _("这些诉求要通过别的程序解决，这里写着去哪里、多久以内。"),
    "extension_notice": _("办理的时间延长了，这里写着新的最后一天。"),
    "hearing_rights_notice": _("可以开听证会，要不要开由您决定。"),
    "hearing_refusal": _("您申请的听证会不开，这里写着为什么。事情照常办理。"),
    "hearing_notice": _("请您参加听证会。"),
    "handling_opinion": _("这是对您每一项诉求的处理意见。"),
    "duty_answer": _("这是对您的申请的答复。"),
    "suggestion_reply": _("这是对您的建议的回复。"),
    "review_acceptance": _("您的请求已经受理，这里写着最迟哪天答复。"),
    "review_refusal": _("您的请求没有受理，这里写着为什么。"),
    "review_opinion": _("这是上一级机关看过以后的意见。"),
    "re_examination_opinion": _("这是最后一次看过以后的意见。"),
    "mediation_agreement": _("这是双方达成的协议，约定了谁在什么时候办什么。"),
    "settlement_agreement": _("这是双方自己达成的协议，约定了谁在什么时候办什么。"),
    "mediation_termination": _("调解结束了，没有达成协议。您还可以通过别的途径解决。"),
    "correction_notice": _("以前一份文书有笔误，这里改正。结果没有变。"),
    "revocation_notice": _("以前一份文书撤销了，不再有效。"),
}

# What may be done about a paper.
RIGHT = {
    "review": _("不服的，可以请上一级机关再看一次（复查）"),
    "re_examination": _("不服的，可以请再上一级机关看最后一次（复核）"),
    "reconsideration": _("不服的，可以申请行政复议"),
    "suit": _("也可以向人民法院起诉"),
    "suit_after": _("对行政复议决定不服的，再向人民法院起诉"),
    "final": _("这是最后的意见。用同样的事实和理由再提出，各机关不再受理"),
    "apply_hearing": _("可以申请开听证会；过了期限没有申请，就不开"),
    "agree_hearing": _("同意开听证会的，请告诉办理单位；过了期限没有答复，就不开"),
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
    ("serviceofdocument", "confirm"): _("表示您已经收到这份文书。文书里写着期限的，从今天起算。只看不点，不算收到。"),
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

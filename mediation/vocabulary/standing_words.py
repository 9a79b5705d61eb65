"""常用语: what whoever presides says in each part of a sitting, where the organ has put nothing else in its place."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from mediation.vocabulary.hearings import HearingPhase
from mediation.vocabulary.mediations import SessionPhase

IN_A_HEARING: dict[HearingPhase, Any] = {
    HearingPhase.ROLL_CALL: _(
        "现在核对到场人员。请各方说明姓名、身份和与本事项的关系，代理人说明代理权限。听证纪律：服从主持人安排，发言先经允许，不打断他人发言；未经允许不得录音、录像、拍照和直播；请关闭手机铃声，不得中途退场。"
    ),
    HearingPhase.OPENING: _(
        "现在宣布听证开始。主持人、听证员和记录员的名单已经宣读。各方有权陈述、举证、质证、辩论和最后陈述，有权申请主持人、听证员、记录员回避，有权要求更正笔录；应当如实陈述，遵守听证纪律。请各方说明：权利和义务是否清楚，是否申请回避。"
    ),
    HearingPhase.PETITIONER_STATEMENT: _("请信访人或者代理人陈述请求、事实和理由，并提出证据。"),
    HearingPhase.HANDLER_STATEMENT: _("请办理机关陈述调查的事实、证据，适用的依据和处理意见。"),
    HearingPhase.REBUTTAL: _("请信访人对办理机关的陈述发表意见，并说明各项证据是否真实、合法，与本事项有无关系。"),
    HearingPhase.ANSWER: _("请办理机关答辩，并对信访人提出的证据发表意见。"),
    HearingPhase.QUESTIONS: _("下面由听证员提问，请被问到的人如实回答。"),
    HearingPhase.DEBATE: _("下面围绕争议进行辩论，已经说过的不再重复。"),
    HearingPhase.PETITIONER_LAST: _("请信访人作最后陈述。"),
    HearingPhase.HANDLER_LAST: _("请办理机关作最后陈述。"),
    HearingPhase.PANEL_REMARKS: _("听证员有需要说明的，请发言。结论在合议以后宣布，现在不对结论表态。"),
}
IN_A_SESSION: dict[SessionPhase, Any] = {
    SessionPhase.RIGHTS: _(
        "现在核对到场人员。调解以双方自愿为前提，任何一方可以随时要求终止；有权申请调解员回避，有权要求更正笔录。请各方说明：是否自愿参加调解，权利和义务是否清楚，是否申请回避。"
    ),
    SessionPhase.STATEMENTS: _("请双方依次说明争议的经过和自己的要求。"),
    SessionPhase.CHECKING: _("下面核对双方说法不一致的地方，有证据的请出示。"),
    SessionPhase.PROPOSALS: _("请双方提出解决的方案；需要的，可以分别谈。"),
    SessionPhase.OUTCOME: _("现在确认今天的结果，请双方听清以后表态。"),
}
# By the kind of sitting, as its address names it; the parts of a conference are the items of its agenda.
STANDING_WORDS: dict[str, dict[Any, Any]] = {"hearing": {**IN_A_HEARING}, "mediationsession": {**IN_A_SESSION}}

"""Mediation (调解): how long it may last before the parties must agree to go on."""

from __future__ import annotations

from datetime import date
from typing import Final

from .labelled import said
from .limits import Bound, Ground, Source, Stage, TimeLimit

LIMITS: Final = (
    TimeLimit(
        code="D12",
        stage=Stage.MEDIATION,
        name=said("调解"),
        plain=said("调解一般在这一天以前结束，双方同意可以继续"),
        label=said("调解"),
        length=30,
        trigger=said("受理调解申请之日"),
        bound=Bound.MEDIATOR,
        authority="《人民调解工作若干规定》（司法部令第75号）第三十三条（规定为一个月，按30日计算）",
        source=Source.DESIGN,
        in_force_from=date(2004, 1, 1),
        max_extension=None,
        extension_once=False,
        extension_by="双方当事人同意继续调解",
        # 《人民法院在线调解规则》第二十六条：鉴定、评估的时间不计入调解期限
        excluded_grounds=(Ground.APPRAISAL,),
        if_missed="终止调解，并告知其他救济途径",
    ),
    TimeLimit(
        code="D22",
        stage=Stage.MEDIATION,
        name=said("到期以后的回访"),
        inner=True,
        label=said("回访：到期以后"),
        length=7,
        trigger=said("约定的履行日期"),
        bound=Bound.MEDIATOR,
        authority="《人民调解法》第三十一条（督促履行，没有规定日数），本系统的默认值",
        source=Source.DESIGN,
        in_force_from=date(2004, 1, 1),
        if_missed="负责人督促补做回访",
    ),
    TimeLimit(
        code="D23",
        stage=Stage.MEDIATION,
        name=said("履行完毕以后的回访"),
        inner=True,
        label=said("回访：最后一期以后"),
        length=30,
        trigger=said("约定的最后履行日期"),
        bound=Bound.MEDIATOR,
        authority="《人民调解法》第三十一条（督促履行，没有规定日数），本系统的默认值",
        source=Source.DESIGN,
        in_force_from=date(2004, 1, 1),
        if_missed="负责人督促补做回访",
    ),
)

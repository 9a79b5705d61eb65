"""《民事诉讼法》 and 《人民调解法》: court confirmation of an agreement, service by public notice.

Service by public notice is borrowed for petition papers, whose own law is silent on service. The article
numbers follow the editions of the law, and so does the length: sixty days until the end of 2021.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Final

from .labelled import said
from .limits import Bound, Stage, TimeLimit

_CONFIRMATION: Final = TimeLimit(
    code="D11",
    stage=Stage.MEDIATION,
    name=said("双方共同申请司法确认"),
    plain=said("双方可以在这一天以前一起向法院申请确认调解协议"),
    label=said("共同申请司法确认调解协议"),
    length=30,
    trigger=said("调解协议生效之日"),
    bound=Bound.PARTIES,
    authority="《人民调解法》第三十三条、《民事诉讼法》第二百零五条",
    in_force_from=date(2024, 1, 1),
    if_missed="不能再申请司法确认，协议仍有约束力",
)
_PUBLIC_NOTICE: Final = TimeLimit(
    code="D17",
    stage=Stage.SERVING,
    name=said("公告送达"),
    plain=said("公告到这一天期满，期满视为送达"),
    label=said("公告送达"),
    length=30,
    trigger=said("发出公告之日"),
    bound=Bound.ADDRESSEE,
    authority="参照《民事诉讼法》第九十五条",
    in_force_from=date(2022, 1, 1),
    if_missed="期满视为送达",
)

LIMITS: Final = (
    replace(
        _CONFIRMATION,
        authority="《人民调解法》第三十三条",
        in_force_from=date(2011, 1, 1),
        in_force_until=date(2021, 12, 31),
    ),
    replace(
        _CONFIRMATION,
        authority="《人民调解法》第三十三条、《民事诉讼法》（2021年修正）第二百零一条",
        in_force_from=date(2022, 1, 1),
        in_force_until=date(2023, 12, 31),
    ),
    _CONFIRMATION,
    replace(
        _PUBLIC_NOTICE,
        length=60,
        authority="参照《民事诉讼法》（2012年修正）第九十二条",
        in_force_from=date(2013, 1, 1),
        in_force_until=date(2021, 12, 31),
    ),
    _PUBLIC_NOTICE,
)

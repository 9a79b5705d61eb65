"""《信访事项办理群众满意度评价工作办法》(国信发〔2014〕16号, in force from 1 January 2015)."""

from __future__ import annotations

from datetime import date
from typing import Final

from .limits import Bound, Source, TimeLimit
from .petition_regulations import PARTYS_GROUNDS

STATUTE: Final = "《信访事项办理群众满意度评价工作办法》"
IN_FORCE_FROM: Final = date(2015, 1, 1)


def _share(code: str, level: str, length: int) -> TimeLimit:
    """Give one level's share of the fifteen days for registering and forwarding (5 + 3 + 3 + 4)."""
    return TimeLimit(
        code=code,
        label=f"{level}信访部门登记并转送、交办",
        length=length,
        trigger=f"{level}信访部门收到信访事项之日",
        bound=Bound.PETITION_OFFICE,
        authority=f"{STATUTE}第六条",
        source=Source.DESIGN,
        in_force_from=IN_FORCE_FROM,
    )


LIMITS: Final = (
    _share("D1a", "县级", 4),
    _share("D1a-city", "市级", 3),
    _share("D1a-province", "省级", 3),
    _share("D1a-national", "国家", 5),
    TimeLimit(
        code="D13",
        label="满意度评价",
        length=30,
        trigger="收到答复之日",
        bound=Bound.PETITIONER,
        authority=f"{STATUTE}（30日为实施系统通行做法）",
        source=Source.DESIGN,
        in_force_from=IN_FORCE_FROM,
        excluded_grounds=PARTYS_GROUNDS,
        if_missed="列为超期未评价，不影响信访人的其他权利",
    ),
)

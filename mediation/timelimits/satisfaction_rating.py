"""《信访事项办理群众满意度评价工作办法》(国信发〔2014〕16号, in force from 1 January 2015)."""

from __future__ import annotations

from datetime import date
from typing import Final

from .labelled import said
from .limits import Bound, Source, Stage, TimeLimit
from .petition_regulations import PARTYS_GROUNDS

STATUTE: Final = "《信访事项办理群众满意度评价工作办法》"
IN_FORCE_FROM: Final = date(2015, 1, 1)


def _share(code: str, length: int, label: str, trigger: str, name: str) -> TimeLimit:
    """Give one level's share of the fifteen days for registering and forwarding (5 + 3 + 3 + 4)."""
    return TimeLimit(
        code=code,
        stage=Stage.INTAKE,
        name=name,
        plain=said("信访部门最迟在这一天把您的事项转给有权处理的单位"),
        label=label,
        length=length,
        trigger=trigger,
        bound=Bound.PETITION_OFFICE,
        authority=f"{STATUTE}第六条",
        source=Source.DESIGN,
        in_force_from=IN_FORCE_FROM,
    )


LIMITS: Final = (
    _share(
        "D1a",
        4,
        said("县级信访部门登记并转送、交办"),
        said("县级信访部门收到信访事项之日"),
        said("县级信访部门登记、转送"),
    ),
    _share(
        "D1a-city",
        3,
        said("市级信访部门登记并转送、交办"),
        said("市级信访部门收到信访事项之日"),
        said("市级信访部门登记、转送"),
    ),
    _share(
        "D1a-province",
        3,
        said("省级信访部门登记并转送、交办"),
        said("省级信访部门收到信访事项之日"),
        said("省级信访部门登记、转送"),
    ),
    _share(
        "D1a-national",
        5,
        said("国家信访部门登记并转送、交办"),
        said("国家信访部门收到信访事项之日"),
        said("国家信访部门登记、转送"),
    ),
    TimeLimit(
        code="D13",
        stage=Stage.SERVING,
        name=said("满意度评价"),
        plain=said("您可以在这一天结束以前评价办理得怎么样"),
        label=said("满意度评价"),
        length=30,
        trigger=said("收到答复之日"),
        bound=Bound.PETITIONER,
        authority=f"{STATUTE}（30日为实施系统通行做法）",
        source=Source.DESIGN,
        in_force_from=IN_FORCE_FROM,
        excluded_grounds=PARTYS_GROUNDS,
        if_missed="列为超期未评价，不影响信访人的其他权利",
    ),
)

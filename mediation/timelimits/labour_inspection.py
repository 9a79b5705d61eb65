"""《劳动保障监察条例》 (in force from 1 December 2004): the duty an unpaid-wages petition asks to be done."""

from __future__ import annotations

from datetime import date
from typing import Final

from .labelled import said
from .limits import Bound, Stage, TimeLimit, Unit

LIMITS: Final = (
    TimeLimit(
        code="D18",
        stage=Stage.HANDLING,
        name=said("劳动保障监察调查"),
        plain=said("办理单位最迟在这一天依照有关法律答复您"),
        label=said("完成劳动保障监察调查"),
        length=60,
        unit=Unit.WORKING_DAYS,
        trigger=said("立案之日"),
        bound=Bound.LABOUR_INSPECTION,
        authority="《劳动保障监察条例》第十七条",
        in_force_from=date(2004, 12, 1),
        max_extension=30,
        extension_by="情况复杂的，经劳动保障行政部门负责人批准",
        if_missed="可以依法申请行政复议",
    ),
)

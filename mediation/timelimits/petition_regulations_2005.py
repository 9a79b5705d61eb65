"""国务院《信访条例》(1 May 2005 to 30 April 2022): the edition a petition of that time keeps."""

from __future__ import annotations

from datetime import date
from typing import Final

from .labelled import said
from .limits import Bound, Ground, TimeLimit
from .petition_regulations import PARTYS_GROUNDS

STATUTE: Final = "《信访条例》（国务院令第431号）"
IN_FORCE_FROM: Final = date(2005, 5, 1)
IN_FORCE_UNTIL: Final = date(2022, 4, 30)

LIMITS: Final = (
    TimeLimit(
        code="D1",
        label=said("登记并转送、交办或者报告"),
        length=15,
        trigger=said("信访工作机构收到信访事项之日"),
        bound=Bound.PETITION_OFFICE,
        authority=f"{STATUTE}第二十一条第一款",
        in_force_from=IN_FORCE_FROM,
        in_force_until=IN_FORCE_UNTIL,
    ),
    TimeLimit(
        code="D3",
        label=said("决定是否受理并书面告知"),
        length=15,
        trigger=said("收到信访事项之日，或者收到转送、交办之日"),
        bound=Bound.ORGAN,
        authority=f"{STATUTE}第二十一条第二款、第二十二条第二款",
        in_force_from=IN_FORCE_FROM,
        in_force_until=IN_FORCE_UNTIL,
    ),
    TimeLimit(
        code="D4",
        label=said("反馈办理结果、提交办结报告"),
        length=None,
        trigger=said("交办之日"),
        bound=Bound.ORGAN,
        authority=f"{STATUTE}第二十一条第一款第四项",
        in_force_from=IN_FORCE_FROM,
        in_force_until=IN_FORCE_UNTIL,
    ),
    TimeLimit(
        code="D5",
        label=said("办结信访事项"),
        length=60,
        trigger=said("受理之日"),
        bound=Bound.ORGAN,
        authority=f"{STATUTE}第三十三条",
        in_force_from=IN_FORCE_FROM,
        in_force_until=IN_FORCE_UNTIL,
        max_extension=30,
        extension_by="情况复杂的，经本行政机关负责人批准，并告知信访人延期理由",
    ),
    TimeLimit(
        code="D5x",
        label=said("延长办理期限"),
        length=30,
        trigger=said("原办理期限届满之日（未因休假日顺延的名义届满日）"),
        bound=Bound.ORGAN,
        authority=f"{STATUTE}第三十三条",
        in_force_from=IN_FORCE_FROM,
        in_force_until=IN_FORCE_UNTIL,
    ),
    TimeLimit(
        code="D6",
        label=said("请求复查"),
        length=30,
        trigger=said("收到书面答复之日"),
        bound=Bound.PETITIONER,
        authority=f"{STATUTE}第三十四条",
        in_force_from=IN_FORCE_FROM,
        in_force_until=IN_FORCE_UNTIL,
        excluded_grounds=PARTYS_GROUNDS,
    ),
    TimeLimit(
        code="D7",
        label=said("提出复查意见并书面答复"),
        length=30,
        trigger=said("收到复查请求之日"),
        bound=Bound.REVIEW_ORGAN,
        authority=f"{STATUTE}第三十四条",
        in_force_from=IN_FORCE_FROM,
        in_force_until=IN_FORCE_UNTIL,
    ),
    TimeLimit(
        code="D8",
        label=said("请求复核"),
        length=30,
        trigger=said("收到复查意见的书面答复之日"),
        bound=Bound.PETITIONER,
        authority=f"{STATUTE}第三十五条第一款",
        in_force_from=IN_FORCE_FROM,
        in_force_until=IN_FORCE_UNTIL,
        excluded_grounds=PARTYS_GROUNDS,
    ),
    TimeLimit(
        code="D9",
        label=said("提出复核意见"),
        length=30,
        trigger=said("收到复核请求之日"),
        bound=Bound.REEXAMINATION_ORGAN,
        authority=f"{STATUTE}第三十五条第一款、第二款",
        in_force_from=IN_FORCE_FROM,
        in_force_until=IN_FORCE_UNTIL,
        excluded_grounds=(Ground.HEARING,),
    ),
    TimeLimit(
        code="D10",
        label=said("书面反馈改进建议的情况"),
        length=30,
        trigger=said("收到改进建议之日"),
        bound=Bound.ORGAN,
        authority=f"{STATUTE}第三十六条第二款",
        in_force_from=IN_FORCE_FROM,
        in_force_until=IN_FORCE_UNTIL,
    ),
)

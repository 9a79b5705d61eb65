"""《信访工作条例》(in force from 1 May 2022): registering, handling, review and re-examination."""

from __future__ import annotations

from datetime import date
from typing import Final

from .limits import Bound, Ground, Source, TimeLimit, Unit

STATUTE: Final = "《信访工作条例》"
IN_FORCE_FROM: Final = date(2022, 5, 1)
# Grounds on which a party's own right goes on running later; not from the statute, always in the party's favour.
PARTYS_GROUNDS: Final = (Ground.OUTAGE, Ground.FORCE_MAJEURE)

LIMITS: Final = (
    TimeLimit(
        code="D1",
        label="登记并转送、交办或者报告",
        length=15,
        trigger="信访部门收到信访事项之日",
        bound=Bound.PETITION_OFFICE,
        authority=f"{STATUTE}第二十二条第一款",
        in_force_from=IN_FORCE_FROM,
        if_missed="依照《信访工作条例》第四十三条追究责任",
    ),
    TimeLimit(
        code="D2",
        label="对转送、交办提出异议",
        length=5,
        unit=Unit.WORKING_DAYS,
        trigger="收到转送、交办之日",
        bound=Bound.ORGAN,
        authority=f"{STATUTE}第二十三条第三款",
        in_force_from=IN_FORCE_FROM,
        if_missed="视为属于本单位职权范围（系统默认）",
    ),
    TimeLimit(
        code="D3",
        label="书面告知接收情况以及处理途径和程序",
        length=15,
        trigger="收到信访事项之日，或者收到转送、交办之日",
        bound=Bound.ORGAN,
        authority=f"{STATUTE}第二十三条第二款、第三款",
        in_force_from=IN_FORCE_FROM,
        if_missed="依照《信访工作条例》第四十四条第三项追究责任",
    ),
    TimeLimit(
        code="D4",
        label="反馈办理结果、提交办结报告",
        length=None,
        trigger="交办之日",
        bound=Bound.ORGAN,
        authority=f"{STATUTE}第二十二条第一款第三项",
        in_force_from=IN_FORCE_FROM,
        if_missed="信访部门予以督办",
    ),
    TimeLimit(
        code="D5",
        label="办结信访事项",
        length=60,
        trigger="受理之日",
        bound=Bound.ORGAN,
        authority=f"{STATUTE}第三十四条",
        in_force_from=IN_FORCE_FROM,
        max_extension=30,
        extension_by="情况复杂的，经本机关、单位负责人批准，并告知信访人延期理由",
        if_missed="信访部门予以督办，依照《信访工作条例》第四十五条第一项追究责任",
    ),
    TimeLimit(
        code="D5x",
        label="延长办理期限",
        length=30,
        trigger="原办理期限届满之日（未因休假日顺延的名义届满日）",
        bound=Bound.ORGAN,
        authority=f"{STATUTE}第三十四条",
        in_force_from=IN_FORCE_FROM,
    ),
    TimeLimit(
        code="D6",
        label="请求复查",
        length=30,
        trigger="收到书面答复之日",
        bound=Bound.PETITIONER,
        authority=f"{STATUTE}第三十五条",
        in_force_from=IN_FORCE_FROM,
        excluded_grounds=PARTYS_GROUNDS,
        if_missed="逾期未请求且无正当理由的，不再享有复查请求权",
    ),
    TimeLimit(
        code="D7",
        label="提出复查意见并书面答复",
        length=30,
        trigger="收到复查请求之日",
        bound=Bound.REVIEW_ORGAN,
        authority=f"{STATUTE}第三十五条",
        in_force_from=IN_FORCE_FROM,
    ),
    TimeLimit(
        code="D8",
        label="请求复核",
        length=30,
        trigger="收到复查意见的书面答复之日",
        bound=Bound.PETITIONER,
        authority=f"{STATUTE}第三十六条第一款",
        in_force_from=IN_FORCE_FROM,
        excluded_grounds=PARTYS_GROUNDS,
        if_missed="逾期未请求且无正当理由的，不再享有复核请求权",
    ),
    TimeLimit(
        code="D9",
        label="提出复核意见",
        length=30,
        trigger="收到复核请求之日",
        bound=Bound.REEXAMINATION_ORGAN,
        authority=f"{STATUTE}第三十六条第一款、第二款",
        in_force_from=IN_FORCE_FROM,
        excluded_grounds=(Ground.HEARING,),
    ),
    TimeLimit(
        code="D10",
        label="书面反馈建议采纳情况",
        length=30,
        trigger="收到改进工作、完善政策或者追究责任的建议之日",
        bound=Bound.ORGAN,
        authority=f"{STATUTE}第四十条第四款（未定日数，沿用原《信访条例》第三十六条的30日）",
        source=Source.DESIGN,
        in_force_from=IN_FORCE_FROM,
    ),
)

"""The names of the statutory limits and of what begins them, for the catalogue.

They stand in `mediation.timelimits`, which knows no language.
"""

from __future__ import annotations

from django.utils.translation import gettext_noop

LABELS = (
    gettext_noop("书面反馈建议采纳情况"),
    gettext_noop("书面反馈改进建议的情况"),
    gettext_noop("书面告知接收情况以及处理途径和程序"),
    gettext_noop("公告送达"),
    gettext_noop("共同申请司法确认调解协议"),
    gettext_noop("决定是否举行听证"),
    gettext_noop("决定是否受理复查、复核请求"),
    gettext_noop("决定是否受理并书面告知"),
    gettext_noop("办结信访事项"),
    gettext_noop("反馈办理结果、提交办结报告"),
    gettext_noop("完成劳动保障监察调查"),
    gettext_noop("对转送、交办提出异议"),
    gettext_noop("延长办理期限"),
    gettext_noop("延长复查、复核期限"),
    gettext_noop("提交听证报告"),
    gettext_noop("提出复查意见并书面答复"),
    gettext_noop("提出复核意见"),
    gettext_noop("满意度评价"),
    gettext_noop("申请听证"),
    gettext_noop("登记并转送、交办或者报告"),
    gettext_noop("请求复查"),
    gettext_noop("请求复核"),
    gettext_noop("调解"),
    gettext_noop("送达听证通知书"),
    gettext_noop("国家信访部门登记并转送、交办"),
    gettext_noop("省级信访部门登记并转送、交办"),
    gettext_noop("市级信访部门登记并转送、交办"),
    gettext_noop("县级信访部门登记并转送、交办"),
)

TRIGGERS = (
    gettext_noop("举行听证之日"),
    gettext_noop("交办之日"),
    gettext_noop("作出听证结论之日"),
    gettext_noop("信访工作机构收到信访事项之日"),
    gettext_noop("信访部门收到信访事项之日"),
    gettext_noop("原办理期限届满之日（未因休假日顺延的名义届满日）"),
    gettext_noop("原复查、复核期限届满之日（未因休假日顺延的名义届满日）"),
    gettext_noop("发出公告之日"),
    gettext_noop("受理之日"),
    gettext_noop("受理调解申请之日"),
    gettext_noop("收到书面答复之日"),
    gettext_noop("收到信访事项之日，或者收到转送、交办之日"),
    gettext_noop("收到听证申请之日"),
    gettext_noop("收到复查、复核请求之日"),
    gettext_noop("收到复查意见的书面答复之日"),
    gettext_noop("收到复查请求之日"),
    gettext_noop("收到复核请求之日"),
    gettext_noop("收到改进工作、完善政策或者追究责任的建议之日"),
    gettext_noop("收到改进建议之日"),
    gettext_noop("收到答复之日"),
    gettext_noop("收到转送、交办之日"),
    gettext_noop("立案之日"),
    gettext_noop("被告知有权申请听证之日"),
    gettext_noop("调解协议生效之日"),
    gettext_noop("国家信访部门收到信访事项之日"),
    gettext_noop("省级信访部门收到信访事项之日"),
    gettext_noop("市级信访部门收到信访事项之日"),
    gettext_noop("县级信访部门收到信访事项之日"),
)

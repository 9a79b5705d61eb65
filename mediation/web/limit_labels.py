"""The names of the statutory limits, for the catalogue: they stand in `mediation.timelimits`, which knows no language."""

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

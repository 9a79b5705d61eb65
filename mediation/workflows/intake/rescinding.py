"""取消撤回: who withdrew changes his mind in time, of his own will, and what it had ended goes on."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from mediation.workflows import facts as f
from mediation.workflows.base import Guard

RESCINDING_FACTS = (
    f.some("rescinded_by", _("由谁取消撤回"), "Party", required=False, at_window=True, asked_of_staff=True),
    f.files("proof", _("本人签名的书面材料"), required=False, at_window=True, help=_("本人当面来的，可以不附。")),
)

somebody_withdrew = Guard(
    "nobody_withdrew",
    _("没有撤回，或者可以取消撤回的日期已经过去。"),
    lambda obj, act: bool(obj.withdrawals(act.on)),
    _("撤回不能再取消的，有新的事实和理由可以另行提出信访事项；已经签发的文书仍然有效。"),
)
somebody_rescinds = Guard(
    "nobody_rescinds",
    _("请选择由谁取消撤回。"),
    lambda obj, act: bool(obj.rescinding(act)),
    on_facts=True,
)
rescinds_in_time = Guard(
    "withdrawal_final",
    lambda obj, act: _("没有撤回，或者撤回已经不能取消：%s。") % "、".join(map(str, obj.not_to_rescind(act))),
    lambda obj, act: not obj.not_to_rescind(act),
    somebody_withdrew.mend,
    on_facts=True,
    of_party=True,
)
RESCINDING_GUARDS = (somebody_withdrew, somebody_rescinds, rescinds_in_time)

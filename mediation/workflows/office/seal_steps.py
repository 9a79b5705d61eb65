"""What is registered of an organ's seals: which there are, who keeps each, and that one was taken out of use."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from mediation.permissions import keeps_office
from mediation.vocabulary import OfficeChangeKind, SealKind
from mediation.workflows import facts as f
from mediation.workflows.base import NEW, Act, step
from mediation.workflows.office.entering import ENTERED, entered

SEAL = f.one("seal", _("印章"), "Seal")
KEEPER = f.one("keeper", _("保管人"), "User", help=_("由本机关的文书管理员保管；保管人和代理其岗位的人才能用印。"))


class SealSteps:
    """Steps about the seals of an organ."""

    @step(
        source=NEW,
        target=ENTERED,
        label=_("登记印章"),
        by=keeps_office,
        hidden=True,
        facts=[
            f.one("organ", _("机关"), "Organ"),
            f.choice("seal_kind", _("印章"), SealKind),
            f.text("name", _("印文"), longest=100, help=_("印章上刻的字，如“青河县农业农村局”。")),
            f.text("imprint", _("印模留存"), required=False, longest=100, help=_("印模留在哪里；没有留存的不填。")),
            KEEPER,
            f.day("since", _("启用日期"), required=False, help=_("不填就是今天。")),
        ],
        basis="《国务院关于国家行政机关和企业事业单位社会团体印章管理的规定》",
        day_field="changed_on",
    )
    def enter_seal(self, act: Act) -> None:
        """A seal is taken into use: from now on nobody but its keeper puts it on paper."""
        entered(self, act, OfficeChangeKind.SEAL_ENTERED)

    @step(
        source=NEW,
        target=ENTERED,
        label=_("更换印章保管人"),
        by=keeps_office,
        hidden=True,
        facts=[SEAL, KEEPER, f.text("why", _("原因"))],
        day_field="changed_on",
    )
    def hand_on_seal(self, act: Act) -> None:
        """Another keeps the seal from today on; what was stamped before names who stamped it."""
        entered(self, act, OfficeChangeKind.SEAL_HANDED_ON)

    @step(
        source=NEW,
        target=ENTERED,
        label=_("停用、销毁印章"),
        by=keeps_office,
        hidden=True,
        facts=[
            SEAL,
            f.day("until", _("使用的最后一日")),
            f.text("why", _("怎样处理的"), help=_("如“交回刻制机关销毁”。")),
        ],
        day_field="changed_on",
    )
    def destroy_seal(self, act: Act) -> None:
        """The seal is given back or destroyed: after that day nothing is stamped with it; the register keeps its line."""
        entered(self, act, OfficeChangeKind.SEAL_DESTROYED)

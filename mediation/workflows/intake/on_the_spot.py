"""当场办结: what was settled at the window or in the village in minutes."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from mediation.permissions import handler, intake_clerk, mediator, petition_office
from mediation.vocabulary import Channel, SpotResult
from mediation.workflows import facts as f
from mediation.workflows.base import NEW, Act, Lifecycle, step
from mediation.workflows.intake.rows import CLAIM_COLUMNS, PARTY_COLUMNS

at_the_window = intake_clerk | petition_office | handler | mediator


class OnTheSpotState(models.TextChoices):
    """Whether the record stands alone or became a petition."""

    SETTLED = "settled", _("当场办结")
    CONVERTED = "converted", _("已转为信访事项")


class OnTheSpotLifecycle(Lifecycle):
    """The two-minute record."""

    State = OnTheSpotState
    course_told = False

    class Meta:
        abstract = True

    @step(
        source=NEW,
        target=OnTheSpotState.SETTLED,
        label=_("当场办结"),
        by=at_the_window,
        facts=[
            f.one("organ", _("机关"), "Organ"),
            f.text("name", _("姓名"), longest=200),
            f.text("phone", _("联系电话"), required=False, longest=40),
            f.text("address", _("住址"), required=False, longest=300),
            f.text("subject", _("事由")),
            f.long_text("said", _("反映的问题"), longest=4000),
            f.choice("result", _("结果"), SpotResult),
            f.long_text("answer", _("答复或者办理情况"), longest=4000),
        ],
        basis="《信访工作条例》第二十三条",
        day_field="settled_on",
    )
    def settle(self, act: Act) -> None:
        """Who came, about what, what was told or done; a receipt is given."""

    @step(
        source=OnTheSpotState.SETTLED,
        target=OnTheSpotState.CONVERTED,
        label=_("转为信访事项"),
        by=intake_clerk | petition_office,
        facts=[
            f.choice("channel", _("渠道"), Channel, required=False, help=_("不填则为走访。")),
            f.long_text("account", _("事实和理由"), required=False, help=_("不填则为当场记录的内容。")),
            f.table("petitioners", _("信访人"), *PARTY_COLUMNS, required=False, help=_("不填则为当场记录的人。")),
            f.table("opposite_parties", _("对方当事人"), *PARTY_COLUMNS, required=False),
            f.table("claims", _("诉求"), *CLAIM_COLUMNS),
        ],
        basis="《信访工作条例》第二十二条",
    )
    def convert(self, act: Act) -> None:
        """It is not settled after all: a full petition is registered in the same file."""

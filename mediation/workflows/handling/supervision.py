"""督办 and the three suggestions: a petition office holds a unit to its duty. About units, never about petitioners."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from mediation.permissions import clock, handler, head, petition_office
from mediation.vocabulary import Adoption, OrganKind, RecommendationKind, SupervisionGround, SupervisionMethod
from mediation.workflows import facts as f
from mediation.workflows.annulling import TakenBack
from mediation.workflows.base import NEW, Act, Guard, Lifecycle, step

BASIS = "《信访工作条例》第四十条"


class SupervisionState(models.TextChoices):
    """Where a supervision stands."""

    URGED = "urged", _("已督办，待反馈")
    OVERDUE = "overdue", _("逾期未反馈")
    ANSWERED = "answered", _("已反馈")
    CONCLUDED = "concluded", _("已办结")


class RecommendationState(models.TextChoices):
    """Where a recommendation stands."""

    MADE = "made", _("已建议，待反馈")
    ANSWERED = "answered", _("已反馈")


another_organ = Guard(
    "supervises_itself",
    _("不能对本单位督办或者提出建议。"),
    lambda obj, act: act.to_organ is None or act.to_organ != obj.acting_organ,
    _("请选择办理单位。"),
    on_facts=True,
)
by_a_petition_office = Guard(
    "not_a_petition_office",
    _("督办和建议由信访部门提出（《信访工作条例》第四十条）。"),
    lambda obj, act: obj.acting_organ is not None and obj.acting_organ.kind == OrganKind.PETITION_OFFICE,
)
report_after_today = Guard(
    "due_too_early",
    _("反馈期限应当晚于今天。"),
    lambda obj, act: act.report_due_on is None or act.report_due_on > act.on,
    _("请改期。"),
    on_facts=True,
)
policy_to_government = Guard(
    "policy_not_to_government",
    _("完善政策的建议向本级人民政府提出（《信访工作条例》第四十条第二款）。"),
    lambda obj, act: (
        act.kind != RecommendationKind.IMPROVE_POLICY
        or act.to_organ is None
        or act.to_organ.kind == OrganKind.GOVERNMENT
    ),
    _("请选择人民政府。"),
    on_facts=True,
)


class SupervisionLifecycle(Lifecycle):
    """One supervision of one unit in one matter."""

    State = SupervisionState
    course_told = False

    class Meta:
        abstract = True

    @step(
        source=NEW,
        target=SupervisionState.URGED,
        label=_("督办"),
        by=petition_office,
        guards=[by_a_petition_office, another_organ, report_after_today],
        facts=[
            f.one("to_organ", _("督办的单位"), "Organ"),
            f.choice("ground", _("督办的情形"), SupervisionGround),
            f.choice("method", _("督办方式"), SupervisionMethod),
            f.long_text("problem", _("存在的问题"), longest=4000),
            f.long_text("demand", _("督办要求"), longest=4000),
            f.day("report_due_on", _("反馈期限")),
        ],
        basis=BASIS,
        day_field="urged_on",
    )
    def urge(self, act: Act) -> None:
        """The petition office finds a failing of the unit and demands that it be mended, with a report by a day."""
        self.organ = self.acting_organ

    @step(
        source=[SupervisionState.URGED, SupervisionState.OVERDUE],
        target=SupervisionState.ANSWERED,
        label=_("反馈督办结果"),
        by=head | handler,
        facts=[f.long_text("result", _("改正情况和结果"), longest=4000)],
        basis=BASIS,
        day_field="answered_on",
        annul=TakenBack(by_people=True),
        overtakes=("fall_overdue",),
    )
    def answer(self, act: Act) -> None:
        """The unit reports what it has mended."""

    @step(
        source=SupervisionState.URGED,
        target=SupervisionState.OVERDUE,
        label=_("逾期未反馈"),
        by=clock,
        annul=TakenBack(),
    )
    def fall_overdue(self, act: Act) -> None:
        """The day has passed without a report; both organs are told."""

    @step(
        source=SupervisionState.ANSWERED,
        target=SupervisionState.CONCLUDED,
        label=_("督办办结"),
        by=petition_office,
        facts=[f.long_text("note", _("核查情况"), longest=2000)],
        day_field="concluded_on",
    )
    def conclude(self, act: Act) -> None:
        """The petition office has checked that the failing is mended."""

    @step(
        source=SupervisionState.ANSWERED,
        target=SupervisionState.URGED,
        label=_("退回继续办理"),
        by=petition_office,
        guards=[report_after_today],
        facts=[f.long_text("demand", _("督办要求"), longest=4000), f.day("report_due_on", _("反馈期限"))],
    )
    def urge_again(self, act: Act) -> None:
        """It is not mended: the demand is made again with a new day."""


class RecommendationLifecycle(Lifecycle):
    """One suggestion to one organ: to improve its work, a policy, or to hold somebody responsible."""

    State = RecommendationState
    course_told = False

    class Meta:
        abstract = True

    @step(
        source=NEW,
        target=RecommendationState.MADE,
        label=_("提出建议"),
        by=petition_office,
        guards=[by_a_petition_office, another_organ, policy_to_government],
        facts=[
            f.choice("kind", _("建议种类"), RecommendationKind),
            f.one("to_organ", _("受建议的机关"), "Organ"),
            f.long_text("found", _("发现的问题和事实"), longest=4000),
            f.long_text("advice", _("建议"), longest=4000),
        ],
        basis=BASIS,
        day_field="made_on",
    )
    def recommend(self, act: Act) -> None:
        """The petition office suggests; the organ answers in writing whether it adopts the suggestion."""
        self.organ = self.acting_organ

    @step(
        source=RecommendationState.MADE,
        target=RecommendationState.ANSWERED,
        label=_("反馈采纳情况"),
        by=head | handler,
        facts=[f.choice("adoption", _("采纳情况"), Adoption), f.long_text("reply", _("反馈意见"), longest=4000)],
        basis=BASIS,
        day_field="answered_on",
    )
    def respond(self, act: Act) -> None:
        """The organ says whether it adopts the suggestion, and why not if it does not."""


def supervised(obj: Any) -> Any:
    """Whose turn it is: the unit until it has answered, then the petition office again."""
    turn = obj.state in (SupervisionState.URGED, SupervisionState.OVERDUE, RecommendationState.MADE)
    if turn:
        return obj.to_organ
    return obj.organ if obj.organ_id else (obj.matter.organ if obj.matter_id else None)

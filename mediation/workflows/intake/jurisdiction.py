"""受理争议: organs differ about which of them is competent (第二十四条)."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from mediation.permissions import Actor, Permission, consequence, handler, head, petition_office
from mediation.vocabulary import CompetenceQuarrel, Role
from mediation.workflows import facts as f
from mediation.workflows.base import NEW, Act, Guard, Lifecycle, step
from mediation.workflows.guards import claims_of_this_file


class JurisdictionDisputeState(models.TextChoices):
    """Where the dispute stands."""

    RAISED = "raised", _("协商中")
    AGREED = "agreed", _("已协商一致")
    WITH_SUPERIOR = "with_superior", _("报共同上一级机关决定")
    AT_CONFERENCE = "at_conference", _("提交联席会议协调")
    DECIDED = "decided", _("已确定")


def _of_the_organs(dispute: Any, actor: Actor) -> bool:
    organs = dispute.organs.all() if dispute.pk else ()
    return any(actor.holds(role, organ) for organ in organs for role in (Role.HEAD, Role.HANDLER))


def _handles(dispute: Any, actor: Actor) -> bool:
    organs = dispute.matter.acting_organs if dispute.matter_id else ()
    return any(actor.holds(role, organ) for organ in organs for role in (Role.HEAD, Role.HANDLER))


def _competent(act: Act) -> set[Any]:
    """Who has the competences of the named organs on the day: themselves, or their successors."""
    return {organ.competent_on(act.on) for organ in act.organs or ()}


def _with_another(dispute: Any, act: Act) -> list[Any]:
    """The claims that neither an organ of the dispute has, nor whoever registered them and still has to pass them on."""
    if not dispute.matter_id or not act.claims:
        return []
    sides, registrar = _competent(act), dispute.matter.petition.organ
    found = [(claim, claim.acts_on(act.on)) for claim in act.claims]
    return [claim for claim, organ in found if organ not in sides and (claim.accepted_on or organ != registrar)]


handling_organ = Permission(_handles, _("责任单位的负责人、承办人"))
disputing_organ = Permission(_of_the_organs, _("有争议的机关的负责人、承办人"))

two_organs = Guard(
    "one_organ_only", _("受理争议至少有两个机关。"), lambda dispute, act: len(set(act.organs or ())) >= 2, on_facts=True
)
successors_differ = Guard(
    "same_successor",
    lambda dispute, act: (
        _("这些机关的职权现由同一机关承继，没有受理争议：%s。") % "、".join(str(one) for one in _competent(act))
    ),
    lambda dispute, act: len(_competent(act)) >= 2,
    on_facts=True,
)
petition_here = Guard(
    "no_petition", _("本卷宗没有信访事项，不存在受理争议。"),
    lambda dispute, act: hasattr(dispute.matter, "petition") if dispute.matter_id else False,
)  # fmt: skip
claims_lie_open = Guard(
    "not_to_dispute",
    lambda dispute, act: (
        _("这些诉求已经有处理结果，或者属于检举控告，不在受理争议之列：%s")
        % "、".join(str(claim) for claim in act.claims or () if claim.disposal or claim.accused_organ_id)
    ),
    lambda dispute, act: not any(claim.disposal or claim.accused_organ_id for claim in act.claims or ()),
    on_facts=True,
)
lie_with_the_organs = Guard(
    "claims_with_another",
    lambda dispute, act: (
        _("这些诉求由争议以外的机关办理：%s") % "、".join(str(claim) for claim in _with_another(dispute, act))
    ),
    lambda dispute, act: not _with_another(dispute, act),
    _("请把办理机关列入有争议的机关。"),
    on_facts=True,
)
one_dispute = Guard(
    "disputed_already",
    _("对这些诉求的受理争议正在解决。"),
    lambda dispute, act: not dispute.running_beside(act.claims or ()),
    _("请在已有的受理争议中继续。"),
    on_facts=True,
)
has_superior = Guard(
    "no_common_superior",
    _("有争议的机关没有共同的上一级机关，应当由联席会议协调（《信访工作条例》第二十四条）。"),
    lambda dispute, act: dispute.common_superior() is not None,
    _("请提交联席会议。"),
)
has_no_superior = Guard(
    "has_common_superior",
    lambda dispute, act: (
        _("有争议的机关有共同的上一级机关，应当由其决定（《信访工作条例》第二十四条）：%s。")
        % dispute.common_superior()
    ),
    lambda dispute, act: dispute.common_superior() is None,
    _("请报该机关决定。"),
)


class JurisdictionDisputeLifecycle(Lifecycle):
    """One dispute about which organ handles a petition."""

    State = JurisdictionDisputeState
    course_told = False

    class Meta:
        abstract = True

    @step(
        source=NEW,
        target=JurisdictionDisputeState.RAISED,
        label=_("提出受理争议"),
        by=petition_office | handler | head | handling_organ,
        guards=[
            petition_here,
            two_organs,
            successors_differ,
            claims_of_this_file,
            claims_lie_open,
            lie_with_the_organs,
            one_dispute,
        ],
        facts=[
            f.some("organs", _("有争议的机关"), "Organ"),
            f.some(
                "claims",
                _("有争议的诉求"),
                "Claim",
                required=False,
                help=_("不选则为这些机关办理的、尚未处理的全部诉求。"),
            ),
            f.choice("quarrel", _("争议"), CompetenceQuarrel),
            f.long_text("account", _("各方意见"), longest=4000),
        ],
        basis="《信访工作条例》第二十四条",
        day_field="raised_on",
    )
    def bring_up(self, act: Act) -> None:
        """Organs both refuse or both claim some claims, or the whole matter; an abolished organ's successor takes its place."""

    @step(
        source=JurisdictionDisputeState.RAISED,
        target=JurisdictionDisputeState.AGREED,
        label=_("协商一致"),
        by=petition_office | disputing_organ,
        facts=[
            f.one("responsible_organ", _("确定由哪个机关办理"), "Organ"),
            f.long_text("terms", _("协商结果"), longest=2000),
        ],
        day_field="settled_on",
    )
    def agree(self, act: Act) -> None:
        """The organs agree which of them handles the matter."""

    @step(
        source=JurisdictionDisputeState.RAISED,
        target=JurisdictionDisputeState.WITH_SUPERIOR,
        label=_("报共同上一级机关"),
        by=petition_office | disputing_organ,
        guards=[has_superior],
        facts=[f.long_text("why", _("协商不成的情况"), longest=2000)],
        basis="《信访工作条例》第二十四条",
    )
    def refer_to_superior(self, act: Act) -> None:
        """They cannot agree; the organ above both decides."""
        self.superior = self.common_superior()

    @step(
        source=JurisdictionDisputeState.WITH_SUPERIOR,
        target=JurisdictionDisputeState.DECIDED,
        label=_("决定办理机关"),
        by=head | petition_office | handler,
        facts=[
            f.one("responsible_organ", _("确定由哪个机关办理"), "Organ"),
            f.long_text("terms", _("理由"), longest=2000),
        ],
        basis="《信访工作条例》第二十四条",
        day_field="settled_on",
    )
    def decide(self, act: Act) -> None:
        """The common superior decides."""

    @step(
        source=JurisdictionDisputeState.RAISED,
        target=JurisdictionDisputeState.AT_CONFERENCE,
        label=_("提交联席会议"),
        by=petition_office | disputing_organ,
        guards=[has_no_superior],
        facts=[f.long_text("why", _("协商不成的情况"), longest=2000)],
        basis="《信访工作条例》第二十四条",
    )
    def refer_to_conference(self, act: Act) -> None:
        """There is no organ above both; the joint conference coordinates."""

    @step(
        source=JurisdictionDisputeState.AT_CONFERENCE,
        target=JurisdictionDisputeState.DECIDED,
        label=_("联席会议确定办理机关"),
        by=consequence,
        facts=[
            f.one("responsible_organ", _("确定由哪个机关办理"), "Organ"),
            f.long_text("terms", _("议定事项"), longest=2000),
        ],
        basis="《信访工作条例》第二十四条",
        day_field="settled_on",
    )
    def settle(self, act: Act) -> None:
        """Follows the resolution of the joint conference."""

"""材料: a file in the matter; who may see it is a matter of record like every other decision."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from mediation.permissions import consequence, handler, head, intake_clerk, mediator, petition_office
from mediation.vocabulary import PartyRole
from mediation.workflows import facts as f
from mediation.workflows.base import NEW, Act, Guard, Lifecycle, step


class AttachmentState(models.TextChoices):
    """Whether a file lies open in the matter."""

    KEPT = "kept", _("在卷")
    SEALED = "sealed", _("密封")


claims_of_one_matter = Guard(
    "claim_elsewhere",
    _("所选诉求不在本卷宗内。"),
    lambda thing, act: all(
        claim.matter_id == thing.matter_id for claim in [*(act.get("claims") or ()), *(act.get("proves") or ())]
    ),
    on_facts=True,
)
givers_of_one_matter = Guard(
    "party_elsewhere",
    _("所选当事人不在本卷宗内。"),
    lambda thing, act: all(
        party.matter_id == thing.matter_id for party in [*(act.get("given_by") or ()), *(act.get("given_to") or ())]
    ),
    on_facts=True,
)
not_opened_by_the_accused = Guard(
    "sealed_from_you",
    _("材料对您所在的单位密封，您的单位不能办理（《信访工作条例》第三十条第三款）。"),
    lambda thing, act: act.by.user is None or act.by.following or not thing.is_sealed_from(act.by),
    _("请由收存材料的信访部门办理。"),
)
proves_no_accusation = Guard(
    "proves_accusation",
    lambda thing, act: (
        _("材料属于检举控告的诉求，不能对被检举控告的单位解除密封（《信访工作条例》第三十条第三款）：%s")
        % "、".join(str(claim) for claim in thing.accusing_claims())
    ),
    lambda thing, act: not thing.accusing_claims(),
    _("与检举控告无关的，请先将材料归入它证明的诉求。"),
)
accusation_kept_from_others = Guard(
    "accusation_shown",
    _("检举控告的材料不得交给对方当事人（《信访工作条例》第三十条第三款）。"),
    lambda thing, act: (
        thing.state != AttachmentState.SEALED or all(p.role == PartyRole.PETITIONER for p in act.given_to or ())
    ),
    on_facts=True,
)
somebody_named = Guard(
    "nobody_to_show", _("请至少选择一位当事人。"), lambda thing, act: bool(act.given_to), on_facts=True
)
organ_named = Guard(
    "no_organ_named", _("请选择对哪个单位密封。"), lambda thing, act: bool(act.sealed_from), on_facts=True
)

nobody_let_in = Guard(
    "seal_taken_off",
    _("已经密封的单位不能在这里去掉。"),
    lambda thing, act: thing.pk is None or set(thing.sealed_from.all()) <= set(act.sealed_from or ()),
    _("不再需要保密的，请由信访部门或者负责人解除密封。"),
    on_facts=True,
)

in_custody = intake_clerk | petition_office | handler | head
OF_ONE_MATTER = (claims_of_one_matter, givers_of_one_matter)
HAND_IN_FACTS = (
    f.files("files", _("材料")),
    f.some("proves", _("证明哪些诉求"), "Claim", required=False, help=_("与每一项都有关的，不勾选。")),
    f.some("given_by", _("谁提交的"), "Party", required=False, help=_("本机关自己收集的，不勾选。")),
)


class AttachmentLifecycle(Lifecycle):
    """One file that was handed in or made in the matter."""

    State = AttachmentState
    course_told = False
    own_section = True

    class Meta:
        abstract = True

    @step(
        source=NEW,
        target=AttachmentState.KEPT,
        label=_("收存材料"),
        by=consequence,
        facts=[
            f.text("name", _("名称")),
            f.text("sha256", _("文件的SHA-256")),
            f.number("size", _("大小（字节）")),
            f.some("claims", _("诉求"), "Claim", required=False),
            f.some("given_by", _("提交人"), "Party", required=False),
        ],
        day_field="kept_on",
    )
    def keep(self, act: Act) -> None:
        """Follows every step with which a file is handed in: the file lies in the matter from that day."""

    @step(
        source=[AttachmentState.KEPT, AttachmentState.SEALED],
        label=_("归入诉求"),
        by=in_custody,
        guards=[not_opened_by_the_accused, claims_of_one_matter],
        facts=[f.some("claims", _("证明哪些诉求"), "Claim", required=False)],
    )
    def place(self, act: Act) -> None:
        """Say which claims the file proves; with an extract it goes only with them."""

    @step(
        source=[AttachmentState.KEPT, AttachmentState.SEALED],
        target=AttachmentState.SEALED,
        label=_("密封"),
        turns_back=True,
        by=in_custody | consequence,
        guards=[organ_named, not_opened_by_the_accused, nobody_let_in],
        facts=[
            f.some("sealed_from", _("对哪些单位密封"), "Organ"),
            f.text("why", _("理由"), required=False),
        ],
        basis="《信访工作条例》第三十条第三款",
    )
    def seal(self, act: Act) -> None:
        """Hide the file from organs that it accuses; they neither see it nor learn that it exists."""

    @step(
        source=AttachmentState.SEALED,
        target=AttachmentState.KEPT,
        label=_("解除密封"),
        turns_back=True,
        by=petition_office | head,
        guards=[not_opened_by_the_accused, proves_no_accusation],
        facts=[f.text("why", _("理由"))],
        basis="《信访工作条例》第三十条第三款",
    )
    def unseal(self, act: Act) -> None:
        """It turned out to accuse nobody, or belongs to another claim: it lies open again."""

    @step(
        source=[AttachmentState.KEPT, AttachmentState.SEALED],
        label=_("交当事人查看"),
        by=handler | mediator | petition_office | consequence,
        guards=[not_opened_by_the_accused, somebody_named, givers_of_one_matter, accusation_kept_from_others],
        facts=[f.some("given_to", _("交给哪些当事人"), "Party")],
    )
    def give(self, act: Act) -> None:
        """Let parties read a file that they did not hand in themselves, as for a hearing."""

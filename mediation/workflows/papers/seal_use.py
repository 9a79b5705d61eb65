"""用印: the use of an organ's seal on a printed paper: applied for, approved, stamped, scanned back (GB/T 9704, 7.3.5)."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from mediation.permissions import consequence, head, in_charge, registrar
from mediation.vocabulary import SealKind
from mediation.workflows import facts as f
from mediation.workflows.base import NEW, Act, Guard, Lifecycle, step
from mediation.workflows.guards import same_file


class SealUseState(models.TextChoices):
    """Where the use of a seal stands."""

    APPLIED = "applied", _("待批准")
    APPROVED = "approved", _("已批准，待用印")
    REFUSED = "refused", _("未批准")
    STAMPED = "stamped", _("已用印，待扫描")
    SCANNED = "scanned", _("已扫描归档")
    VOIDED = "voided", _("已作废")


# An application that has not come to its end: another one for the same paper waits for it.
OPEN = (SealUseState.APPLIED, SealUseState.APPROVED, SealUseState.STAMPED)
MOST_COPIES = 5000  # a petition of thousands of people; what is more is a slip of the hand
STAMPED = (SealUseState.STAMPED, SealUseState.SCANNED)

bears_a_seal = Guard(
    "bears_no_seal",
    _("纪要、表格和笔录由人员签名，不加盖印章。"),
    lambda use, act: use.paper.bears_seal,
)
issued_paper = Guard(
    "not_in_force",
    _("只在已经签发、仍然有效的文书上用印，不盖空白印章。"),
    lambda use, act: use.paper.state == "issued",
    _("请先签发文书。"),
)
printed_paper = Guard("not_printed", _("文书正在生成，请稍候再申请。"), lambda use, act: use.paper.is_ready())
sealed_by_hand = Guard(
    "sealed_electronically",
    _("这份文书已经加盖电子印章，不再加盖实体印章。"),
    lambda use, act: not use.paper.sealed_sha256,
)
seal_of_an_issuer = Guard(
    "seal_of_another_organ",
    _("只能使用文书署名机关的印章。"),
    lambda use, act: use.organ is None or use.organ in use.paper.signing_organs(),
    on_facts=True,
)
one_at_a_time = Guard(
    "applied_before",
    lambda use, act: _("这份文书已有用印申请：%s。") % use.others_open()[0].state_label,
    lambda use, act: not use.others_open(),
    _("请先办完；还要加印的，办完以后再申请。"),
)
another_approves = Guard(
    "approver_applied",
    _("申请用印的人不能批准自己的申请。"),
    lambda use, act: (
        act.by.user is None or use.applied_by_id != act.by.user.pk or not use.another_head(act.by.user, act.on)
    ),
    _("请由其他负责人批准。"),
)
within_approved = Guard(
    "more_than_approved",
    lambda use, act: _("用印份数应当是1至%d，不得超过批准的份数。") % use.copies,
    lambda use, act: act.stamped_copies is None or 1 <= act.stamped_copies <= use.copies,
    _("需要更多份的，请另行申请。"),
    on_facts=True,
)


seal_is_in_use = Guard(
    "seal_destroyed",
    _("这种印章已经登记停用、销毁，没有在用的。"),
    lambda use, act: not use.is_destroyed(act.on),
    _("请选择在用的印章；换发的新章，请系统管理员先登记。"),
    on_facts=True,
)
by_its_keeper = Guard(
    "not_the_keeper",
    lambda use, act: (
        _("这枚印章由%s保管，由保管人或者代理其岗位的人用印。")
        % "、".join(map(str, use.kept_by_others(act.by.user, act.on)))
    ),
    lambda use, act: not use.kept_by_others(act.by.user, act.on),
    _("保管人离任的，请系统管理员办理“更换印章保管人”。"),
)


class SealUseLifecycle(Lifecycle):
    """One use of a seal on one paper."""

    State = SealUseState
    course_told = False
    organ: Any

    class Meta:
        abstract = True

    @step(
        source=NEW,
        target=SealUseState.APPLIED,
        label=_("申请用印"),
        by=in_charge,
        guards=[
            same_file("paper"), issued_paper, printed_paper, bears_a_seal, sealed_by_hand, seal_of_an_issuer,
            one_at_a_time, seal_is_in_use,
        ],
        facts=[
            f.one("paper", _("文书"), "Paper"),
            f.choice("seal", _("印章"), SealKind),
            f.number(
                "copies", _("份数"), least=1, most=MOST_COPIES,
                help=_("送达各方的份数加上存档的份数，每次最多5000份。"),
            ),
            f.one("organ", _("用印机关"), "Organ", required=False, help=_("联合署名的文书选择；不选则为发文机关。")),
            f.text("purpose", _("用途"), required=False, help=_("例如：送达信访人2份，存档1份。")),
        ],
        day_field="applied_on",
    )  # fmt: skip
    def apply(self, act: Act) -> None:
        """Ask leave to put the organ's seal on copies of an issued, printed, still unsealed paper."""
        self.organ = self.organ or self.paper.organ
        self.applied_by = act.by.user

    @step(
        source=SealUseState.APPLIED,
        target=SealUseState.APPROVED,
        label=_("批准用印"),
        by=head,
        guards=[another_approves],
        day_field="decided_on",
    )
    def approve(self, act: Act) -> None:
        """The head allows the seal on this paper, in so many copies."""
        self.decided_by = act.by.user

    @step(
        source=SealUseState.APPLIED,
        target=SealUseState.REFUSED,
        label=_("不批准用印"),
        turns_back=True,
        by=head,
        guards=[another_approves],
        facts=[f.text("why", _("理由"))],
        day_field="decided_on",
    )
    def refuse(self, act: Act) -> None:
        """The head does not allow it; the entry stays in the register with its reason."""
        self.decided_by = act.by.user

    @step(
        source=SealUseState.APPROVED,
        target=SealUseState.STAMPED,
        label=_("登记用印"),
        by=registrar,
        guards=[within_approved, seal_is_in_use, by_its_keeper],
        facts=[f.number("stamped_copies", _("用印份数"), most=MOST_COPIES)],
        day_field="stamped_on",
    )
    def stamp(self, act: Act) -> None:
        """The keeper of the seal writes down that it was put on, on how many copies, on which day."""
        self.keeper = act.by.user

    @step(
        source=[SealUseState.STAMPED, SealUseState.SCANNED],
        target=SealUseState.SCANNED,
        label=_("归档扫描件"),
        by=in_charge,
        facts=[
            f.files("scan", _("扫描件"), help=_("盖章文书的全部页，PDF或者逐页的图片（JPG、PNG），200dpi以上。")),
            f.text(
                "by_hand_why", _("人工核对的理由"), required=False, longest=500,
                help=_("一般不填。二维码确实读不出的，逐页核对后写明理由。"),
            ),
        ],
        day_field="scanned_on",
    )  # fmt: skip
    def scan_back(self, act: Act) -> None:
        """The scan of the stamped paper comes back into the file, recognised by the code printed on every page."""

    @step(
        source=OPEN,
        target=SealUseState.VOIDED,
        label=_("作废用印"),
        turns_back=True,
        by=registrar | head | consequence,
        facts=[f.text("why", _("理由"), help=_("已经盖章的，写明各份已收回销毁。"))],
    )
    def void(self, act: Act) -> None:
        """Nothing is stamped after all, or what was stamped was taken back; the entry keeps its reason."""


def files_of(found: list[Any]) -> list[dict[str, Any]]:
    """How a use of a seal remembers the files of its scan."""
    return [{"name": one.name, "sha256": one.sha256, "pages": one.found.pages} for one in found]

"""信访事项: the envelope. What happens to it follows from its claims and its papers."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from mediation.permissions import (
    a_party,
    consequence,
    handler,
    head,
    intake_clerk,
    mediator,
    petition_office,
    petitioner,
)
from mediation.vocabulary import Category, Channel, PartyKind, PartyRole, Route
from mediation.workflows import facts as f
from mediation.workflows.attachment import HAND_IN_FACTS, OF_ONE_MATTER, in_custody
from mediation.workflows.base import NEW, Act, Guard, Lifecycle, step

MOST_REPRESENTATIVES = 5
ACCUSING = ("检举", "控告", "举报", "揭发")
SHARED_RUN = 6  # characters in common that are no accident


class PetitionState(models.TextChoices):
    """Where the envelope stands."""

    REGISTERED = "registered", _("已登记")
    DISPATCHED = "dispatched", _("已转送、交办")
    IN_HAND = "in_hand", _("办理中")
    ANSWERED = "answered", _("已答复")
    CLOSED = "closed", _("办结")
    NOT_ACCEPTED = "not_accepted", _("不予受理")
    WITHDRAWN = "withdrawn", _("已撤回")


OPEN_STATES = (PetitionState.REGISTERED, PetitionState.DISPATCHED, PetitionState.IN_HAND)

PARTY_COLUMNS = (
    f.text("name", _("姓名或者名称")),
    f.choice("kind", _("类别"), PartyKind, required=False),
    f.text("address", _("住址"), required=False, longest=300),
    f.text("phone", _("联系电话"), required=False, longest=40),
    f.text("email", _("电子邮箱"), required=False, longest=254),
    f.yes_no("is_representative", _("代表人")),
    f.yes_no("electronic", _("同意电子送达")),
    f.one("organ", _("机关"), "Organ", required=False, help=_("当事人是机关的，选择该机关。")),
)

AUTHORITY_FACTS = (
    f.some("principals", _("授权人"), "Party", help=_("在同一份授权书上签名、授权事项相同的，一并勾选。")),
    f.one("representative", _("代表人"), "Party"),
    f.yes_no("may_settle", _("可以和解、调解")),
    f.yes_no("may_withdraw", _("可以撤回、放弃")),
    f.yes_no("may_receive", _("可以代收文书")),
    f.text("scope", _("授权事项")),
    f.day("until", _("授权至"), required=False),
)

REVOKING_FACTS = (
    f.some("principals", _("收回授权的人"), "Party", required=False, at_window=True, help=_("本人在网上收回的不填。")),
    f.one("representative", _("代表人"), "Party"),
)

CLAIM_COLUMNS = (
    f.long_text("text", _("诉求")),
    f.choice("category", _("类别"), Category, required=False),
    f.choice("route", _("办理途径"), Route, required=False),
    f.one(
        "accused_organ", _("被检举控告的单位"), "Organ", required=False, help=_("检举控告类诉求填写，以便对其保密。")
    ),
)


def _representatives(rows: Any) -> int:
    return sum(bool(row.get("is_representative")) for row in rows or ())


def _tells_accusation(subject: str, claims: Any) -> bool:
    """Whether the one line that goes with every claim says what is told against somebody in one of them."""
    accusing = [row["text"] for row in claims if row.get("category") == Category.ACCUSATION]
    if len(accusing) in (0, len(claims)):
        return False
    runs = {text[start : start + SHARED_RUN] for text in accusing for start in range(len(text) - SHARED_RUN + 1)}
    return any(words in subject for words in (*ACCUSING, *runs))


at_most_five_representatives = Guard(
    "too_many_representatives",
    _("多人走访提出共同的信访事项，代表人不得超过5人（《信访工作条例》第二十条）。"),
    lambda petition, act: _representatives(act.petitioners) <= MOST_REPRESENTATIVES,
    _("请登记人核对代表人名单。"),
    on_facts=True,
)
joint_has_representative = Guard(
    "no_representative",
    _("5人以上共同走访的，应当推选代表人（《信访工作条例》第二十条）。"),
    lambda petition, act: (
        act.channel != Channel.VISIT
        or len(act.petitioners or ()) <= MOST_REPRESENTATIVES
        or _representatives(act.petitioners) >= 1
    ),
    _("请在名单中勾选代表人。"),
    on_facts=True,
)
accuses_another = Guard(
    "accuses_registrar",
    _("诉求检举控告的就是登记机关本身，不能由其登记（《信访工作条例》第三十条第三款）。"),
    lambda petition, act: act.organ is None or all(row["accused_organ"] != act.organ for row in act.claims or ()),
    _("请告知信访人向信访部门或者纪检监察机关提出，本机关只登记其余诉求。"),
    on_facts=True,
)
silent_subject = Guard(
    "subject_accuses",
    _("事由在每个办理单位的列表和文书里都看得到，不得写出检举控告的内容（《信访工作条例》第三十条第三款）。"),
    lambda petition, act: not _tells_accusation(act.subject or "", act.claims or ()),
    _("请只写其余诉求是什么事，例如“补贴未到账”。"),
    on_facts=True,
)
received_already = Guard(
    "received_in_future",
    _("收到日期不能晚于登记的日期。"),
    lambda petition, act: act.received_on is None or act.received_on <= act.on,
    _("请核对信封或者签收单上的日期。"),
    on_facts=True,
)
every_claim_disposed = Guard(
    "claim_open",
    lambda petition, act: _("尚有诉求没有处理结果：%s") % "、".join(str(c) for c in petition.open_claims()),
    lambda petition, act: not petition.open_claims().exists(),
    _("请承办人逐项办理。"),
)
everyone_served = Guard(
    "not_served",
    lambda petition, act: _("尚有%(n)d位当事人未送达：%(names)s（%(papers)s）。") % petition.unserved_words(),
    lambda petition, act: not petition.unserved(),
    _("请文书管理员完成送达。"),
)
no_right_running = Guard(
    "review_running",
    lambda petition, act: _("请求复查、复核的期限尚未届满，最后一日是%s。") % petition.last_review_day(),
    lambda petition, act: petition.last_review_day() is None or petition.last_review_day() < act.on,
    _("期限届满后系统会提醒承办人。"),
)
no_review_pending = Guard(
    "review_pending", _("复查、复核尚未办结。"), lambda petition, act: not petition.review_pending(),
    _("请等待复查、复核意见。"),
)  # fmt: skip
all_performed = Guard(
    "not_performed",
    lambda petition, act: _("尚有应当履行的事项没有履行完毕：%s") % petition.outstanding_words(),
    lambda petition, act: not petition.outstanding(),
    _("请承办人督促履行并登记。"),
)
written_authority = Guard(
    "no_written_authority",
    lambda petition, act: (
        _("代表人未经每一位信访人书面特别授权，不能代为撤回：%s")
        % "、".join(p.name for p in petition.without_authority(act, "may_withdraw"))
    ),
    lambda petition, act: not petition.without_authority(act, "may_withdraw"),
    _("请补交书面授权，或者由本人撤回。"),
    on_facts=True,
)
authority_in_one_file = Guard(
    "party_elsewhere",
    _("所选当事人不在本卷宗内。"),
    lambda obj, act: all(
        party.matter_id == obj.matter_id for party in [*(act.principals or ()), act.representative] if party
    ),
    _("请选择本卷宗的当事人。"),
    on_facts=True,
)
authority_on_one_side = Guard(
    "representative_of_other_side",
    _("不能授权本人或者对方当事人代理（《民法典》第一百六十八条）。"),
    lambda obj, act: (
        act.representative is None
        or all(
            one != act.representative
            and (one.role == PartyRole.OPPOSITE) == (act.representative.role == PartyRole.OPPOSITE)
            for one in act.principals or ()
        )
    ),
    _("请选择同一方的代表人。"),
    on_facts=True,
)
authority_still_runs = Guard(
    "authority_over",
    _("授权的截止日期已经过去。"),
    lambda obj, act: act.until is None or act.until >= act.on,
    _("请核对授权书上的期限。"),
    on_facts=True,
)
authority_was_given = Guard(
    "no_authority",
    _("没有可以收回的授权。"),
    lambda obj, act: act.representative is None or obj.matter.authorities(act).exists(),
    _("请核对授权人和代表人。"),
    on_facts=True,
)
AUTHORITY_GUARDS = (authority_in_one_file, authority_on_one_side, authority_still_runs)
effect_is_told = Guard(
    "effect_not_told",
    _("撤回以前，信访人应当知道撤回的后果：事项不再办理，不作处理意见。"),
    lambda petition, act: bool(act.effect_told),
    _("知道的，请勾选“已告知撤回的后果”。"),
    on_facts=True,
)
handler_not_taken_off = Guard(
    "handler_recused",
    _("这位工作人员已在本事项中回避，不能承办。"),
    lambda petition, act: act.handler is None or act.handler.pk not in petition.matter.taken_off,
    _("请指定其他承办人。"),
    on_facts=True,
)


visits_its_party = Guard(
    "party_elsewhere",
    _("所选当事人不在本卷宗内。"),
    lambda petition, act: act.visited is None or act.visited.matter_id == petition.matter_id,
    _("请选择本卷宗的当事人。"),
    on_facts=True,
)
VISIT_FACTS = (
    f.one("visited", _("回访的当事人"), "Party"),
    f.long_text("performance", _("履行情况"), longest=2000),
    f.text("opinion", _("当事人的意见"), required=False),
    f.text("left_open", _("仍有的争议"), required=False),
    f.text("action", _("处理"), required=False),
)


class PetitionLifecycle(Lifecycle):
    """The envelope of one 信访事项."""

    State = PetitionState

    class Meta:
        abstract = True

    @step(
        source=NEW,
        target=PetitionState.REGISTERED,
        label=_("登记"),
        by=intake_clerk | petition_office,
        guards=[
            at_most_five_representatives,
            joint_has_representative,
            accuses_another,
            silent_subject,
            received_already,
        ],
        facts=[
            f.one("organ", _("登记机关"), "Organ"),
            f.choice("channel", _("渠道"), Channel),
            f.text("subject", _("事由"), help=_("一句话说明是什么事，例如“青椒收购价未兑现”；不写检举控告的内容。")),
            f.long_text("account", _("事实和理由")),
            f.table("petitioners", _("信访人"), *PARTY_COLUMNS),
            f.table("opposite_parties", _("对方当事人"), *PARTY_COLUMNS, required=False),
            f.table("claims", _("诉求"), *CLAIM_COLUMNS),
            f.files("files", _("随附材料"), required=False, help=_("来信原件、证据、照片的扫描件。")),
            f.day("received_on", _("收到日期"), required=False, help=_("不填则为登记当日。")),
        ],
        basis="《信访工作条例》第二十二条",
        day_field="received_on",
    )
    def register(self, act: Act) -> None:
        """Register what was received, claim by claim; starts D1 and gives the receipt."""

    @step(
        source=[PetitionState.REGISTERED, PetitionState.DISPATCHED, PetitionState.IN_HAND],
        label=_("指定承办人"),
        by=head | petition_office,
        guards=[handler_not_taken_off],
        facts=[f.one("handler", _("承办人"), "User", role="handler"), f.text("why", _("说明"), required=False)],
    )
    def assign_handler(self, act: Act) -> None:
        """Name the one person who handles the matter, or hand it over to another."""

    @step(source="*", label=_("承办人回避"), by=consequence, facts=[f.one("person", _("回避的人"), "User")])
    def take_off_handler(self, act: Act) -> None:
        """Follows a granted recusal: the matter waits for another handler."""
        self.handler = None

    @step(
        source="*",
        label=_("提交材料"),
        by=in_custody | mediator | a_party,
        guards=OF_ONE_MATTER,
        facts=HAND_IN_FACTS,
    )
    def hand_in(self, act: Act) -> None:
        """Letters, evidence, photographs, scans: a party hands them in, or an organ adds what it collected."""

    @step(
        source=[*OPEN_STATES, PetitionState.ANSWERED],
        label=_("登记特别授权"),
        by=intake_clerk | handler | petition_office,
        guards=AUTHORITY_GUARDS,
        facts=AUTHORITY_FACTS,
        basis="《民法典》第一百六十五条",
    )
    def record_authority(self, act: Act) -> None:
        """Record the written special authority that each of these persons gave a representative."""

    @step(
        source="*",
        label=_("收回授权"),
        by=intake_clerk | handler | petition_office | petitioner,
        guards=[authority_was_given],
        facts=REVOKING_FACTS,
        basis="《民法典》第一百七十三条",
    )
    def revoke_authority(self, act: Act) -> None:
        """The principal says so and the authority is over: the representative acts for him no more."""

    @step(
        source=OPEN_STATES,
        label=_("关联重复件"),
        by=intake_clerk | handler | petition_office,
        facts=[f.one("duplicate_of", _("已在办理的信访事项"), "Petition")],
    )
    def link_duplicate(self, act: Act) -> None:
        """Link to the same matter in hand; both keep their own number and receipt."""

    @step(
        source=[PetitionState.REGISTERED, PetitionState.DISPATCHED, PetitionState.IN_HAND],
        target=PetitionState.DISPATCHED,
        label=_("转送、交办"),
        by=consequence,
        basis="《信访工作条例》第二十二条",
    )
    def dispatch(self, act: Act) -> None:
        """Follows the sending of a dispatch; meets D1."""

    @step(
        source=[PetitionState.REGISTERED, PetitionState.DISPATCHED],
        target=PetitionState.IN_HAND,
        label=_("开始办理"),
        by=consequence,
    )
    def take_in_hand(self, act: Act) -> None:
        """Follows the first claim that is accepted."""

    @step(
        source=[PetitionState.REGISTERED, PetitionState.DISPATCHED, PetitionState.IN_HAND],
        target=PetitionState.ANSWERED,
        label=_("答复"),
        by=consequence,
        guards=[every_claim_disposed],
    )
    def answer(self, act: Act) -> None:
        """Every claim has its disposal and the answer was dispatched."""

    @step(
        source=[PetitionState.REGISTERED, PetitionState.DISPATCHED, PetitionState.IN_HAND],
        target=PetitionState.NOT_ACCEPTED,
        label=_("不予受理"),
        by=consequence,
    )
    def decline(self, act: Act) -> None:
        """Follows when not one claim was accepted and the notices were dispatched."""

    @step(
        source=PetitionState.ANSWERED,
        target=PetitionState.CLOSED,
        label=_("办结"),
        by=handler | head,
        guards=[every_claim_disposed, everyone_served, no_right_running, no_review_pending, all_performed],
        facts=[f.yes_no("resolved", _("争议已化解")), f.long_text("closing_note", _("办结说明"), required=False)],
        day_field="closed_on",
    )
    def close(self, act: Act) -> None:
        """End the procedure. Whether the dispute itself is solved is a field of its own."""

    @step(
        source=[*OPEN_STATES, PetitionState.ANSWERED],
        target=PetitionState.WITHDRAWN,
        label=_("撤回"),
        by=petitioner | intake_clerk | handler,
        guards=[written_authority, effect_is_told],
        facts=[
            f.some(
                "withdrawn_by", _("由谁撤回"), "Party", required=False, at_window=True, help=_("本人在网上撤回的不填。")
            ),
            f.yes_no("effect_told", _("已告知撤回的后果")),
            f.long_text("why", _("撤回的理由"), required=False),
        ],
    )
    def withdraw(self, act: Act) -> None:
        """The petitioners take the matter back, of their own will and told what follows."""

    @step(
        source=[PetitionState.ANSWERED, PetitionState.CLOSED, PetitionState.NOT_ACCEPTED],
        target=PetitionState.IN_HAND,
        label=_("重新办理"),
        by=consequence | head,
        facts=[f.long_text("why", _("重新办理的原因"))],
    )
    def reopen(self, act: Act) -> None:
        """A review orders a new decision, an agreement is broken, or new facts appear."""

    @step(
        source=[PetitionState.ANSWERED, PetitionState.CLOSED],
        label=_("回访"),
        by=handler | petition_office,
        guards=[visits_its_party],
        facts=VISIT_FACTS,
    )
    def revisit(self, act: Act) -> None:
        """Go and see whether what was decided is carried out, and write down what the party says."""

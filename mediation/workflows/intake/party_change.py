"""当事人变更: what changes with the people of a matter after its registration, each change with its day, proof and reason."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from mediation.permissions import Actor, Permission, a_party, consequence, head, petition_office
from mediation.vocabulary import PartyChangeKind, PartyKind, PartyRole, Power, Role, Sex
from mediation.workflows import facts as f
from mediation.workflows.annulling import TakenBack
from mediation.workflows.base import NEW, Act, Lifecycle, step
from mediation.workflows.intake import party_change_guards as g
from mediation.workflows.intake.access_steps import WHO, AccessSteps
from mediation.workflows.intake.petition_guards import identities_fit
from mediation.workflows.intake.rows import PARTY_COLUMNS
from mediation.workflows.said_how import BY_WORD, IN_WRITING


class PartyChangeState(models.TextChoices):
    """A change holds from its record on, unless it was recorded of the wrong person."""

    RECORDED = "recorded", _("已登记")
    ANNULLED = "annulled", _("登记已撤销")


# Recorded of the wrong person, or with the wrong content: the party stands again as before.
MISTAKEN = TakenBack(by_people=True, leaves=PartyChangeState.ANNULLED)
# Who is a party, or speaks for others, is no small thing: the head decides, though no limit runs.
WEIGHTY = TakenBack(by_people=True, leaves=PartyChangeState.ANNULLED, weighs=True)


KEEPERS = (Role.INTAKE_CLERK, Role.HANDLER, Role.PETITION_OFFICE, Role.MEDIATOR, Role.REVIEWER, Role.RECORDER)


def _keeps_people(obj: Any, actor: Actor) -> bool:
    if actor.user is None or obj.matter_id is None:
        return False
    if any(actor.holds(role, obj.acting_organ) for role in KEEPERS):
        return True
    return bool(obj.matter.is_open_to(actor.user.organs_as(*KEEPERS, on=actor.on)))


# Who comes to a hearing of the reviewing organ has his agent recorded there.
keeper = Permission(_keeps_people, _("办理、复查、听证、调解机关的登记人、承办人、记录员、调解员"))

OWN = f.one("party", _("当事人"), "Party", required=False, at_window=True, asked_of_staff=True)
PROOF = f.files("proof", _("证明材料"), required=False, help=_("扫描件或者照片；本人在网上办理的可以不附。"))
WHY = f.text("why", _("原因"))
HAPPENED = f.day("happened_on", _("从哪天起"), required=False, help=_("不填就是今天。"))

SUCCESSOR_COLUMNS = (
    f.text("name", _("姓名或者名称")),
    f.text("relation", _("与原当事人的关系"), required=False, longest=100),
    f.choice("kind", _("类别"), PartyKind, required=False),
    f.text("address", _("住址"), required=False, longest=300),
    f.text("phone", _("联系电话"), required=False, longest=40),
    f.text("id_number", _("身份证号码"), required=False, longest=40, confidential=True),
    f.yes_no("for_remedies", _("承继救济权利（近亲属、承继单位）")),
    f.yes_no("for_money", _("承继财产权利义务（继承人、承继单位）")),
)


class PartyChangeLifecycle(AccessSteps, Lifecycle):
    """One change with one party, or with the group. Papers issued before keep what they printed."""

    State = PartyChangeState
    course_told = False
    own_section = True
    of_people = True

    class Meta:
        abstract = True

    @step(
        source=NEW,
        target=PartyChangeState.RECORDED,
        label=_("更正身份信息"),
        by=keeper,
        guards=[
            g.of_this_file, g.fits_the_kind, g.id_number_valid, g.credit_code_valid, g.card_agrees,
            g.something_changes, g.happened_already, g.shown_by_proof,
        ],
        facts=[
            WHO,
            f.text("name", _("姓名或者名称"), required=False, help=_("只填更正后的内容，不变的不填。")),
            f.text("id_number", _("身份证号码"), required=False, longest=40, confidential=True),
            f.choice("sex", _("性别"), Sex, required=False),
            f.day("born_on", _("出生日期"), required=False, help=_("有身份证号码的不用填。")),
            f.text("credit_code", _("统一社会信用代码"), required=False, longest=18),
            f.text("legal_representative", _("法定代表人、负责人"), required=False),
            HAPPENED, WHY, PROOF,
        ],
        basis="《个人信息保护法》第四十六条",
        day_field="changed_on",
        annul=MISTAKEN,
    )  # fmt: skip
    def correct_identity(self, act: Act) -> None:
        """A name was mistyped or changed, an identity number or a legal representative is entered or changed."""
        self._opens(PartyChangeKind.CORRECTED, act)

    @step(
        source=NEW,
        target=PartyChangeState.RECORDED,
        label=_("确认送达地址"),
        plain=_("搬了家、换了电话或者邮箱，在这里告诉办理单位，以后的文书就送到新地址。"),
        any_time=True,
        binding=True,  # whoever says where papers go can keep them from the party
        ways=IN_WRITING,
        by=keeper | a_party,
        guards=[g.somebody_meant, g.of_this_file, g.says_where, g.happened_already],
        facts=[
            OWN,
            f.text("address", _("送达地址"), required=False, longest=300),
            f.text("phone", _("联系电话"), required=False, longest=40),
            f.text("email", _("电子邮箱"), required=False, longest=254),
            HAPPENED,
            f.text("why", _("原因"), required=False),
            PROOF,
        ],
        basis="《最高人民法院关于以法院专递方式邮寄送达民事诉讼文书的若干规定》第三条、第四条（参照）",
        day_field="changed_on",
        annul=MISTAKEN,
    )
    def confirm_address(self, act: Act) -> None:
        """The party says, or says anew, where papers reach it (送达地址确认书); service under way keeps the old address."""
        self._opens(PartyChangeKind.CONTACT, act)

    @step(
        source=NEW,
        target=PartyChangeState.RECORDED,
        label=_("同意电子送达"),
        plain=_("以后文书可以通过网上送达，在这里点“确认收到”才算收到。随时可以改主意。"),
        any_time=True,
        power=Power.IN_PERSON,
        ways=IN_WRITING, by=keeper | a_party,
        guards=[
            g.somebody_meant, g.of_this_file, g.not_consented_yet, g.can_be_reached, g.shown_by_proof,
        ],
        facts=[OWN, PROOF],
        basis="《民事诉讼法》第九十条（参照）、《个人信息保护法》第十四条",
        day_field="changed_on",
        annul=MISTAKEN,
    )  # fmt: skip
    def consent(self, act: Act) -> None:
        """The party agrees to electronic service from this day on."""
        self._opens(PartyChangeKind.CONSENTED, act)

    @step(
        source=NEW,
        target=PartyChangeState.RECORDED,
        label=_("撤回电子送达同意"),
        plain=_("以后的文书改为当面或者邮寄送达。以前已经确认收到的，仍然有效。"),
        quiet=True,
        ways=BY_WORD,
        by=keeper | a_party,
        guards=[g.somebody_meant, g.of_this_file, g.consented_before],
        facts=[OWN, f.text("why", _("原因"), required=False)],
        basis="《个人信息保护法》第十五条",
        day_field="changed_on",
        annul=MISTAKEN,
    )
    def take_back_consent(self, act: Act) -> None:
        """The consent is taken back; what is still under way electronically is served in another way."""
        self._opens(PartyChangeKind.UNCONSENTED, act)

    @step(
        source=NEW,
        target=PartyChangeState.RECORDED,
        label=_("登记去世"),
        by=keeper,
        guards=[g.of_this_file, g.is_a_person, g.happened_already, g.shown_by_proof],
        facts=[
            WHO, f.day("happened_on", _("去世日期")),
            f.text("why", _("说明"), required=False), f.files("proof", _("死亡证明"), help=_("扫描件或者照片。")),
        ],
        basis="《行政复议法》第十四条、《行政诉讼法》第二十五条、《民法典》第一百七十三条",
        day_field="changed_on",
        annul=MISTAKEN,
    )  # fmt: skip
    def record_death(self, act: Act) -> None:
        """A party has died: access and agents end, its own limits stand still until somebody succeeds; all else goes on."""
        self._opens(PartyChangeKind.DIED, act)

    @step(
        source=NEW,
        target=PartyChangeState.RECORDED,
        label=_("登记单位终止"),
        by=keeper,
        guards=[g.of_this_file, g.is_a_unit, g.happened_already, g.shown_by_proof],
        facts=[
            WHO, f.day("happened_on", _("终止日期")), WHY,
            f.files("proof", _("登记机关的证明"), help=_("注销、合并、分立的登记材料。")),
        ],
        basis="《行政复议法》第十四条、《行政诉讼法》第二十五条、《民法典》第六十七条、第六十八条",
        day_field="changed_on",
        annul=MISTAKEN,
    )  # fmt: skip
    def record_end(self, act: Act) -> None:
        """A unit that was a party has ended: by merger, division or dissolution."""
        self._opens(PartyChangeKind.DISSOLVED, act)

    @step(
        source=NEW,
        target=PartyChangeState.RECORDED,
        label=_("登记承继人"),
        by=keeper,
        guards=[
            g.somebody_ended, g.of_this_file, g.has_ended, g.succeeds_in_something, g.relation_told,
            g.successors_identified, g.shown_by_proof,
        ],
        facts=[
            f.one("predecessor", _("原当事人"), "Party", gone=True),
            f.table("successors", _("承继人"), *SUCCESSOR_COLUMNS),
            f.text("why", _("说明"), required=False),
            f.files("proof", _("亲属关系、继承或者承继的证明")),
        ],
        basis="《行政复议法》第十四条、《行政诉讼法》第二十五条、《民法典》第一千一百六十一条",
        day_field="changed_on",
        annul=WEIGHTY,
        people=("successors",),
    )  # fmt: skip
    def succeed(self, act: Act) -> None:
        """Near relatives take over the remedies of a dead party, heirs what is owed within the estate, a unit both."""
        self._opens(PartyChangeKind.SUCCEEDED, act)
        self.party = act.predecessor

    @step(
        source=NEW,
        target=PartyChangeState.RECORDED,
        label=_("登记无人承继"),
        by=head,
        guards=[g.somebody_ended, g.of_this_file, g.has_ended, g.nobody_succeeded, g.shown_by_proof],
        facts=[f.one("predecessor", _("原当事人"), "Party", gone=True), WHY, f.files("proof", _("查询、公告的证明"))],
        basis="《山东省信访条例》第四十六条（参照）",
        day_field="changed_on",
        annul=MISTAKEN,
    )
    def find_no_successor(self, act: Act) -> None:
        """The head finds, after asking, that nobody takes the place of the dead or ended party: its own limits end."""
        self._opens(PartyChangeKind.UNSUCCEEDED, act)
        self.party = act.predecessor

    @step(
        source=NEW,
        target=PartyChangeState.RECORDED,
        label=_("登记加入"),
        by=keeper,
        guards=[g.shown_by_proof, identities_fit],
        facts=[
            f.choice("side", _("地位"), PartyRole),
            f.table("joining", _("加入的人"), *PARTY_COLUMNS),
            WHY, PROOF,
        ],
        basis="《信访工作条例》第二十二条",
        day_field="changed_on",
        annul=WEIGHTY,
        people=("joining",),
    )  # fmt: skip
    def join(self, act: Act) -> None:
        """Somebody joins a matter that is under way; what was done before stands, papers from now on go to him too."""
        self._opens(PartyChangeKind.JOINED, act)

    @step(
        source=NEW,
        target=PartyChangeState.RECORDED,
        label=_("退出"),
        plain=_("您不再参加这一事项，其他人的事项继续办理。退出以后，查询码就不能用了。"),
        quiet=True, power=Power.WITHDRAW,
        ways=IN_WRITING, by=keeper | a_party,
        guards=[
            g.somebody_meant, g.of_this_file, g.others_remain, g.leaving_is_told, g.shown_by_proof,
        ],
        facts=[
            OWN, f.yes_no(
                "effect_told", _("知道退出的后果"), help=_("退出以后不再收到文书，不能再查询和请求复查；其他人的事项继续办理。"),
            ),
            f.text("why", _("原因"), required=False), PROOF,
        ],
        day_field="changed_on",
        annul=MISTAKEN,
    )  # fmt: skip
    def leave(self, act: Act) -> None:
        """One of several leaves of his own will; the claims of the others go on."""
        self._opens(PartyChangeKind.LEFT, act)

    @step(
        source=NEW,
        target=PartyChangeState.RECORDED,
        label=_("另案办理"),
        by=head | petition_office,
        guards=[
            g.has_a_petition, g.of_this_file, g.petitioners_split, g.others_remain, g.claims_here, g.accusations_go_along,
            g.claims_undecided, g.taken_over_already, g.nothing_decided_for_them, g.no_right_of_theirs_runs,
        ],
        facts=[
            f.some("people", _("另案办理的信访人"), "Party"),
            f.text("subject", _("新事项的事由")),
            f.long_text("account", _("事实和理由")),
            f.some("claims", _("带走的诉求"), "Claim", help=_("其他信访人也有的诉求，原事项中照样办理；已经受理的，受理日期和期限照旧。")),
            WHY,
            PROOF,
        ],
        basis="《信访工作条例》第二十二条",
        day_field="changed_on",
        annul=WEIGHTY,
    )  # fmt: skip
    def split_off(self, act: Act) -> None:
        """Some petitioners get a matter of their own, as old and as far as the first one: no day begins anew, none is lost."""
        self._opens(PartyChangeKind.SPLIT_OFF, act)
        self.party = act.people[0]

    @step(
        source=NEW,
        target=PartyChangeState.RECORDED,
        label=_("推选、更换代表人"),
        by=keeper,
        guards=[
            g.of_this_file, g.representatives_of_one_side, g.group_has_few_speakers,
            g.group_has_a_speaker, g.shown_by_proof,
        ],
        facts=[
            f.some("representatives", _("现在的代表人"), "Party", required=False, help=_("全部勾选；没有勾选的不再是代表人。")),
            WHY, PROOF,
        ],
        basis="《信访工作条例》第二十条",
        day_field="changed_on",
        annul=WEIGHTY,
    )  # fmt: skip
    def choose_representatives(self, act: Act) -> None:
        """The group chooses who speaks for it; authority given to a former representative ends with his office."""
        self._opens(PartyChangeKind.REPRESENTATIVES, act)

    @step(
        source=NEW,
        target=PartyChangeState.RECORDED,
        label=_("撤销误登的当事人"),
        by=consequence,
        facts=[WHO, WHY],
        basis="《个人信息保护法》第四十六条",
        day_field="changed_on",
        annul=TakenBack(by_people=True, leaves=PartyChangeState.ANNULLED, weighs=True, alone=True),
    )
    def strike(self, act: Act) -> None:
        """Follows an annulment: who was entered wrongly is no party any more, and what he had in the matter ends."""
        self._opens(PartyChangeKind.MISTAKEN, act)

    def _opens(self, kind: str, act: Act) -> None:
        """What every change is: its kind, whom it is about, and from when."""
        self.kind = kind
        self.organ = self.acting_organ
        self.party = self.party if self.party_id else g.whom(act)
        self.happened_on = act.get("happened_on") or act.on

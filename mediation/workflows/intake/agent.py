"""代理人: who acts for a party that is a party himself, by authority in writing or by law, until it ends."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from mediation.permissions import a_party, consequence
from mediation.vocabulary import AgentKind, Power
from mediation.workflows import facts as f
from mediation.workflows.annulling import TakenBack
from mediation.workflows.base import NEW, Act, Lifecycle, step
from mediation.workflows.intake import agent_guards as g
from mediation.workflows.intake.access_steps import ATTENDED, KEPT, NUMBER, SEEN, at_the_window
from mediation.workflows.intake.identity import comes_of_age
from mediation.workflows.intake.party_change import keeper
from mediation.workflows.said_how import BY_WORD


class AgentState(models.TextChoices):
    """Whether he may act; a period that is over ends it too, on its day."""

    ACTING = "acting", _("代理中")
    ENDED = "ended", _("已终止")


PERSONAL = (
    f.text("phone", _("联系电话"), required=False, longest=40),
    f.text("address", _("地址"), required=False, longest=300),
    f.text("email", _("电子邮箱"), required=False, longest=254),
    f.text("id_number", _("身份证号码"), required=False, longest=40, confidential=True),
)


class AgentLifecycle(Lifecycle):
    """One person's authority to act for one party: what for, from when, until when."""

    State = AgentState
    course_told = False
    own_section = True
    of_people = True

    class Meta:
        abstract = True

    @step(
        source=NEW,
        target=AgentState.ACTING,
        label=_("登记代理人"),
        by=keeper,
        guards=[
            g.principals_here, g.not_a_guardian, g.one_side, g.two_at_most, g.staff_for_units,
            g.unit_named, g.relation_named, g.receiver_only_receives, g.special_in_writing, g.number_valid,
            g.days_in_order,
        ],
        facts=[
            f.some("principals", _("委托人"), "Party", help=_("在同一份授权委托书上签名、授权事项相同的，一并勾选。")),
            f.choice("kind", _("身份"), AgentKind),
            f.text("name", _("姓名")),
            f.text("unit", _("律师事务所、推荐的社区或者单位"), required=False),
            f.text("relation", _("与当事人的关系"), required=False, longest=100),
            *PERSONAL,
            f.long_text("scope", _("代理的事项和权限"), longest=500, help=_("照授权委托书写，不能只写“全权代理”。")),
            f.yes_no("may_settle", _("特别授权：和解、调解")),
            f.yes_no("may_withdraw", _("特别授权：撤回、放弃")),
            f.yes_no("may_receive", _("代收文书")),
            f.day("since", _("授权自"), required=False, help=_("不填就是今天。")),
            f.day("until", _("授权至"), required=False, help=_("不填就是到解除委托为止。")),
            f.files("proof", _("授权委托书和身份证明")),
        ],
        basis="《民法典》第一百六十五条",
    )  # fmt: skip
    def appoint(self, act: Act) -> None:
        """A party entrusts somebody in writing; what gives away a right needs special authority."""
        self.principal = act.principals[0]
        self.since = act.since or act.on
        self.may_receive = bool(act.may_receive) or act.kind == AgentKind.RECEIVER

    @step(source=NEW, target=AgentState.ACTING, label=_("登记代理人（同一份委托书）"), by=consequence)
    def appoint_likewise(self, act: Act) -> None:
        """Follows for each further party that signed the same sheet: its own authority, which it takes back alone."""

    @step(
        source=NEW,
        target=AgentState.ACTING,
        label=_("登记法定代理人"),
        by=keeper,
        guards=[g.ward_here, g.ward_is_a_person, g.minor_or_judged, g.number_valid],
        facts=[
            f.one("ward", _("未成年人或者判决认定的当事人"), "Party"),
            f.text("name", _("监护人姓名")),
            f.text("relation", _("与当事人的关系"), longest=100),
            *PERSONAL,
            f.day("born_on", _("当事人的出生日期"), required=False, help=_("未成年人填写；身份证号码已经登记的不用填。")),
            f.text("judgment", _("人民法院判决书文号"), required=False, help=_("成年人填写，并附判决书。")),
            f.files("proof", _("户口簿、出生证明或者判决书")),
        ],
        basis="《民法典》第二十三条、第二十四条、第二十七条",
    )  # fmt: skip
    def appoint_guardian(self, act: Act) -> None:
        """The guardian acts for a minor until its eighteenth birthday, for an adult only by a court's judgment."""
        self.principal, self.kind, self.since = act.ward, AgentKind.GUARDIAN, act.on
        self.may_settle = self.may_withdraw = self.may_receive = True
        if not act.judgment:
            self.until = comes_of_age(g.born(act)) - g.ONE_DAY

    @step(
        source=AgentState.ACTING,
        label=_("发放查询码"),
        by=keeper,
        hidden=True,
        guards=[g.in_force, g.reads_the_file],
        facts=[f.text("code", _("查询码"), longest=20, confidential=True)],
    )
    def give_code(self, act: Act) -> None:
        """Give the agent a code of his own for the portal; it is shown once and kept nowhere. An older one is void."""

    @step(
        source=AgentState.ACTING,
        label=_("设定代理人的办事密码"),
        plain=_("设一个只有您自己知道的办事密码。代为签名、撤回、确认收到文书时再输一次。"),
        any_time=True,
        by=a_party,
        hidden=True,
        guards=[g.set_by_himself, g.no_secret_yet],
        facts=[KEPT],
        basis="《电子签名法》第三条、第十三条（参照）",
    )
    def set_secret(self, act: Act) -> None:
        """The agent sets, on a device of his own, what he is asked for before he binds the party; neither staff nor the party do."""

    @step(
        source=AgentState.ACTING,
        label=_("请代理人在窗口设办事密码"),
        by=at_the_window,
        hidden=True,
        guards=[g.in_force, g.has_a_code, g.knows_no_secret],
        facts=[SEEN, NUMBER],
    )
    def ask_at_screen(self, act: Act) -> None:
        """An agent without a device of his own is asked, his identity seen, to type a secret at the screen of the window."""

    @step(
        source=AgentState.ACTING,
        label=_("代理人在窗口屏幕上设定办事密码"),
        plain=_("在登记窗口给您用的屏幕上，设一个只有您自己知道的办事密码。工作人员看不到。"),
        any_time=True,
        by=a_party,
        hidden=True,
        guards=[g.set_by_himself, g.no_secret_yet],
        facts=[KEPT, SEEN, ATTENDED],
        basis="《电子签名法》第三条、第十三条（参照）",
    )
    def set_secret_at_screen(self, act: Act) -> None:
        """The agent types it at the screen that was opened for him; the clerk learns only that it was set."""

    @step(
        source=AgentState.ACTING,
        label=_("更换代理人的办事密码"),
        plain=_("换一个新的办事密码，先要输现在的。别处打开的页面当时退出。"),
        any_time=True,
        by=a_party,
        hidden=True,
        guards=[g.set_by_himself, g.has_a_secret],
        facts=[KEPT],
        basis="《电子签名法》第三条、第十三条（参照）",
    )
    def change_secret(self, act: Act) -> None:
        """An agent who knows his secret takes another; what was opened elsewhere by his code ends."""

    @step(
        source=AgentState.ACTING,
        target=AgentState.ENDED,
        label=_("解除委托"),
        power=Power.IN_PERSON,
        binding=False,
        plain=_("不再由这位代理人替您办事、领文书。从今天起他什么也看不到；以前已经办的，仍然有效。"),
        turns_back=True,
        quiet=True,
        ways=BY_WORD,
        by=keeper | a_party,
        guards=[g.entrusted],
        facts=[f.text("ended_why", _("原因"), required=False)],
        basis="《民法典》第一百七十三条",
        day_field="ended_on",
    )
    def revoke(self, act: Act) -> None:
        """The principal says so, and the agent sees, receives and does nothing any more from this moment on."""

    @step(
        source=AgentState.ACTING,
        target=AgentState.ENDED,
        label=_("登记代理终止"),
        turns_back=True,
        by=keeper,
        facts=[f.text("ended_why", _("原因"), help=_("例如代理人辞去委托、去世，监护关系终止。"))],
        basis="《民法典》第一百七十三条、第一百七十五条",
        day_field="ended_on",
    )
    def resign(self, act: Act) -> None:
        """The agent gives it up, or can act no longer; a guardianship ends."""

    @step(
        source=AgentState.ACTING,
        target=AgentState.ENDED,
        label=_("代理随之终止"),
        turns_back=True,
        by=consequence,
        facts=[f.text("ended_why", _("原因"))],
        day_field="ended_on",
        annul=TakenBack(),
    )
    def end(self, act: Act) -> None:
        """Follows when the principal dies, ends or leaves."""

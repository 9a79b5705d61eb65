"""回避: a person with an interest in the matter withdraws, at a party's request or of own accord."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from mediation.permissions import Actor, Permission, a_party, handler, recorder, reviewer
from mediation.vocabulary import RecusalGround, RecusalRole
from mediation.workflows import facts as f
from mediation.workflows.base import NEW, Act, Guard, Lifecycle, step
from mediation.workflows.said_how import BY_WORD


class RecusalState(models.TextChoices):
    """Where a request for recusal stands."""

    ASKED = "asked", _("待决定")
    GRANTED = "granted", _("已回避")
    REFUSED = "refused", _("不予回避")


def _is_person(recusal: Any, actor: Actor) -> bool:
    return actor.user is not None and recusal.person_id == actor.user.pk


def _decides(recusal: Any, actor: Actor) -> bool:
    of_panel = recusal.role in (RecusalRole.PANELLIST, RecusalRole.RECORDER)
    if of_panel and not (recusal.hearing_id and recusal.hearing.has_lost_its_presider()):
        return actor.user is not None and recusal.hearing_id and recusal.hearing.presider_id == actor.user.pk
    return actor.holds("head", recusal.acting_organ)


def _has_its_hearing(recusal: Any, actor: Actor) -> bool:
    """Whoever presides or records takes down a challenge that is made at the hearing."""
    if actor.user is None or recusal.matter_id is None:
        return False
    hearings = recusal.matter.every("hearings")
    return any(actor.user.pk in (one.presider_id, one.recorder_id) for one in hearings if one.can_still_recuse())


at_the_hearing = Permission(_has_its_hearing, _("本次听证的主持人、记录员"))
the_person = Permission(_is_person, _("本人"))
decider = Permission(
    _decides,
    _("有权决定的人：听证员、记录员的回避由主持人决定，主持人空缺且听证不再进行的，和其他人的一样，由机关负责人决定"),
)

person_has_role = Guard(
    "person_not_in_role",
    _("所选人员在本事项中没有担任这一职责。"),
    lambda recusal, act: act.person is None or act.person.pk in recusal.people_in_role(act),
    _("请核对人员和职责。"),
    on_facts=True,
)
asker_named = Guard(
    "asker_missing",
    _("请选择申请回避的当事人。"),
    lambda recusal, act: (asker := act.asked_by or act.by.party) is not None and asker.matter_id == recusal.matter_id,
    on_facts=True,
)
not_pending = Guard(
    "recusal_asked_before",
    _("对同一人的回避申请正在等待决定，或者已以同一理由决定过。"),
    lambda recusal, act: not recusal.is_asked_again(act),
    _("决定以后才知道新的事实的，请写明何时、如何知道。"),
    on_facts=True,
)
before_conclusion = Guard(
    "hearing_over",
    _("听证已经结束，不能再申请听证人员回避。"),
    lambda recusal, act: act.hearing is None or act.hearing.can_still_recuse(),
    on_facts=True,
)
before_the_last_word = Guard(
    "debate_over",
    _("辩论已经终结，本次开庭不能再申请听证人员回避。"),
    lambda recusal, act: (hearing := recusal.hearing_for(act)) is None or not hearing.debate_is_over(),
    _("对决定有意见的，可以在以后的程序中提出。"),
    on_facts=True,
)
learnt_later = Guard(
    "learnt_when_missing",
    _("宣布开始、询问是否申请回避以后才提出的，应当说明何时、如何知道回避的事由。"),
    lambda recusal, act: (
        bool(act.learnt) or (hearing := recusal.hearing_for(act)) is None or not hearing.asked_for_challenges()
    ),
    _("请填写“何时、如何知道的”。"),
    on_facts=True,
)
decider_not_challenged = Guard(
    "decider_challenged",
    _("主持人本人的回避还没有决定，不能决定其他人是否回避。"),
    lambda recusal, act: not recusal.decider_is_challenged(act.by),
    _("请机关负责人先决定主持人是否回避。"),
)
decides_on_another = Guard(
    "decides_on_self",
    _("本人不能决定自己是否回避。"),
    lambda recusal, act: act.by.user is None or recusal.person_id != act.by.user.pk,
    _("请由机关的其他负责人决定。"),
)

PERSON_FACTS = (
    f.choice("role", _("职责"), RecusalRole),
    f.one(
        "hearing",
        _("哪一次听证"),
        "Hearing",
        required=False,
        help=_("对听证主持人、听证员、记录员；不填为正在进行的听证。"),
    ),
    f.choice("ground", _("理由"), RecusalGround),
    f.long_text("details", _("具体事实"), longest=4000),
)


class RecusalLifecycle(Lifecycle):
    """One request or declaration about one person in one part."""

    State = RecusalState
    course_told = False

    class Meta:
        abstract = True

    @step(
        source=NEW,
        target=RecusalState.ASKED,
        label=_("申请回避"),
        plain=_("如果办事的人和事情或者对方有关系，可以请他退出，换别人来办。"),
        ways=BY_WORD,
        by=a_party | handler | reviewer | recorder | at_the_hearing,
        guards=[asker_named, person_has_role, before_conclusion, before_the_last_word, learnt_later, not_pending],
        facts=[
            f.one("asked_by", _("申请人"), "Party", required=False, at_window=True, asked_of_staff=True),
            f.one("person", _("被申请回避的人"), "User"),
            *PERSON_FACTS,
            f.text(
                "learnt",
                _("何时、如何知道的"),
                required=False,
                help=_("听证开始、询问过回避以后才提出的，或者同一理由已经决定过的，应当填写。"),
            ),
        ],
        basis="《信访工作条例》第二十八条第三款",
        day_field="asked_on",
    )
    def ask(self, act: Act) -> None:
        """A party asks that a person withdraw; a hearing in session pauses meanwhile."""
        self.hearing = self.hearing_for(act)
        self.organ, self.asked_by = self.acting_organ, act.asked_by or act.by.party

    @step(
        source=NEW,
        target=RecusalState.ASKED,
        label=_("声明回避"),
        by=the_person,
        guards=[person_has_role, before_conclusion, not_pending],
        facts=[f.one("person", _("声明回避的人（本人）"), "User"), *PERSON_FACTS],
        basis="《信访工作条例》第二十八条第三款",
        day_field="asked_on",
    )
    def declare(self, act: Act) -> None:
        """A member of staff with an interest says so; whoever decides takes the person off."""
        self.hearing = self.hearing_for(act)
        self.organ = self.acting_organ

    @step(
        source=RecusalState.ASKED,
        target=RecusalState.GRANTED,
        label=_("准予回避"),
        by=decider,
        guards=[decides_on_another, decider_not_challenged],
        facts=[f.long_text("decision_reason", _("决定的理由"), longest=2000)],
        basis="《信访工作条例》第二十八条第三款",
        day_field="decided_on",
    )
    def grant(self, act: Act) -> None:
        """The person is taken off and does nothing more in the matter; a successor has to be named."""
        self.decided_by = act.by.user

    @step(
        source=RecusalState.ASKED,
        target=RecusalState.REFUSED,
        label=_("驳回回避申请"),
        turns_back=True,
        by=decider,
        guards=[decides_on_another, decider_not_challenged],
        facts=[f.long_text("decision_reason", _("决定的理由"), longest=2000)],
        day_field="decided_on",
    )
    def refuse(self, act: Act) -> None:
        """The person stays; a hearing that paused may be resumed."""
        self.decided_by = act.by.user

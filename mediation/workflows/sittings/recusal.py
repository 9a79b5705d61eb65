"""回避: a person with an interest in the matter withdraws, at a party's request or of own accord."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from mediation.permissions import Actor, Permission, a_party, handler, recorder, reviewer
from mediation.vocabulary import RecusalGround, RecusalRole
from mediation.workflows import facts as f
from mediation.workflows.base import NEW, Act, Guard, Lifecycle, step


class RecusalState(models.TextChoices):
    """Where a request for recusal stands."""

    ASKED = "asked", _("待决定")
    GRANTED = "granted", _("已回避")
    REFUSED = "refused", _("不予回避")


def _is_person(recusal: Any, actor: Actor) -> bool:
    return actor.user is not None and recusal.person_id == actor.user.pk


def _decides(recusal: Any, actor: Actor) -> bool:
    if recusal.role in (RecusalRole.PANELLIST, RecusalRole.RECORDER):
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
decider = Permission(_decides, _("有权决定的人：听证员、记录员的回避由主持人决定，其他人的由机关负责人决定"))

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
    lambda recusal, act: not recusal.same_asked(act).exists(),
    _("有新的事实的，请写明新的理由。"),
    on_facts=True,
)
before_conclusion = Guard(
    "hearing_over",
    _("听证已经结束，不能再申请听证人员回避。"),
    lambda recusal, act: act.hearing is None or act.hearing.can_still_recuse(),
    on_facts=True,
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
        by=a_party | handler | reviewer | recorder | at_the_hearing,
        guards=[asker_named, person_has_role, before_conclusion, not_pending],
        facts=[
            f.one("asked_by", _("申请人"), "Party", required=False, at_window=True, asked_of_staff=True),
            f.one("person", _("被申请回避的人"), "User"),
            *PERSON_FACTS,
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
        guards=[decides_on_another],
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
        guards=[decides_on_another],
        facts=[f.long_text("decision_reason", _("决定的理由"), longest=2000)],
        day_field="decided_on",
    )
    def refuse(self, act: Act) -> None:
        """The person stays; a hearing that paused may be resumed."""
        self.decided_by = act.by.user

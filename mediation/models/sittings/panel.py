"""听证组: who sits in a hearing and records it, who may not, and what of its deliberation is kept from whom."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import models
from django.utils.translation import gettext as _

from mediation.models.office.staff import User
from mediation.permissions import Actor
from mediation.vocabulary import HearingPhase, HearingStage, PaperKind, Presence, Role
from mediation.workflows.base import Act
from mediation.workflows.sittings.hearing_request import HearingState

# Still to be opened, or to go on: a request for recusal has its effect.
BEFORE_DELIBERATION = (HearingState.GRANTED, HearingState.SCHEDULED, HearingState.IN_SESSION, HearingState.ADJOURNED)
# What the panel does in private: whoever does not belong to it never learns that, or how often, it was done.
IN_PRIVATE = frozenset({"discuss", "vote"})
# What each keeps for himself.
OF_ONE = frozenset({"note"})


class ItsPanel:
    """The panel of a hearing: its members, its presider among them, and the recorder beside it."""

    # The steps that are about the panel, not about the hearing as a whole.
    of_its_panel = frozenset({"appoint_panel", "succeed", "affirm", "note"}) | IN_PRIVATE

    pk: Any
    state: Any
    stage: Any
    organ: Any
    matter: Any
    presider_id: Any
    recorder: Any
    recorder_id: Any
    _meta: Any
    _default_manager: Any
    announced: Any
    members: Any
    invited: Any
    recusals: Any
    declarations: Any
    notices: Any
    reached: Any

    def sitting_members(self) -> models.QuerySet[Any]:
        """The members who sit now."""
        found: models.QuerySet[Any] = self.members.filter(removed_on=None)
        return found

    def panel_ids(self) -> list[int]:
        """Their user ids, sorted."""
        return sorted(self.sitting_members().values_list("user_id", flat=True))

    def panel_size(self) -> int:
        """How many sit."""
        return self.sitting_members().count() if self.pk else 0

    def sits(self, user: Any) -> bool:
        """Whether the member of staff belongs to the panel or records the hearing."""
        return bool(user and self.pk) and (self.pk, user.pk) in self.matter.asked("panels", self._panels)

    def _panels(self) -> set[tuple[int, int]]:
        """Who sits or records in which hearing of the file."""
        hearings = type(self)._default_manager.filter(matter=self.matter).order_by()
        members = hearings.filter(members__removed_on=None).values_list("pk", "members__user")
        return {*members, *hearings.exclude(recorder=None).values_list("pk", "recorder")}

    def undeclared(self) -> list[Any]:
        """Who sits or records and has not said yet that nothing stands against it."""
        said = set(self.declarations.values_list("user", flat=True))
        people = [member.user for member in self.sitting_members().select_related("user")]
        people += [self.recorder] if self.recorder_id else []
        return [one for one in people if one.pk not in said]

    def kept_from(self, actor: Actor) -> frozenset[str]:
        """What the panel has voted on is the panel's and its recorder's until it is announced, at the hearing or by the report."""
        told = self.pk is None or self.announced or self.state == HearingState.REPORTED
        return frozenset() if told or self.sits(actor.user) else frozenset({"conclusion"})

    def records_kept_from(self, actor: Actor) -> models.Q:
        """What was discussed and how often it was voted stays with the panel, also afterwards; a note with whoever wrote it."""
        mine = models.Q(object_type=self._meta.model_name, object_id=self.pk)
        others = mine & models.Q(step__in=OF_ONE) & ~models.Q(user=actor.user)
        return others if self.sits(actor.user) else mine & models.Q(step__in=IN_PRIVATE | OF_ONE)

    # What forms offer

    def choices_of(self, fact: str, actor: Actor) -> models.QuerySet[Any] | None:
        """Who votes: the panel and nobody else."""
        if fact != "member":
            return None
        panel = self.panel_ids() if self.pk else []
        return User.objects.filter(pk__in=panel).order_by("pk").prefetch_related("appointments__organ")

    def rows_known(self, table: str) -> list[dict[str, Any]]:
        """The people of a table, who are known beforehand: those who vote, those who were invited, those who came."""
        if table == "votes":
            return [{"member": member.user_id} for member in self.sitting_members()]
        if table not in ("attendance", "signatures"):
            return []
        invited = self.invited.all() if table == "attendance" else self.invited.filter(outcome=Presence.PRESENT)
        return [{"party": one.party_id} for one in invited]

    # Who may not sit, and who may be changed

    def panel_is_told(self) -> bool:
        """Whether notices of the day that stands have named who sits."""
        if self.state not in (HearingState.SCHEDULED, HearingState.ADJOURNED):
            return False
        return self.notices().exclude(issued_on=None).exists()

    def changed_without_need(self, act: Act) -> list[Any]:
        """Who would leave, or come without a seat being free, after the notices named who sits."""
        if not self.panel_is_told():
            return []
        sitting = {member.user_id: member.user for member in self.sitting_members().select_related("user")}
        named = {user.pk: user for user in act.panel or ()}
        gone = [user for pk, user in sitting.items() if pk not in named]
        told = type(self)._default_manager.select_related("presider", "recorder").get(pk=self.pk)
        offices = [(told.presider, act.presider), (told.recorder, act.recorder)]
        gone += [was for was, now in offices if was is not None and was != now and was not in gone]
        new = [user for pk, user in named.items() if pk not in sitting]
        free = self.members.exclude(removed_on=None).values("user").distinct().count()
        return gone + new[free:]

    def votes_for(self) -> int:
        """How many agree with the conclusion put to the vote."""
        return self.sitting_members().filter(agrees=True).count()

    def took_part(self) -> dict[int, str]:
        """Those who may not sit, by id, with the part they had before."""
        matter = self.matter
        found: dict[int | None, str] = dict.fromkeys(matter.taken_off, _("已回避"))
        if self.stage != HearingStage.HANDLING:
            opinions = matter.papers.of_kind(PaperKind.HANDLING_OPINION, PaperKind.REVIEW_OPINION)
            for people in opinions.exclude(organ=self.organ).values_list("drafter", "approver"):
                found |= dict.fromkeys(people, _("原意见的起草人、审批人"))
        found |= dict.fromkeys(matter.reviews.values_list("reviewer_id", flat=True), _("复查复核承办人"))
        found |= dict.fromkeys(matter.mediators().values_list("pk", flat=True), _("调解员"))
        for investigation in matter.investigations.all():
            found |= dict.fromkeys(investigation.people(), _("调查人"))
        if petition := getattr(matter, "petition", None):
            found[petition.handler_id] = _("承办人")
        return {pk: str(part) for pk, part in found.items() if pk is not None}

    def not_to_sit(self, people: Iterable[Any]) -> str:
        """Those of the people who may not sit, each with the reason; empty if all may."""
        before = self.took_part()
        return "、".join(f"{user}（{before[user.pk]}）" for user in people if user.pk in before)

    def can_still_recuse(self) -> bool:
        """Whether a request for recusal can still have its effect."""
        return self.state in BEFORE_DELIBERATION

    def debate_is_over(self) -> bool:
        """Whether this sitting has come to the last statements: nobody is challenged any more."""
        order = HearingPhase.values
        reached = self.reached() if self.state == HearingState.IN_SESSION else ""
        return bool(reached) and order.index(reached) > order.index(HearingPhase.DEBATE)

    def asked_for_challenges(self) -> bool:
        """Whether this sitting is beyond its opening, at which it was asked who is challenged."""
        order = HearingPhase.values
        reached = self.reached() if self.state == HearingState.IN_SESSION else ""
        return bool(reached) and order.index(reached) > order.index(HearingPhase.OPENING)

    def has_lost_its_presider(self) -> bool:
        """Whether nobody presides, and nobody will be named: it is over."""
        return self.presider_id is None and self.state not in BEFORE_DELIBERATION

    def office_of(self, user: Any) -> str:
        """The post in which the person sits or records here; empty if in none."""
        if user.pk == self.presider_id:
            return Role.PRESIDING_OFFICER.value
        if user.pk == self.recorder_id:
            return Role.RECORDER.value
        return Role.PANELLIST.value if user.pk in self.panel_ids() else ""

    def recusals_pending(self) -> list[Any]:
        """Requests for recusal that are not decided yet."""
        return list(self.recusals.pending()) if self.pk else []

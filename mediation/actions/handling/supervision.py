"""What follows a supervision or a suggestion: its paper, its day, and messages to both organs."""

from __future__ import annotations

from django.utils.translation import gettext as _

from mediation.actions import access, messages, paperwork
from mediation.actions.clock import deadlines
from mediation.actions.registry import effect_of
from mediation.models import Recommendation, Supervision
from mediation.vocabulary import AccessPart, PaperKind, Role, SupervisionMethod
from mediation.workflows.base import Act

CODE = "SUPERVISED"


def _show(act: Act, asked: Supervision | Recommendation) -> None:
    """The unit that is to answer reads the file until it has."""
    access.show(act, asked.matter, asked.to_organ, part=_part(asked), about=asked, roles=("", Role.HANDLER))


def _part(asked: Supervision | Recommendation) -> AccessPart:
    return AccessPart.SUPERVISION if isinstance(asked, Supervision) else AccessPart.RECOMMENDATION


@effect_of(
    Supervision, "urge", "urge_again", starts=(CODE,),
    drafts=(PaperKind.SUPERVISION_NOTICE, PaperKind.INTERVIEW_NOTICE), tells=(Role.HEAD,),
)  # fmt: skip
def demand_in_writing(supervision: Supervision, act: Act) -> None:
    """The 督办通知书, or the 约谈通知书, waits for the head's approval; the unit has until the day to report."""
    _show(act, supervision)
    due_on = act.facts["report_due_on"]
    deadlines.fix(
        act, CODE, subject=supervision, label=_("督办反馈"), authority=_("督办通知书"), due_on=due_on,
        organ=supervision.to_organ, expiry_step="fall_overdue",
    )  # fmt: skip
    called = supervision.method == SupervisionMethod.INTERVIEW
    paperwork.prepare(
        act, PaperKind.INTERVIEW_NOTICE if called else PaperKind.SUPERVISION_NOTICE, organ=supervision.organ, subject=supervision, to_organ=supervision.to_organ,
        content={"problem": supervision.problem, "demand": supervision.demand},
    )  # fmt: skip
    text = _("%(who)s督办：请于%(day)s前反馈。") % {"who": supervision.organ, "day": due_on}
    messages.tell_organ(act, supervision.to_organ, text, key=f"supervision:{supervision.pk}:{act.event.pk}")


@effect_of(Supervision, "answer", meets=(CODE,), tells=(Role.HEAD,))
def end_the_wait(supervision: Supervision, act: Act) -> None:
    """Its day is met, in time or late; the petition office is told."""
    deadlines.meet(act, supervision, CODE, lapsed_too=True)
    text = _("%s已反馈督办结果。") % supervision.to_organ
    messages.tell_organ(act, supervision.organ, text, key=f"supervision:{supervision.pk}:{act.event.pk}")


@effect_of(Supervision, "conclude")
def read_no_further(supervision: Supervision, act: Act) -> None:
    """The unit has answered for it: it reads the file for this no more."""
    access.shut(act, supervision.matter, part=AccessPart.SUPERVISION, about=supervision)


@effect_of(Supervision, "fall_overdue", tells=(Role.HEAD,))
def remind_both(supervision: Supervision, act: Act) -> None:
    """The unit is reminded and the petition office told."""
    for organ in (supervision.to_organ, supervision.organ):
        text = _("督办逾期未反馈：%s") % supervision.to_organ
        messages.tell_organ(act, organ, text, key=f"supervision:{supervision.pk}:overdue:{act.event.pk}")


@effect_of(Recommendation, "recommend", drafts=(PaperKind.RECOMMENDATION,), tells=(Role.HEAD,))
def suggest_in_writing(recommendation: Recommendation, act: Act) -> None:
    """The 建议书 waits for the head's approval; the organ is asked for a written answer."""
    _show(act, recommendation)
    paperwork.prepare(
        act, PaperKind.RECOMMENDATION, organ=recommendation.organ, subject=recommendation,
        to_organ=recommendation.to_organ, content={"found": recommendation.found, "advice": recommendation.advice},
    )  # fmt: skip
    text = _("%(who)s提出%(what)s，请书面反馈采纳情况。") % {
        "who": recommendation.organ, "what": recommendation.get_kind_display(),
    }  # fmt: skip
    messages.tell_organ(act, recommendation.to_organ, text, key=f"recommendation:{recommendation.pk}")


@effect_of(Recommendation, "respond", tells=(Role.HEAD,))
def tell_the_office(recommendation: Recommendation, act: Act) -> None:
    """The petition office learns whether its suggestion was adopted."""
    text = _("%(who)s反馈：%(how)s。") % {"who": recommendation.to_organ, "how": recommendation.get_adoption_display()}
    messages.tell_organ(act, recommendation.organ, text, key=f"recommendation:{recommendation.pk}:answered")
    access.shut(act, recommendation.matter, part=AccessPart.RECOMMENDATION, about=recommendation)
    access.see_out(act, recommendation.matter, AccessPart.RECOMMENDATION)

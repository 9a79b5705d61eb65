"""转送、交办: a matter goes from one organ to another, which takes it or objects."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from mediation.permissions import clock, consequence, handler, head, petition_office
from mediation.vocabulary import DispatchKind, Role
from mediation.workflows import facts as f
from mediation.workflows.annulling import TakenBack
from mediation.workflows.base import NEW, Act, Guard, Lifecycle, step
from mediation.workflows.intake.petition_guards import tells_accusation
from mediation.workflows.periods import told_of


class DispatchState(models.TextChoices):
    """Where a dispatch stands."""

    SENT = "sent", _("已转出")
    TAKEN = "taken", _("已接收")
    OBJECTED = "objected", _("已提出异议")
    REROUTED = "rerouted", _("已改转")
    REPORTED = "reported", _("已报结果")
    ANNULLED = "annulled", _("登记已撤销")


def _accusing(act: Act) -> list[Any]:
    """Accusations among what is sent that name the receiver."""
    return [c for c in act.claims or () if act.to_organ and c.accused_organ_id == act.to_organ.pk]


def _lying_elsewhere(dispatch: Any, act: Act) -> list[str]:
    """What of this lies with another organ already, each with that organ."""
    found = []
    for claim in act.claims or ():
        gone = claim.dispatches.filter(state__in=(DispatchState.SENT, DispatchState.TAKEN, DispatchState.OBJECTED))
        sent = gone.exclude(to_organ=claim.acting_organ).first()
        if sent is not None or not _has_it_to_send(claim, act):
            found.append(f"{claim}（{sent.to_organ if sent else claim.acting_organ}）")
    return found


def _has_it_to_send(claim: Any, act: Act) -> bool:
    """Whether the claim lies with an organ for whose petition office the person acts."""
    return act.by.user is None or act.by.following or act.by.holds(Role.PETITION_OFFICE, claim.acting_organ)


def _accusations_not_sent(dispatch: Any, act: Act) -> bool:
    """Whether something in the letter accuses an organ other than the receiver, and is not the receiver's to handle."""
    others = dispatch.matter.claims.exclude(accused_organ=None).exclude(accused_organ=act.to_organ)
    sent = {claim.pk for claim in act.claims or ()}
    return any(claim.pk not in sent and claim.acting_organ != act.to_organ for claim in others.select_related("organ"))


lies_here = Guard(
    "lies_elsewhere",
    lambda dispatch, act: (
        _("下列诉求已经转出，同一诉求不能同时由两个单位办理：%s") % "、".join(_lying_elsewhere(dispatch, act))
    ),
    lambda dispatch, act: not _lying_elsewhere(dispatch, act),
    _("请等待该单位接收或者退回；需要改由他处办理的，请该单位先提出异议。"),
    on_facts=True,
)
not_to_accused = Guard(
    "accused_unit",
    lambda dispatch, act: (
        _("不得将检举控告材料转给被检举控告的单位（《信访工作条例》第三十条第三款）：%s")
        % "、".join(str(c) for c in _accusing(act))
    ),
    lambda dispatch, act: not _accusing(act),
    _("请只摘转其余诉求，检举控告部分移送纪检监察机关。"),
    on_facts=True,
)
original_held = Guard(
    "original_not_held",
    _("本机关只收到摘转的诉求，没有原信，不能转送原件。"),
    lambda dispatch, act: act.extract or act.by.following or dispatch.has_original(act.by),
    _("请勾选“摘转”，只转所选诉求。"),
    on_facts=True,
)
original_hides_accusation = Guard(
    "original_accuses",
    _("原信中有检举控告该单位的内容，不得转送原件（《信访工作条例》第三十条第三款）。"),
    lambda dispatch, act: (
        act.extract or act.to_organ is None or not dispatch.matter.claims.filter(accused_organ=act.to_organ).exists()
    ),
    _("请勾选“摘转”，只转其余诉求。"),
    on_facts=True,
)
original_stays_sealed = Guard(
    "original_with_accusation",
    _("原信中有检举控告的内容，原件只给办理该检举控告的机关看，转给其他机关的用摘转。"),
    lambda dispatch, act: act.extract or act.to_organ is None or not _accusations_not_sent(dispatch, act),
    _("请勾选“摘转”，只转其余诉求。"),
    on_facts=True,
)
silent_extract = Guard(
    "extract_accuses",
    _("摘转的事由受转单位看得到，不得写出检举控告的内容（《信访工作条例》第三十条第三款）。"),
    lambda dispatch, act: (
        bool(_accusing(act))
        or not tells_accusation(act.subject or "", dispatch.claims_read_by(act.by).values("text", "category"))
    ),
    _("请只写所转诉求是什么事；不填的，系统用所转诉求的内容作事由。"),
    on_facts=True,
)
subject_of_an_extract = Guard(
    "whole_letter_keeps_subject",
    _("转送原件的，事由就是原信的事由，不另写。"),
    lambda dispatch, act: act.extract or not act.subject,
    _("请勾选“摘转”，或者删去另写的事由。"),
    on_facts=True,
)
something_sent = Guard("nothing_sent", _("请至少选择一项诉求。"), lambda dispatch, act: bool(act.claims), on_facts=True)
not_to_itself = Guard(
    "sent_to_itself", _("不能转送给本机关。"),
    lambda dispatch, act: all(claim.acting_organ != act.to_organ for claim in act.claims or ()), on_facts=True,
)  # fmt: skip
assignment_has_due_day = Guard(
    "report_due_missing",
    _("交办的，应当写明报告结果的日期（《信访工作条例》第二十二条）。"),
    lambda dispatch, act: act.kind != DispatchKind.ASSIGNMENT or act.report_due_on is not None,
    on_facts=True,
)
report_due_ahead = Guard(
    "report_due_past",
    _("报告结果的日期应当在交办日之后。"),
    lambda dispatch, act: act.report_due_on is None or act.report_due_on > act.on,
    on_facts=True,
)
objects_in_time = Guard(
    "objection_late",
    lambda dispatch, act: (
        _("异议应当自收到之日起%(span)s内提出，最后一日是%(last)s，逾期视为接收。")
        % told_of(dispatch.objection_period())
    ),
    lambda dispatch, act: dispatch.objection_due_on() is None or act.on <= dispatch.objection_due_on(),
    _("请与转送机关协商。"),
)

objects_once = Guard(
    "objected_before",
    _("转送机关已经核实并坚持转送，不能再次提出异议。"),
    lambda dispatch, act: dispatch.objected_on is None,
    _("请接收；对职权仍有争议的，提请共同的上级机关决定（《信访工作条例》第二十四条）。"),
)

was_assigned = Guard(
    "not_assigned",
    _("转送的事项不要求报告结果，交办的才报告（《信访工作条例》第二十二条）。"),
    lambda dispatch, act: dispatch.kind == DispatchKind.ASSIGNMENT,
)


def subject_of(claims: list[Any]) -> str:
    """What an extract is about, where nobody has said it: the claims that it passes on and nothing else."""
    first = min(claims, key=lambda claim: claim.no).text.splitlines()[0][:60]
    return first if len(claims) == 1 else _("%(first)s等%(n)d项") % {"first": first, "n": len(claims)}


class DispatchLifecycle(Lifecycle):
    """One transfer or assignment to one organ."""

    State = DispatchState
    course_told = True

    class Meta:
        abstract = True

    @step(
        source=NEW,
        target=DispatchState.SENT,
        label=_("转送、交办"),
        told_to_party=True,
        by=petition_office,
        guards=[
            something_sent,
            lies_here,
            not_to_itself,
            not_to_accused,
            original_held,
            original_hides_accusation,
            assignment_has_due_day,
            report_due_ahead,
            silent_extract,
            subject_of_an_extract,
            original_stays_sealed,
        ],
        facts=[
            f.choice("kind", _("方式"), DispatchKind),
            f.one("to_organ", _("转往机关"), "Organ"),
            f.some("claims", _("转送的诉求"), "Claim"),
            f.yes_no("extract", _("摘转"), help=_("只转所选诉求的摘要，原件不转；诉求在受转单位从一起编号。")),
            f.text(
                "subject",
                _("摘转的事由"),
                required=False,
                help=_("受转单位看到的事由；不填的，用所转诉求的内容。"),
            ),
            f.day("report_due_on", _("报告结果的日期"), required=False),
            f.long_text("note", _("要求"), required=False, longest=2000),
        ],
        basis="《信访工作条例》第二十二条",
        day_field="sent_on",
    )
    def send(self, act: Act) -> None:
        """Send to the organ with power to decide; meets D1, starts D2, D3 and, if assigned, D4."""
        self.organ = act.claims[0].acting_organ
        if self.extract and not act.subject:
            self.subject = subject_of(act.claims)

    @step(
        source=NEW,
        target=DispatchState.TAKEN,
        label=_("承续转送"),
        told_to_party=False,
        by=consequence,
        facts=[f.one("taken_from", _("原事项的转送"), "Dispatch"), f.some("claims", _("转送的诉求"), "Claim")],
        basis="《信访工作条例》第二十二条",
        annul=TakenBack(leaves=DispatchState.ANNULLED),
    )
    def carry_over(self, act: Act) -> None:
        """In a matter of one's own the claims were passed on when, by whom and how they were: an extract stays one."""

    @step(
        source=DispatchState.SENT,
        target=DispatchState.TAKEN,
        label=_("接收"),
        told_to_party=True,
        by=handler | head,
        facts=[f.one("handler", _("承办人"), "User", role="handler", required=False)],
        day_field="taken_on",
    )
    def take(self, act: Act) -> None:
        """The organ takes the matter and names its handler."""

    @step(
        source=DispatchState.SENT,
        target=DispatchState.TAKEN,
        label=_("视为接收"),
        told_to_party=True,
        by=clock,
        basis="《信访工作条例》第二十三条第三款",
        day_field="taken_on",
        annul=TakenBack(),
    )
    def take_by_silence(self, act: Act) -> None:
        """No objection in time (D2): the matter is the organ's (our choice)."""

    @step(
        source=DispatchState.SENT,
        target=DispatchState.OBJECTED,
        label=_("提出异议"),
        turns_back=True,
        told_to_party=False,
        by=handler | head,
        guards=[objects_once, objects_in_time],
        facts=[
            f.long_text("objection", _("详细理由")),
            f.one("suggested_organ", _("建议转往的机关"), "Organ", required=False),
        ],
        basis="《信访工作条例》第二十三条第三款",
        day_field="objected_on",
        overtakes=("take_by_silence",),
    )
    def object(self, act: Act) -> None:
        """Not ours: give it back in time (D2) with detailed reasons."""

    @step(
        source=DispatchState.OBJECTED,
        target=DispatchState.SENT,
        label=_("坚持转送"),
        told_to_party=False,
        by=petition_office,
        facts=[f.long_text("why", _("理由"))],
    )
    def insist(self, act: Act) -> None:
        """The sender is not convinced: the dispatch stands, and D3 runs from the day on which it was received (第二十三条第三款)."""

    @step(
        source=DispatchState.OBJECTED,
        target=DispatchState.REROUTED,
        label=_("同意退回"),
        told_to_party=True,
        by=petition_office,
        facts=[f.text("why", _("说明"), required=False)],
    )
    def give_way(self, act: Act) -> None:
        """The sender agrees; the claims may be sent elsewhere."""

    @step(
        source=[DispatchState.SENT, DispatchState.OBJECTED],
        target=DispatchState.REROUTED,
        label=_("由确定的机关办理"),
        turns_back=True,
        told_to_party=False,
        by=consequence,
        facts=[f.one("found", _("确定办理的机关"), "Organ")],
        basis="《信访工作条例》第二十四条",
    )
    def fall_away(self, act: Act) -> None:
        """Follows a settled dispute: another organ was found competent for all of it, and silence takes none of it any more."""

    @step(
        source=DispatchState.TAKEN,
        target=DispatchState.REPORTED,
        label=_("报告结果"),
        told_to_party=False,
        comes_last=True,
        by=handler | head | consequence,
        guards=[was_assigned],
        facts=[f.long_text("result", _("办理结果"))],
        basis="《信访工作条例》第二十二条",
        day_field="reported_on",
    )
    def report(self, act: Act) -> None:
        """Report the result of an assigned matter; meets D4."""

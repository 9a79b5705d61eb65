"""复查、复核: a petitioner asks the organ one level above to look again (第三十五条、第三十六条)."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from mediation.permissions import Actor, Permission, consequence, head, petitioner, reviewer
from mediation.vocabulary import Channel, Power, RefusalGround, ReviewOutcome, ReviewStage
from mediation.workflows import facts as f
from mediation.workflows.annulling import TakenBack
from mediation.workflows.base import NEW, Act, Guard, Lifecycle, step
from mediation.workflows.handling.review_guards import (
    acts_untouched,
    agent_of_who_asks,
    are_late,
    asks_once,
    extended_in_time,
    extended_once,
    final_stage,
    has_asked,
    has_opinion,
    hearing_was_held,
    late_decided,
    late_has_cause,
    no_newer_review,
    nobody_handled_it,
    not_an_answer_on_duty,
    not_joined_before,
    one_review,
    only_petitioners,
    opinion_contested,
    order_received_once,
    part_goes_on,
    posted_before,
    received_after_issue,
    redo_was_ordered,
    right_organ,
    rule_lets_extend,
    served_on_all,
    somebody_asks,
    somebody_withdraws,
    something_to_contest,
    still_a_petitioner,
    withdraws_own,
    within_the_rule,
)
from mediation.workflows.intake.rescinding import RESCINDING_FACTS, RESCINDING_GUARDS
from mediation.workflows.said_how import IN_WRITING


class ReviewState(models.TextChoices):
    """Where a review stands; its outcome is a field of its own."""

    REQUESTED = "requested", _("已请求")
    ACCEPTED = "accepted", _("已受理")
    NOT_ACCEPTED = "not_accepted", _("不予受理")
    WITHDRAWN = "withdrawn", _("已撤回")
    DECIDED = "decided", _("已作出意见")


PENDING = (ReviewState.REQUESTED, ReviewState.ACCEPTED)


def _at_some_window(obj: Any, actor: Actor) -> bool:
    roles = ("intake_clerk", "petition_office", "reviewer", "handler")
    return any(actor.holds(role, organ) for organ in obj.windows() for role in roles)


def _of_the_first_organ(obj: Any, actor: Actor) -> bool:
    organs = obj.first_opinion.signing_organs() if obj.matter_id and getattr(obj, "opinion", None) else ()
    return any(actor.holds(role, organ) for organ in organs for role in ("handler", "head", "registrar"))


first_organ = Permission(_of_the_first_organ, _("原办理机关的负责人、承办人、文书管理员"))
window = Permission(_at_some_window, _("复查复核机关或者原办理机关的登记人"))

joinable = Guard(
    "already_decided", _("意见已经作出，不能再加入。"), lambda review, act: review.state in PENDING,
    _("期限没有届满的，可以另行请求复查（复核）。"),
)  # fmt: skip


def _asking_in_plain_words(review: Any) -> Any:
    if review.stage == ReviewStage.RE_EXAMINATION:
        return _("如果不服复查意见，可以请再上一级机关看最后一次。选一个机关，写明请求和理由。")
    return _("如果不服处理意见，可以请上一级机关再看一次。选一个机关，写明请求和理由。")


REQUEST_FACTS = (
    f.some("petitioners", _("请求人"), "Party", required=False, at_window=True, asked_of_staff=True),
    f.one(
        "agent", _("由代理人代为请求的，是哪位代理人"), "Agent", required=False, at_window=True,
        help=_("请求人本人来的，不用填写。"),
    ),
    f.choice("channel", _("渠道"), Channel, required=False, by_page=True),
    f.day("posted_on", _("邮戳日期"), required=False, at_window=True, help=_("邮寄的以邮戳日期为请求日期。")),
)  # fmt: skip


class ReviewLifecycle(Lifecycle):
    """One review or re-examination of one opinion; timely requests join it."""

    State = ReviewState
    course_told = True
    # By stage; an ended one is told by its opinion.
    plain_states = {
        ReviewState.REQUESTED: {
            ReviewStage.REVIEW: _("有人请求复查，正等复查机关决定是否受理。"),
            ReviewStage.RE_EXAMINATION: _("有人请求复核，正等复核机关决定是否受理。"),
        },
        ReviewState.ACCEPTED: {
            ReviewStage.REVIEW: _("上一级机关已经受理复查，正在审查。"),
            ReviewStage.RE_EXAMINATION: _("复核机关已经受理复核，正在审查。"),
        },
        ReviewState.NOT_ACCEPTED: {},
        ReviewState.WITHDRAWN: {},
        ReviewState.DECIDED: {},
    }

    class Meta:
        abstract = True

    @step(
        source=NEW,
        target=ReviewState.REQUESTED,
        label=_("请求复查、复核"),
        told_to_party=True,
        plain=_asking_in_plain_words,
        ways=IN_WRITING,
        by=petitioner | window,
        guards=[
            not_an_answer_on_duty,
            opinion_contested,
            only_petitioners,
            served_on_all,
            right_organ,
            one_review,
            asks_once,
            still_a_petitioner,
            somebody_asks,
            agent_of_who_asks,
            posted_before,
            something_to_contest,
        ],
        facts=[
            f.choice("stage", _("阶段"), ReviewStage),
            f.one("opinion", _("不服的意见书"), "Paper"),
            f.one("organ", _("向哪个机关请求"), "Organ", help=_("意见书的权利告知中写明了可以选择的机关。")),
            f.long_text("demand", _("请求")),
            f.long_text("grounds", _("事实和理由")),
            *REQUEST_FACTS,
        ],
        basis="《信访工作条例》第三十五条、第三十六条",
        day_field="requested_on",
    )
    def request(self, act: Act) -> None:
        """Ask the organ one level above; the petitioner picks one of the set."""

    @step(
        source=PENDING,
        label=_("加入请求"),
        told_to_party=True,
        plain=_("别的信访人已经请求复查（复核）的，您可以加入，一起审查。"),
        ways=IN_WRITING,
        by=petitioner | window,
        guards=[
            joinable,
            only_petitioners,
            still_a_petitioner,
            served_on_all,
            somebody_asks,
            agent_of_who_asks,
            not_joined_before,
            posted_before,
        ],
        facts=[f.long_text("joining_grounds", _("事实和理由"), required=False), *REQUEST_FACTS],
        basis="《信访工作条例》第三十五条、第三十六条",
    )
    def join(self, act: Act) -> None:
        """Another petitioner asks; there is one review of one opinion."""

    @step(
        source=ReviewState.REQUESTED,
        target=ReviewState.ACCEPTED,
        label=_("受理"),
        told_to_party=True,
        by=reviewer | head,
        guards=[late_has_cause, acts_untouched, nobody_handled_it],
        facts=[
            f.one("reviewer", _("承办人"), "User", role="reviewer"),
            f.long_text("good_cause", _("逾期的正当理由"), required=False, longest=1000),
        ],
        day_field="accepted_on",
    )
    def accept(self, act: Act) -> None:
        """Accept; the period runs from the receipt of the request (D7, D9)."""

    @step(
        source=ReviewState.ACCEPTED,
        label=_("另行指定承办人"),
        by=head,
        guards=[nobody_handled_it],
        facts=[f.one("reviewer", _("承办人"), "User", role="reviewer"), f.text("why", _("说明"), required=False)],
    )
    def assign_reviewer(self, act: Act) -> None:
        """Another person handles it: after a recusal, or handed over."""

    @step(
        source=ReviewState.ACCEPTED,
        label=_("承办人回避"),
        by=consequence,
        facts=[f.one("person", _("回避的人"), "User")],
    )
    def take_off_reviewer(self, act: Act) -> None:
        """Follows a granted recusal: the review waits for another person."""
        self.reviewer = None

    @step(
        source=ReviewState.REQUESTED,
        target=ReviewState.NOT_ACCEPTED,
        label=_("不予受理"),
        turns_back=True,
        told_to_party=True,
        by=reviewer | head,
        guards=[acts_untouched],
        facts=[f.choice("ground", _("理由"), RefusalGround), f.long_text("explanation", _("说明"))],
        day_field="decided_on",
    )
    def refuse(self, act: Act) -> None:
        """Not accepted, with the reason, in writing."""

    @step(
        source=PENDING,
        label=_("准予逾期请求"),
        by=reviewer | head,
        guards=[acts_untouched, are_late],
        facts=[
            f.some("late_parties", _("逾期的请求人"), "Party"),
            f.long_text("late_cause", _("逾期的正当理由"), longest=1000),
        ],
    )
    def admit_late(self, act: Act) -> None:
        """A late request takes part, for good cause."""

    @step(
        source=ReviewState.ACCEPTED,
        label=_("不予受理逾期请求"),
        turns_back=True,
        by=reviewer | head,
        guards=[acts_untouched, are_late],
        facts=[
            f.some("late_parties", _("逾期的请求人"), "Party"),
            f.long_text("late_explanation", _("说明"), longest=1000),
        ],
    )
    def turn_away_late(self, act: Act) -> None:
        """A late request without good cause is not accepted; its sender still gets the result."""

    @step(
        source=ReviewState.ACCEPTED,
        label=_("听取申请人意见"),
        by=reviewer,
        guards=[acts_untouched],
        facts=[
            f.some("heard", _("申请人"), "Party"),
            f.long_text("said", _("陈述的内容")),
            f.text("second_person", _("另一名调查人员"), help=_("听取意见应当由两人以上进行。")),
        ],
    )
    def hear_applicant(self, act: Act) -> None:
        """Hear the applicants; two take part."""

    @step(
        source=ReviewState.ACCEPTED,
        label=_("延长复查、复核期限"),
        turns_back=True,
        told_to_party=True,
        by=head,
        guards=[rule_lets_extend, extended_once, extended_in_time, within_the_rule],
        facts=[
            f.number("days", _("延长的天数"), least=1, most=366),
            f.long_text("why", _("延期理由"), longest=2000),
            f.text(
                "approved_by",
                _("经谁批准"),
                help=_("按照本地规则应当批准的机关或者人，例如“县人民政府复查复核委员会”。"),
            ),
        ],
        basis="《信访工作条例》第三十五条、第三十六条；本地规则",
    )
    def extend(self, act: Act) -> None:
        """More time for a complex case, once, where a rule of the place allows it; the applicants are told why (D9x)."""

    @step(
        source=PENDING,
        label=_("撤回请求"),
        power=Power.WITHDRAW,
        turns_back=True,
        told_to_party=True,
        plain=_(
            "收回复查（复核）的请求。收回以后，原来的期限不重新计算；改了主意的，在网页写明的日期以前可以取消撤回。"
        ),
        quiet=True,
        ways=IN_WRITING,
        by=petitioner | window,
        guards=[withdraws_own, has_asked, somebody_withdraws],
        facts=[f.some("petitioners", _("撤回人"), "Party", required=False, at_window=True, asked_of_staff=True)],
    )
    def withdraw_request(self, act: Act) -> None:
        """One applicant withdraws; the period does not restart."""

    @step(
        source=[*PENDING, ReviewState.WITHDRAWN],
        label=_("取消撤回"),
        power=Power.IN_PERSON,
        binding=False,
        told_to_party=True,
        plain=_("收回复查（复核）请求以后改了主意的，可以取消撤回：您的请求照原来提出的日期算，接着办理。"),
        period="D20",
        ways=IN_WRITING,
        by=petitioner | window,
        guards=[*RESCINDING_GUARDS, part_goes_on, no_newer_review],
        facts=RESCINDING_FACTS,
    )
    def rescind_withdrawal(self, act: Act) -> None:
        """An applicant changes his mind in time (D20): the request stands as it was made, and the review goes on."""

    @step(
        source=PENDING,
        target=ReviewState.WITHDRAWN,
        label=_("终结"),
        told_to_party=False,
        by=consequence,
        day_field="decided_on",
        annul=TakenBack(),
    )
    def end_withdrawn(self, act: Act) -> None:
        """The last applicant has withdrawn."""

    @step(
        source=[ReviewState.ACCEPTED, ReviewState.DECIDED],
        target=ReviewState.DECIDED,
        label=_("作出意见"),
        told_to_party=True,
        by=consequence,
        guards=[has_opinion, late_decided],
        facts=[
            f.choice("outcome", _("意见"), ReviewOutcome),
            f.number("redo_days", _("重新处理的期限（日）"), required=False, least=1, most=366),
        ],
        day_field="decided_on",
    )
    def decide(self, act: Act) -> None:
        """Follows the issue of the 复查意见书 or 复核意见书, and of a correction that changes the outcome."""

    @step(
        source=ReviewState.DECIDED,
        label=_("签收责令重新处理的意见书"),
        by=first_organ,
        guards=[redo_was_ordered, order_received_once, received_after_issue],
        day_field="order_received_on",
    )
    def receive_order(self, act: Act) -> None:
        """The first organ receives the opinion that orders a new decision: its days run from this receipt."""

    @step(
        source=ReviewState.DECIDED,
        label=_("起草公示稿"),
        by=head | reviewer,
        guards=[final_stage, hearing_was_held],
        basis="《信访工作条例》第三十六条第二款",
    )
    def publish(self, act: Act) -> None:
        """A re-examination that went through a hearing may be made public, redacted."""

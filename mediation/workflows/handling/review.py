"""复查、复核: a petitioner asks the organ one level above to look again (第三十五条、第三十六条)."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from mediation.permissions import Actor, Permission, consequence, head, petitioner, reviewer
from mediation.vocabulary import Channel, PaperKind, RefusalGround, ReviewOutcome, ReviewStage
from mediation.workflows import facts as f
from mediation.workflows.base import NEW, Act, Guard, Lifecycle, step

HANDLED_BEFORE = _("办理、调解过该事项，参加过听证合议，或者已在本事项中回避的人，不能办理复查、复核。")


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
    organ = obj.matter.acting_organ if obj.matter_id else None
    return any(actor.holds(role, organ) for role in ("handler", "head", "registrar"))


first_organ = Permission(_of_the_first_organ, _("原办理机关的负责人、承办人、文书管理员"))
window = Permission(_at_some_window, _("复查复核机关或者原办理机关的登记人"))

opinion_contested = Guard(
    "no_opinion",
    _("请求复查的应当是已经送达的处理意见书；请求复核的应当是已经送达的复查意见书。"),
    lambda review, act: act.opinion is None or review.may_contest(act.opinion, act.stage),
    _("请选择意见书；不得越级请求。"),
    on_facts=True,
)
only_petitioners = Guard(
    "not_a_petitioner",
    _("只有信访人可以请求复查、复核（《信访工作条例》第三十五条、第三十六条）。"),
    lambda review, act: all(party.role == "petitioner" for party in review.asking(act)),
    _("对方当事人可以依法通过其他途径主张权利。"),
    on_facts=True,
)
served_on_all = Guard(
    "not_served_yet",
    lambda review, act: _("意见书尚未送达：%s。送达以后才能请求。") % "、".join(p.name for p in review.not_served(act)),
    lambda review, act: not review.not_served(act),
    _("请先完成送达。"),
    on_facts=True,
)
right_organ = Guard(
    "not_a_review_organ",
    lambda review, act: _("%(organ)s不是这份意见的%(stage)s机关。可以选择：%(set)s。") % review.organ_words(act),
    lambda review, act: act.organ is None or act.opinion is None or review.is_review_organ(act),
    on_facts=True,
)
one_review = Guard(
    "review_exists",
    _("对这份意见已经有一件复查（复核），不另立新件。"),
    lambda review, act: act.opinion is None or not act.opinion.reviews_of(act.stage).exclude(pk=review.pk).exists(),
    _("正在办理的，请使用“加入请求”；已经作出复查意见的，可以对复查意见请求复核。"),
    on_facts=True,
)
not_an_answer_on_duty = Guard(
    "other_remedy",
    _("这份答复适用行政复议、行政诉讼的救济途径，不适用复查、复核。"),
    lambda review, act: act.opinion is None or act.opinion.kind != PaperKind.DUTY_ANSWER,
    _("请按答复书中的权利告知申请行政复议。"),
    on_facts=True,
)
somebody_asks = Guard(
    "no_applicant",
    _("请选择请求人。"),
    lambda review, act: bool(review.asking(act)),
    on_facts=True,
)
somebody_withdraws = Guard(
    "nobody_withdraws",
    _("请选择撤回人。"),
    lambda review, act: bool(review.asking(act)),
    on_facts=True,
)
not_joined_before = Guard(
    "joined_before",
    _("这位信访人已经请求过。"),
    lambda review, act: not review.requests.filter(party__in=review.asking(act), withdrawn_on=None).exists(),
)
are_late = Guard(
    "not_late",
    _("请选择逾期提出、尚未决定的请求。"),
    lambda review, act: (
        {p.pk for p in act.late_parties or ()} <= {r.party_id for r in review.undecided()} and bool(act.late_parties)
    ),
    on_facts=True,
)
late_decided = Guard(
    "late_undecided",
    lambda review, act: _("以下逾期请求还没有决定是否受理：%s") % "、".join(str(r.party) for r in review.undecided()),
    lambda review, act: not review.undecided(),
    _("请先决定。"),
)
has_asked = Guard(
    "not_asked",
    _("没有可以撤回的请求。"),
    lambda review, act: all(review.applicants().filter(party=party).exists() for party in review.asking(act)),
    on_facts=True,
)
joinable = Guard(
    "already_decided", _("意见已经作出，不能再加入。"), lambda review, act: review.state in PENDING,
)  # fmt: skip
late_has_cause = Guard(
    "good_cause_missing",
    lambda review, act: _("以下请求已经超过期限，受理时应当写明正当理由，否则不予受理：%s") % review.late_words(),
    lambda review, act: not review.undecided() or bool(act.good_cause) or review.timely().exists(),
    on_facts=True,
)
nobody_handled_it = Guard(
    "reviewer_handled_it",
    HANDLED_BEFORE,
    lambda review, act: act.reviewer is None or not review.took_part(act.reviewer),
    _("请指定其他人办理。"),
    on_facts=True,
)
acts_untouched = Guard(
    "reviewer_handled_it",
    HANDLED_BEFORE,
    lambda review, act: act.by.user is None or not review.took_part(act.by.user),
    _("请指定其他人办理。"),
)
withdraws_own = Guard(
    "not_own_request",
    _("只能撤回本人的请求。"),
    lambda review, act: act.by.party is None or all(p.pk == act.by.party.pk for p in review.asking(act)),
    on_facts=True,
)
has_opinion = Guard(
    "outcome_missing", _("复查（复核）意见应当写明维持、变更或者撤销。"),
    lambda review, act: bool(act.outcome), on_facts=True,
)  # fmt: skip

posted_before = Guard(
    "posted_in_future",
    _("邮戳日期不能晚于收到的日期。"),
    lambda review, act: act.posted_on is None or act.posted_on <= act.on,
    _("请核对信封上的邮戳。"),
    on_facts=True,
)

redo_was_ordered = Guard(
    "no_redo_ordered",
    _("这份意见没有责令重新处理，期限不自原办理机关签收起算。"),
    lambda review, act: review.outcome == ReviewOutcome.REVOKED_REDO,
)
order_received_once = Guard(
    "order_received_before",
    lambda review, act: _("原办理机关已于%s签收。") % review.order_received_on,
    lambda review, act: review.order_received_on is None,
    _("日期记错的，请更正日期。"),
)
received_after_issue = Guard(
    "received_before_issue",
    lambda review, act: _("意见书%s才作出，不能在这以前签收。") % review.decided_on,
    lambda review, act: review.decided_on is None or act.on >= review.decided_on,
    _("请核对签收的日期。"),
)


def _asking_in_plain_words(review: Any) -> Any:
    if review.stage == ReviewStage.RE_EXAMINATION:
        return _("如果不服复查意见，可以请再上一级机关看最后一次。选一个机关，写明请求和理由。")
    return _("如果不服处理意见，可以请上一级机关再看一次。选一个机关，写明请求和理由。")


REQUEST_FACTS = (
    f.some("petitioners", _("请求人"), "Party", required=False, at_window=True, help=_("本人在网上请求的不填。")),
    f.choice("channel", _("渠道"), Channel, required=False),
    f.day("posted_on", _("邮戳日期"), required=False, at_window=True, help=_("邮寄的以邮戳日期为请求日期。")),
)


final_stage = Guard(
    "not_final",
    _("只有复核意见可以公示。"),
    lambda review, act: review.stage == ReviewStage.RE_EXAMINATION,
)
hearing_was_held = Guard(
    "no_hearing_held",
    _("只有经过听证的复核意见可以公示（《信访工作条例》第三十六条第二款）。"),
    lambda review, act: review.matter.hearings.filter(stage=review.stage).concluded().exists(),
)


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
        by=petitioner | window,
        guards=[
            not_an_answer_on_duty,
            opinion_contested,
            only_petitioners,
            served_on_all,
            right_organ,
            one_review,
            somebody_asks,
            posted_before,
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
        by=petitioner | window,
        guards=[joinable, only_petitioners, served_on_all, somebody_asks, not_joined_before, posted_before],
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
        """Accept; the thirty days run from the receipt of the request (D7, D9)."""

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
        source=PENDING,
        label=_("撤回请求"),
        turns_back=True,
        told_to_party=True,
        plain=_("收回复查（复核）的请求。收回以后，原来的期限不重新计算。"),
        quiet=True,
        by=petitioner | window,
        guards=[withdraws_own, has_asked, somebody_withdraws],
        facts=[f.some("petitioners", _("撤回人"), "Party", required=False, help=_("本人在网上撤回的不填。"))],
    )
    def withdraw_request(self, act: Act) -> None:
        """One applicant withdraws; the thirty days do not restart."""

    @step(
        source=PENDING,
        target=ReviewState.WITHDRAWN,
        label=_("终结"),
        told_to_party=False,
        by=consequence,
        day_field="decided_on",
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

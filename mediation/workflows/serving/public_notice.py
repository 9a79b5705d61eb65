"""公告送达: asked for with its ground, approved by the head, told in a paper of its own, then posted (民事诉讼法第九十五条)."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from mediation.permissions import clock, consequence, head, registrar
from mediation.vocabulary import NoticeGround, NoticeMedium
from mediation.workflows import facts as f
from mediation.workflows.annulling import TakenBack
from mediation.workflows.base import NEW, Act, Guard, Lifecycle, step
from mediation.workflows.serving.service import ServingState, server
from mediation.workflows.serving.service_guards import OF_A_MEDIATION, UNSUITABLE

TRIED_BEFORE = 2


class PublicNoticeState(models.TextChoices):
    """Where the public notice stands."""

    PROPOSED = "proposed", _("待批准")
    APPROVED = "approved", _("已批准，待发布")
    REFUSED = "refused", _("未批准")
    WITHDRAWN = "withdrawn", _("已撤回")
    POSTED = "posted", _("公告中")
    ENDED = "ended", _("公告结束")


OPEN_STATES = (PublicNoticeState.PROPOSED, PublicNoticeState.APPROVED, PublicNoticeState.POSTED)

of_this_file = Guard(
    "service_elsewhere", _("所选送达不在本卷宗内。"),
    lambda notice, act: act.service is None or act.service.matter_id == notice.matter_id, on_facts=True,
)  # fmt: skip
waits_for_service = Guard(
    "not_waiting",
    _("只有待送达或者未能送达的文书可以报请公告送达。"),
    lambda notice, act: act.service is None or act.service.state in (ServingState.PLANNED, ServingState.NOT_REACHED),
    _("正在送达的，请先登记结果。"),
    on_facts=True,
)
may_be_announced = Guard(
    "personal_only",
    _("调解文书应当由当事人本人签收，不适用留置送达、公告送达和退回视为送达。"),
    lambda notice, act: act.service is None or act.service.paper.kind not in OF_A_MEDIATION,
    _("请直接送达本人。"),
    on_facts=True,
)
other_ways_failed = Guard(
    "too_few_attempts",
    _("以其他方式无法送达的，应当有两次附凭证的送达未成（《民事诉讼法》第九十五条）。"),
    lambda notice, act: (
        act.service is None or act.ground != NoticeGround.OTHER_WAYS or act.service.attempts >= TRIED_BEFORE
    ),
    _("请先以其他方式送达，并附退回、未能送达的凭证；号码填错的，用撤销登记改正。"),
    on_facts=True,
)
whereabouts_sought = Guard(
    "inquiry_missing",
    _("下落不明的，应当写明查询下落的经过，并附查询的证明。"),
    lambda notice, act: act.ground != NoticeGround.WHEREABOUTS or (bool(act.inquiry) and bool(act.proof)),
    _("例如村（居）民委员会、公安派出所的证明，查询记录。"),
    on_facts=True,
)
only_one_at_a_time = Guard(
    "announced_already",
    _("这份文书已经对这位受送达人报请公告送达。"),
    lambda notice, act: act.service is None or not act.service.notices.filter(state__in=OPEN_STATES).exists(),
    on_facts=True,
)
suitable = Guard(
    "not_to_be_announced", UNSUITABLE, lambda notice, act: act.service is None or not act.service.keeps_out_of_public(act),
    _("请以其他方式继续送达。"), on_facts=True,
)  # fmt: skip
still_suitable = Guard(
    "not_to_be_announced", UNSUITABLE, lambda notice, act: not notice.service.keeps_out_of_public(act),
    _("请以其他方式继续送达。"),
)  # fmt: skip
no_longer_suitable = Guard(
    "still_to_be_announced",
    _("公告没有应当撤下的情形。"),
    lambda notice, act: bool(act.why) or notice.service.keeps_out_of_public(act),
    _("公告的内容、张贴处有误，或者受送达人已经找到的，请写明理由。"),
    on_facts=True,
)
another_approves = Guard(
    "approver_requested_notice",
    _("报请公告送达的人不能批准自己的报请。"),
    lambda notice, act: act.by.user is None or act.by.following or notice.asked_by_id != act.by.user.pk,
    _("请由其他负责人批准。"),
)
posted_with_its_paper = Guard(
    "notice_not_ready",
    _("送达公告还没有签发、生成，或者还没有按规定用印。"),
    lambda notice, act: notice.is_printed(),
    _("请先签发送达公告；规定用印的，用印以后发布。"),
)
after_its_paper = Guard(
    "posted_before_issue",
    lambda notice, act: _("送达公告%s才签发，不能在这以前发布。") % notice.issued_on(),
    lambda notice, act: notice.issued_on() is None or act.on >= notice.issued_on(),
    _("请核对发布的日期。"),
)
posting_shown = Guard(
    "posting_unproved",
    _("请附公告张贴的照片，或者刊登的版面。"),
    lambda notice, act: bool(act.proof),
    on_facts=True,
)


class PublicNoticeLifecycle(Lifecycle):
    """The public notice of one paper for one addressee."""

    State = PublicNoticeState
    course_told = False

    class Meta:
        abstract = True

    @step(
        source=NEW,
        target=PublicNoticeState.PROPOSED,
        label=_("报请公告送达"),
        by=server,
        guards=[
            of_this_file, waits_for_service, may_be_announced, suitable, other_ways_failed, whereabouts_sought,
            only_one_at_a_time,
        ],
        facts=[
            f.one("service", _("哪一份送达"), "ServiceOfDocument"),
            f.choice("ground", _("公告送达的理由"), NoticeGround),
            f.long_text("inquiry", _("查询下落、历次送达的经过"), required=False, longest=500),
            f.files("proof", _("查询的证明"), required=False),
            f.choice("medium", _("公告的方式"), NoticeMedium),
            f.text("place", _("张贴处、报纸或者网站的名称")),
        ],
        basis="《民事诉讼法》第九十五条",
        day_field="asked_on",
    )  # fmt: skip
    def propose(self, act: Act) -> None:
        """Whereabouts unknown, or other ways failed twice with proof: the head is asked for a public notice."""
        self.paper, self.organ, self.asked_by = self.service.paper, self.service.paper.organ, act.by.user

    @step(
        source=PublicNoticeState.PROPOSED,
        target=PublicNoticeState.APPROVED,
        label=_("批准公告送达"),
        by=head,
        guards=[another_approves, still_suitable],
        basis="《民事诉讼法》第九十五条",
        day_field="decided_on",
    )
    def approve(self, act: Act) -> None:
        """The head has weighed ground and course; the text of the notice is issued under its own number."""
        self.decided_by = act.by.user

    @step(
        source=PublicNoticeState.PROPOSED,
        target=PublicNoticeState.REFUSED,
        label=_("不批准公告送达"),
        turns_back=True,
        by=head,
        guards=[another_approves],
        facts=[f.text("why_not", _("不批准的理由"))],
        day_field="decided_on",
    )
    def refuse(self, act: Act) -> None:
        """Other ways are left; the service goes on by them."""
        self.decided_by = act.by.user

    @step(
        source=[PublicNoticeState.PROPOSED, PublicNoticeState.APPROVED],
        target=PublicNoticeState.WITHDRAWN,
        label=_("撤回公告送达的报请"),
        turns_back=True,
        by=server | consequence,
        facts=[f.text("why", _("理由"))],
    )
    def withdraw(self, act: Act) -> None:
        """The addressee was found, or the paper is no longer served."""

    @step(
        source=PublicNoticeState.APPROVED,
        target=PublicNoticeState.POSTED,
        label=_("发布公告"),
        by=registrar,
        guards=[still_suitable, posted_with_its_paper, after_its_paper, posting_shown],
        facts=[
            f.text("place", _("张贴处、报纸或者网站的名称")),
            f.files("proof", _("张贴的照片、刊登的版面"), required=False),
        ],
        basis="《民事诉讼法》第九十五条",
        day_field="posted_on",
        annul=TakenBack(by_people=True),
    )
    def post(self, act: Act) -> None:
        """The notice is up at its last place: its period runs from this day (D17)."""

    @step(
        source=PublicNoticeState.POSTED,
        target=PublicNoticeState.ENDED,
        label=_("撤下公告"),
        turns_back=True,
        by=registrar | head | clock,
        guards=[no_longer_suitable],
        facts=[
            f.text("why", _("撤下的理由"), required=False, help=_("依规定不宜公开的，不写是哪一种情形，可以不填。"))
        ],
        basis="《民事诉讼法》第九十五条",
        annul=TakenBack(by_people=True),
    )
    def take_down(self, act: Act) -> None:
        """It may not hang any longer, or not as it is: the paper was served by it on nobody, and is served in another way."""

    @step(
        source=PublicNoticeState.POSTED,
        target=PublicNoticeState.ENDED,
        label=_("公告结束"),
        by=consequence,
        annul=TakenBack(),
    )
    def end(self, act: Act) -> None:
        """The period is over, or the paper was received, or is no longer served."""

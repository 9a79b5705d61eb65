"""调查核实: hear the person, find the facts, and report them."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _

from mediation.permissions import consequence, handler, head
from mediation.vocabulary import Sex
from mediation.workflows import facts as f
from mediation.workflows.base import NEW, Act, Guard, Lifecycle, step
from mediation.workflows.intake.identity import is_id_number
from mediation.workflows.intake.party_change_guards import id_number_valid


class InvestigationState(models.TextChoices):
    """Where an investigation stands."""

    OPEN = "open", _("调查中")
    REPORTED = "reported", _("已报告")


something_accepted = Guard(
    "nothing_accepted",
    _("还没有受理的诉求，不能开展调查。"),
    lambda investigation, act: any(claim.state == "accepted" for claim in investigation.matter.every("claims")),
    _("请先受理诉求。"),
)


def _own_open(investigation: Any, act: Act) -> bool:
    """Whether the organ looks into the file already; what another finds out about its own claims is no concern of it."""
    organ = investigation.acting_organ_of(act.by)
    every = investigation.matter.every("investigations")
    return any(one.state == "open" and organ is not None and one.organ_id == organ.pk for one in every)


none_open = Guard(
    "investigation_open",
    _("这一信访事项已有正在进行的调查。"),
    lambda investigation, act: not _own_open(investigation, act),
    _("请在已有的调查中继续登记。"),
)
two_record = Guard(
    "two_recorders_needed",
    _("谈话应当由两名以上工作人员进行并记录。"),
    lambda investigation, act: len({u.pk for u in act.recorders or ()}) >= 2,
    _("请补充参加谈话的工作人员。"),
    on_facts=True,
)
recorders_are_staff = Guard(
    "recorder_not_staff",
    lambda investigation, act: (
        _("以下人员不是本机关的工作人员，不能参加调查：%s") % "、".join(str(u) for u in investigation.strangers(act))
    ),
    lambda investigation, act: not investigation.strangers(act),
    _("请选择本机关的工作人员。"),
    on_facts=True,
)
party_of_this_matter = Guard(
    "not_a_party",
    _("所选当事人不属于这一信访事项。"),
    lambda investigation, act: act.party is None or act.party.matter_id == investigation.matter_id,
    on_facts=True,
)
talk_has_its_hours = Guard(
    "talk_hours",
    _("谈话的结束时间应当晚于开始时间，都在谈话的当日。"),
    lambda investigation, act: (
        act.begins_at is None
        or act.ends_at is None
        or (act.begins_at < act.ends_at and localtime(act.begins_at).date() == localtime(act.ends_at).date() == act.on)
    ),
    _("请核对起止时间；补登以前的谈话，请填写办理日期。"),
    on_facts=True,
)
talker_is_identified = Guard(
    "talker_unknown",
    _("谈话对象不是当事人的，应当写明性别、年龄和住址或者单位。"),
    lambda investigation, act: (
        act.party is not None or bool(act.sex and act.age is not None and (act.address or act.capacity))
    ),
    _("是当事人的，请在“是哪一位当事人”中选择，登记过的不用再填。"),
    on_facts=True,
)
talkers_number_fits = Guard(
    id_number_valid.code,
    id_number_valid.sentence,
    lambda investigation, act: not act.id_number or is_id_number(act.id_number.upper()),
    id_number_valid.mend,
    on_facts=True,
)
refusal_noted = Guard(
    "refusal_unexplained",
    _("拒绝签名的，应当写明情况。"),
    lambda investigation, act: bool(act.signed) or bool(act.refusal_note),
    _("请勾选“已签名”，或者写明拒绝签名的情况。"),
    on_facts=True,
)
inquiry_due_ahead = Guard(
    "inquiry_due_past",
    _("请求答复的日期应当在今天以后。"),
    lambda investigation, act: act.due_on is None or act.due_on > act.on,
    on_facts=True,
)
inquiry_elsewhere = Guard(
    "inquiry_to_itself",
    _("协查函应当发给其他机关。"),
    lambda investigation, act: act.to_organ is None or act.to_organ != investigation.acting_organ,
    on_facts=True,
)
inquiry_is_open = Guard(
    "not_an_open_inquiry",
    _("所选的不是本次调查中等待答复的协查函。"),
    lambda investigation, act: act.inquiry in investigation.items.awaiting_answer(),
    _("请选择尚未答复的协查函。"),
    on_facts=True,
)
no_answer_awaited = Guard(
    "inquiry_unanswered",
    lambda investigation, act: (
        _("尚有协查函未到答复日期：%s") % "、".join(str(i.organ) for i in investigation.items.awaited_on(act.on))
    ),
    lambda investigation, act: not investigation.items.awaited_on(act.on).exists(),
    _("请登记答复，或者等到答复日期之后。"),
)
petitioner_heard = Guard(
    "petitioner_not_heard",
    _("还没有听取信访人陈述事实和理由（《信访工作条例》第三十一条第六项）。"),
    lambda investigation, act: investigation.heard_a_petitioner() or bool(act.not_heard_because),
    _("请先登记与信访人的谈话，或者写明未能听取陈述的原因。"),
    on_facts=True,
)


class InvestigationLifecycle(Lifecycle):
    """The investigation of one matter."""

    State = InvestigationState
    course_told = False

    class Meta:
        abstract = True

    @step(
        source=NEW,
        target=InvestigationState.OPEN,
        label=_("开始调查"),
        by=handler,
        guards=[something_accepted, none_open],
        facts=[f.long_text("question", _("需要查明的问题"), longest=4000)],
        basis="《信访工作条例》第三十一条第六项",
        day_field="opened_on",
    )
    def open(self, act: Act) -> None:
        """Open the investigation: say what has to be found out."""
        self.organ, self.handler = self.acting_organ_of(act.by), act.by.user

    @step(
        source=InvestigationState.OPEN,
        label=_("登记谈话"),
        by=handler,
        guards=[
            two_record,
            recorders_are_staff,
            party_of_this_matter,
            talker_is_identified,
            talkers_number_fits,
            talk_has_its_hours,
            refusal_noted,
        ],
        facts=[
            f.text("person", _("谈话对象")),
            f.one("party", _("是哪一位当事人"), "Party", required=False, help=_("谈话对象不是当事人的不填。")),
            f.text("capacity", _("谈话对象的身份、单位"), required=False),
            f.choice("sex", _("性别"), Sex, required=False, help=_("当事人登记过的不用填。")),
            f.number("age", _("年龄"), required=False, most=130),
            f.text(
                "id_number",
                _("身份证号码"),
                required=False,
                longest=40,
                confidential=True,
                help=_("笔录只印首尾几位。"),
            ),
            f.text("address", _("住址"), required=False, longest=300),
            f.text("phone", _("联系电话"), required=False, longest=40),
            f.moment("begins_at", _("开始时间")),
            f.moment("ends_at", _("结束时间")),
            f.text("place", _("地点")),
            f.some("recorders", _("调查人、记录人"), "User", help=_("两人以上。")),
            f.long_text("account", _("谈话内容")),
            f.yes_no("signed", _("谈话对象已签名")),
            f.text("refusal_note", _("未签名的情况"), required=False),
        ],
        basis="《信访工作条例》第三十一条第六项",
    )
    def record_talk(self, act: Act) -> None:
        """Write down a talk, held by two members of staff; the 调查笔录 is issued at once."""

    @step(
        source=InvestigationState.OPEN,
        label=_("登记实地查看"),
        by=handler,
        guards=[recorders_are_staff],
        facts=[
            f.text("place", _("地点")),
            f.text("present", _("在场人员"), required=False),
            f.some("recorders", _("查看人"), "User"),
            f.long_text("account", _("查看的情况")),
        ],
    )
    def record_visit(self, act: Act) -> None:
        """Write down what was seen on the site, and who was there."""

    @step(
        source=InvestigationState.OPEN,
        label=_("发出协查函"),
        by=handler,
        guards=[inquiry_elsewhere, inquiry_due_ahead],
        facts=[
            f.one("to_organ", _("协查机关"), "Organ"),
            f.long_text("question_asked", _("请求协查的事项"), longest=4000),
            f.day("due_on", _("请求答复的日期")),
        ],
    )
    def send_inquiry(self, act: Act) -> None:
        """Ask another organ in writing for what it knows, with a day for the answer."""

    @step(
        source=InvestigationState.OPEN,
        label=_("登记协查答复"),
        by=handler,
        guards=[inquiry_is_open],
        facts=[f.one("inquiry", _("协查函"), "InvestigationItem"), f.long_text("answer", _("答复内容"))],
    )
    def record_answer(self, act: Act) -> None:
        """Write down what the other organ answered."""

    @step(
        source=InvestigationState.OPEN,
        label=_("登记证据"),
        by=handler,
        facts=[
            f.table(
                "evidence",
                _("证据"),
                f.text("title", _("证据名称")),
                f.text("source", _("来源")),
                f.long_text("proves", _("证明的事实"), longest=1000),
            )
        ],
    )
    def list_evidence(self, act: Act) -> None:
        """Add to the list of evidence: what it is, where it comes from, what it proves."""

    @step(
        source=InvestigationState.OPEN,
        target=InvestigationState.REPORTED,
        label=_("提交调查报告"),
        comes_last=True,
        by=handler,
        guards=[no_answer_awaited, petitioner_heard],
        facts=[
            f.long_text("background", _("基本情况")),
            f.long_text("course", _("调查经过")),
            f.long_text("findings", _("查明的事实")),
            f.long_text("proposal", _("处理建议")),
            f.text("not_heard_because", _("未能听取信访人陈述的原因"), required=False),
        ],
        basis="《信访工作条例》第三十一条第六项",
        day_field="reported_on",
    )
    def report(self, act: Act) -> None:
        """Report what was found and propose; the 调查报告 stays inside the organ."""

    @step(
        source=InvestigationState.REPORTED,
        target=InvestigationState.OPEN,
        label=_("重新调查"),
        turns_back=True,
        by=consequence | head,
        facts=[f.long_text("why", _("原因"))],
    )
    def reopen(self, act: Act) -> None:
        """A review orders a new decision, or new facts appear."""
        self.reported_on = None

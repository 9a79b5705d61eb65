"""联合接访记录, 证据材料清单, 并案告知书: what is written at the window, and of matters that are handled together."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from mediation.documents.intake.claim import CONTACT, contact
from mediation.documents.registry import register
from mediation.documents.types import NO_CARD, DocumentType, Family, Finding
from mediation.models import Paper, Petition
from mediation.vocabulary import Category, Channel, PaperKind
from mediation.workflows import facts as f

RECEIVED_TOGETHER = (Channel.JOINT_RECEPTION, Channel.LEADER_RECEPTION, Channel.LEADER_VISIT)


def who_came(paper: Paper) -> dict[str, Any]:
    """Who came, how many, with what; accusations are no matter for several organs (第三十条第三款)."""
    petition: Petition = paper.matter.petition
    return {
        "channel": petition.get_channel_display(),
        "people": petition.people_present or len(petition.pursuing()),
        "petitioners": [{"name": p.name, "address": p.address} for p in petition.spokespeople()],
        "claims": paper.matter.told(
            paper.matter.claims_told(paper.organ).filter(accused_organ=None).exclude(category=Category.ACCUSATION),
            paper.organ,
        ),
    }


def a_joint_reception(paper: Paper) -> list[Finding]:
    """It was received by a leader or several organs, and it ended after it began."""
    found = []
    if paper.matter.petition.channel not in RECEIVED_TOGETHER:
        sentence = gettext("本信访事项的渠道不是联合接访、领导接访或者领导下访，没有联合接访记录。")
        found.append(Finding(code="not_received_jointly", sentence=sentence))
    begins, ends = paper.content.get("begins_at"), paper.content.get("ends_at")
    if begins and ends and ends <= begins:
        found.append(
            Finding(code="ends_before_it_begins", field="ends_at", sentence=gettext("结束时间应当晚于开始时间。"))
        )
    return found


def what_was_handed_in(paper: Paper) -> dict[str, Any]:
    """The files that parties handed in, one row each; what is sealed or accuses is listed nowhere else."""
    own = {party.pk for party in paper.addressed()}
    kept = paper.matter.attachments.filter(state="kept", sealed_from=None).exclude(claims__accused_organ__isnull=False)
    rows = [
        {
            "name": one.name, "giver": "、".join(str(party) for party in one.given_by.all()),
            "original": "电子件", "received_on": one.kept_on, "pages": None, "copies": None, "proves": "",
        }
        for one in kept.prefetch_related("given_by").order_by("pk")
        if {party.pk for party in one.given_by.all()} & own or (not own and one.given_by.exists())
    ]  # fmt: skip
    return {"items": rows}


def lists_something(paper: Paper) -> list[Finding]:
    """A list of nothing is no receipt."""
    if paper.content.get("items"):
        return []
    return [Finding(code="nothing_listed", field="items", sentence=gettext("清单里还没有材料，请逐件填写。"))]


def handled_together(paper: Paper) -> dict[str, Any]:
    """The matters of the same cause, by number; nobody's name is told to another."""
    petition: Petition = paper.matter.petition
    lead = petition.duplicate_of or petition
    others = [one.matter.number for one in (lead, *lead.duplicates.select_related("matter")) if one.pk != petition.pk]
    return {
        "lead": lead.matter.number,
        "leads": lead.pk == petition.pk,
        "others": others,
        "received_on": petition.received_on,
        "lead_organ": lead.acting_organ.name,
    }


def something_is_joined(paper: Paper) -> list[Finding]:
    """Only matters that were linked are handled together."""
    if handled_together(paper)["others"]:
        return []
    sentence = gettext("本信访事项没有关联其他信访事项，不能告知并案。")
    return [Finding(code="nothing_joined", sentence=sentence, mend=gettext("请先办理“关联重复件”。"))]


register(
    __name__,
    DocumentType(
        kind=PaperKind.JOINT_RECEPTION_RECORD,
        plain=_("您来访时几个单位一起接待，说了什么、答应了什么，都记在这里。"),
        card=NO_CARD,
        family=Family.FORM,
        signed_by_people=True,
        fields=(
            f.moment("begins_at", _("开始时间")), f.moment("ends_at", _("结束时间")), f.text("place", _("地点")),
            f.table("hosts", _("接访人员"), f.text("name", _("姓名")), f.text("unit", _("单位")), f.text("post", _("职务"), required=False)),
            f.long_text("account", _("来访人陈述")), f.long_text("answer", _("接访人员的答复和意见")),
            f.table("agreed", _("议定事项"), f.text("what", _("办什么")), f.text("who", _("由谁办")), f.day("until", _("何时办完"), required=False),
                    required=False),
            f.text("recorder", _("记录人")),
        ),
        printed=who_came,
        checks=a_joint_reception,
    ),
    DocumentType(
        kind=PaperKind.EVIDENCE_LIST,
        plain=_("您交来的材料，一件一件列在这里。请核对，这是收据。"),
        card=NO_CARD,
        family=Family.FORM,
        signed_by_people=True,
        fields=(
            f.table(
                "items", _("材料"), f.text("name", _("名称")), f.number("pages", _("页数"), required=False),
                f.number("copies", _("份数"), required=False), f.text("original", _("原件、复印件或者电子件")),
                f.day("received_on", _("收到日期")), f.text("giver", _("提交人"), required=False),
                f.text("proves", _("证明的事实"), required=False), required=False,
            ),
            f.text("receiver", _("接收人")),
        ),
        prefill=what_was_handed_in,
        checks=lists_something,
    ),
    DocumentType(
        kind=PaperKind.JOINDER_NOTICE,
        plain=_("您的事项和别的同一件事合在一起办。您的编号和查询码仍然有效，期限不变。"),
        card=NO_CARD,
        family=Family.PLAIN, series="访并", needs_approval=True, must_be_served=True,
        fields=(f.long_text("why", _("并案的理由"), longest=1000), CONTACT),
        prefill=contact, printed=handled_together, checks=something_is_joined,
    ),
)  # fmt: skip

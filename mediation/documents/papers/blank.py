"""Applications by parties as blank forms: what is asked for, how much room there is, what is declared.

The same rows make the filled paper, so form and paper never part.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.translation import override

LINE_MM = 7.5


class NoSuchForm(LookupError):
    """No form has the code."""


@dataclass(frozen=True)
class Row:
    """One row of a form: its name in the paper's values, its label, how many lines there are to write on, what is ticked."""

    name: str
    label: str
    lines: int = 1
    offered: str = ""


@dataclass(frozen=True, kw_only=True)
class BlankForm:
    """One form: `to` says to whom it goes, `when` by when, in words for the person who fills it in."""

    code: str
    title: str
    rows: tuple[Row, ...]
    signer: str
    declaration: str = ""
    to: str = ""
    when: str = ""

    def filled(self, values: Mapping[str, Any]) -> list[dict[str, str]]:
        """The rows with their values; what is empty is left out."""
        return [
            {"label": row.label, "value": str(values[row.name])}
            for row in self.rows
            if values.get(row.name) is not None
        ]

    def html(self) -> str:
        """The page to print and fill in by hand."""
        with override(settings.LANGUAGE_CODE):
            rows = [{"label": row.label, "value": row.offered, "room": f"{row.lines * LINE_MM}mm"} for row in self.rows]
            return render_to_string(
                "documents/_house/blank.html",
                {
                    "title": self.title,
                    "family": "form",
                    "form": self,
                    "rows": rows,
                    "organ": {"name": ""},
                    **self.signed(),
                },
            )

    def signed(self) -> dict[str, Any]:
        """Who signs, and what is declared with the signature; where several sign, each has a line of his own."""
        return {"signer": self.signer, "declaration": self.declaration, "signers": []}


PERSON = (Row("who", "姓名或者名称"), Row("contact", "住址、电话", 2))
TRUE = "以上内容属实。"

PETITION = BlankForm(
    code="petition", title="信访事项登记表", signer="信访人", declaration=f"{TRUE}多人共同走访提出的，推选的代表不超过5人。",
    to="信访部门或者办理机关的窗口", when="随时可以提出",
    rows=(
        *PERSON, Row("others", "代表人、人数"), Row("other_side", "对方、被反映单位"),
        Row("claims", "诉求（逐项写明）", 4), Row("account", "事实和理由", 5), Row("evidence", "证据、材料清单", 2),
        Row("before", "向其他机关提出的情况"), Row("electronic", "电子送达", offered="□同意，手机或者邮箱：　　　　　　□不同意"),
    ),
)  # fmt: skip
HEARING = BlankForm(
    code="hearing", title="信访事项听证申请书", signer="申请人", declaration=TRUE,
    to="告知您听证权利的机关", when="收到听证告知书后，在告知书写明的期限内",
    rows=(*PERSON, Row("organ", "受理听证的机关"), Row("question", "申请听证的事项", 4), Row("grounds", "理由", 6), Row("evidence", "证据", 3)),
)  # fmt: skip
MEDIATION = BlankForm(
    code="mediation", title="调解申请书", signer="申请人", declaration="申请调解出于自愿。",
    to="办理机关，或者人民调解委员会", when="随时可以申请",
    rows=(*PERSON, Row("other_side", "对方当事人", 2), Row("dispute", "纠纷的主要情况", 8), Row("claims", "调解请求", 4)),
)  # fmt: skip
MEDIATION_CONSENT = BlankForm(
    code="mediation_consent", title="调解意愿书", signer="当事人", to="组织调解的机关", when="收到调解邀请书或者权利义务告知书后",
    declaration="本人已经知道在调解中的权利和义务，知道可以随时退出调解。",
    rows=(*PERSON, Row("dispute", "调解的事项", 3), Row("answer", "意愿", offered="□同意调解　　□不同意调解"), Row("mediator", "对调解员的意见", offered="□接受　　□要求更换")),
)  # fmt: skip
CONFIRMATION = BlankForm(
    code="confirmation", title="司法确认申请书", signer="申请人", to="人民法院（当事人住所地、标的物所在地或者人民调解委员会所在地的基层人民法院）",
    when="调解协议生效后，在协议写明的期限内，双方共同提出",
    declaration=(
        "申请人出于自愿达成调解协议，没有恶意串通、规避法律的行为，协议内容不损害国家利益、社会公共利益和他人合法权益；"
        "提交的证明材料真实、合法。"
    ),
    rows=(
        *PERSON, Row("identity", "证件号码、统一社会信用代码"), Row("court", "受理的人民法院"), Row("agreement", "调解协议（文号、生效日期）"),
        Row("committee", "主持调解的人民调解委员会"), Row("demand", "请求"), Row("content", "协议的主要内容", 3), Row("attached", "随附材料"),
    ),
)  # fmt: skip
RECUSAL = BlankForm(
    code="recusal", title="回避申请书", signer="申请人", declaration=TRUE, to="办理机关；听证中向主持人提出", when="办结前随时可以提出",
    rows=(*PERSON, Row("person", "申请谁回避"), Row("role", "其职责"), Row("ground", "理由", 2), Row("details", "具体事实", 9)),
)  # fmt: skip
REVIEW = BlankForm(
    code="review", title="信访事项复查申请书", signer="申请人", declaration=TRUE, to="处理意见书写明的复查机关",
    when="收到处理意见书后，在意见书写明的期限内",
    rows=(
        *PERSON, Row("respondent", "原办理机关"), Row("opinion", "不服的意见书文号"), Row("served_on", "收到的日期"),
        Row("demand", "复查请求", 3), Row("grounds", "事实和理由", 5), Row("attached", "随附：处理意见书和其他材料", 2),
    ),
)  # fmt: skip
RE_EXAMINATION = BlankForm(
    code="re_examination", title="信访事项复核申请书", signer="申请人", declaration=TRUE, to="复查意见书写明的复核机关",
    when="收到复查意见书后，在意见书写明的期限内",
    rows=(
        *PERSON, Row("respondent", "复查机关"), Row("opinion", "不服的意见书文号"), Row("served_on", "收到的日期"),
        Row("demand", "复核请求", 3), Row("grounds", "事实和理由", 5), Row("attached", "随附：处理意见书、复查意见书和其他材料", 2),
    ),
)  # fmt: skip
WITHDRAWAL = BlankForm(
    code="withdrawal", title="撤回申请书", signer="撤回人", to="办理机关，或者复查、复核机关", when="作出意见前随时可以撤回",
    declaration="撤回出于本人自愿。工作人员已经告知撤回的后果：办理程序终结；就新的事实和理由，以后可以再次提出。",
    rows=(*PERSON, Row("number", "信访编号"), Row("what", "撤回的诉求或者请求", 4), Row("why", "理由（可以不写）", 4)),
)  # fmt: skip

POWER_OF_ATTORNEY = BlankForm(
    code="power_of_attorney", title="授权委托书", signer="委托人", to="办理机关的窗口，附代理人的身份证明；律师另附律师执业证和律师事务所的函", when="随时可以委托，随时可以解除",
    declaration="委托人知道：代理人在代理权限内所为的行为，由委托人承担后果；和解、调解、撤回、放弃须有特别授权；委托人随时可以解除委托。",
    rows=(
        *PERSON, Row("identity", "证件号码"), Row("agent", "代理人姓名、身份"), Row("agent_contact", "代理人单位、住址、电话", 2),
        Row("agent_identity", "代理人证件号码"), Row("scope", "代理的事项和权限", 4),
        Row("special", "特别授权", offered="□和解、调解　　□撤回、放弃　　□都没有"), Row("receives", "代收文书", offered="□可以　　□不可以"),
        Row("days", "授权期限"),
    ),
)  # fmt: skip
SERVICE_ADDRESS = BlankForm(
    code="service_address", title="送达地址确认书", signer="当事人", to="办理机关的窗口，或者凭查询码在网上填写", when="登记时；地址、电话变更时",
    declaration="以上送达地址准确、有效。地址变更的，及时告知办理机关；因提供的地址不准确、变更后没有告知而退回的，可能视为送达。",
    rows=(
        Row("who", "姓名或者名称"), Row("identity", "证件号码"), Row("address", "送达地址", 2), Row("phone", "联系电话"),
        Row("email", "电子邮箱"), Row("electronic", "电子送达", offered="□同意　　□不同意"), Row("receiver", "代收人、与本人的关系、电话", 2),
    ),
)  # fmt: skip

FORMS = (
    PETITION,
    SERVICE_ADDRESS,
    POWER_OF_ATTORNEY,
    MEDIATION,
    MEDIATION_CONSENT,
    CONFIRMATION,
    HEARING,
    RECUSAL,
    REVIEW,
    RE_EXAMINATION,
    WITHDRAWAL,
)


def form_of(code: str) -> BlankForm:
    """The form of a code; NoSuchForm if there is none."""
    for form in FORMS:
        if form.code == code:
            return form
    raise NoSuchForm(code)

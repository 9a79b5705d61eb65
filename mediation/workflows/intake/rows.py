"""What a row of people and a row of claims asks for, wherever people or claims are written down."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from mediation.vocabulary import Category, PartyKind, Route
from mediation.workflows import facts as f
from mediation.workflows.intake.claim_guards import ACCUSED_PERSON

PARTY_COLUMNS = (
    f.text("name", _("姓名或者名称")),
    f.choice("kind", _("类别"), PartyKind, required=False),
    f.text("address", _("住址"), required=False, longest=300),
    f.text("phone", _("联系电话"), required=False, longest=40),
    f.text("email", _("电子邮箱"), required=False, longest=254),
    f.yes_no("is_representative", _("代表人")),
    f.yes_no("electronic", _("同意电子送达")),
    f.one("organ", _("机关"), "Organ", required=False, help=_("当事人是机关的，选择该机关。")),
    f.text("id_number", _("身份证号码"), required=False, longest=40, confidential=True, seldom=True),
    f.text("credit_code", _("统一社会信用代码"), required=False, longest=18, seldom=True),
    f.text("legal_representative", _("法定代表人、负责人"), required=False, seldom=True),
)

CLAIM_COLUMNS = (
    f.long_text("text", _("诉求")),
    f.choice("category", _("类别"), Category, required=False),
    f.choice("route", _("办理途径"), Route, required=False),
    f.one("accused_organ", _("被检举控告的单位"), "Organ", required=False, help=_("检举控告类诉求填写，以便对其保密。")),
    ACCUSED_PERSON,
)  # fmt: skip

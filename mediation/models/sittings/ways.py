"""Where a creditor may turn when what was agreed, or what an opinion supports, is not done: by the kind of debt and of debtor."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from mediation.vocabulary import AgreementKind, ConfirmationResult, OrganKind, PartyKind, PartyRole


@dataclass(frozen=True)
class Way:
    """One way, as a sentence goes on after the creditor's name, and the article that opens it."""

    said: str
    basis: str

    def __str__(self) -> str:
        return f"{self.said}（{self.basis}）"


def ways_of(obligation: Any) -> list[Way]:
    """The ways open for one debt, the strongest first."""
    agreement = obligation.agreement
    if agreement is None:
        urged = _("可以要求办理机关督促%s执行") % (obligation.owed_by or _("有关单位"))
        return [Way(urged, "《信访工作条例》第三十二条第二款")]
    creditor = obligation.creditor
    anew = creditor is not None and creditor.role == PartyRole.PETITIONER and agreement.claims.exists()
    found = _against(agreement, obligation)
    return [*found, *([Way(_("可以要求重新办理信访诉求"), "《信访工作条例》第三十三条")] if anew else [])]


def ways_of_agreement(agreement: Any) -> list[Way]:
    """The ways open for all that is outstanding of it, each once."""
    owed = agreement.obligations.outstanding().select_related("debtor", "creditor", "agreement")
    return list(dict.fromkeys(way for one in owed for way in ways_of(one)))


def _against(agreement: Any, obligation: Any) -> list[Way]:
    if agreement.confirmation == ConfirmationResult.CONFIRMED:
        return [Way(
            _("可以自履行期限届满之日起二年内向人民法院申请强制执行"), "《民事诉讼法》第二百零六条、第二百五十条"
        )]  # fmt: skip
    if agreement.about_wages and _is_employer(obligation):
        return _for_wages(agreement)
    public = _is_public(obligation)
    money = [Way(
        _("可以在双方没有其他债务纠纷时，向有管辖权的基层人民法院申请支付令"), "《民事诉讼法》第二百二十五条"
    )] if obligation.amount and not public else []  # fmt: skip
    return [*(_against_an_organ() if public else []), *money, _suit(agreement)]


def _for_wages(agreement: Any) -> list[Way]:
    """《劳动争议调解仲裁法》第十六条 is for agreements of the bodies of its 第十条 alone; arbitration is open in any case."""
    order = Way(_("可以持调解协议书依法向人民法院申请支付令"), "《劳动争议调解仲裁法》第十六条")
    return [
        *([order] if _is_labour_mediation(agreement) else []),
        Way(
            _("可以依法向劳动人事争议仲裁委员会申请仲裁，劳动关系终止的应当自终止之日起一年内提出"),
            "《劳动争议调解仲裁法》第十五条、第二十七条",
        ),
        Way(_("可以向劳动保障行政部门投诉"), "《劳动保障监察条例》第九条"),
    ]


def _suit(agreement: Any) -> Way:
    """For an agreement of a people's committee its own law says so, for every other the law of contracts."""
    by_committee = agreement.kind != AgreementKind.SETTLEMENT and agreement.organ.kind == OrganKind.MEDIATION_COMMITTEE
    basis = "《人民调解法》第三十二条" if by_committee else "《民法典》第五百七十七条"
    return Way(_("可以就协议的履行向人民法院提起诉讼"), basis)


def _against_an_organ() -> list[Way]:
    return [Way(
        _("可以就行政协议依法申请行政复议或者提起行政诉讼"),
        "《行政复议法》第十一条第十三项、《行政诉讼法》第十二条第一款第十一项",
    )]  # fmt: skip


def _is_labour_mediation(agreement: Any) -> bool:
    """A people's committee, or an organ of a township that mediates labour disputes ("labour_mediation" of its rules)."""
    organ = agreement.organ
    able = organ.kind == OrganKind.MEDIATION_COMMITTEE or bool((organ.settings or {}).get("labour_mediation"))
    return agreement.kind != AgreementKind.SETTLEMENT and able


def _is_employer(obligation: Any) -> bool:
    """A unit that employs; who owes as a natural person is none (第二条)."""
    debtor = obligation.debtor
    return debtor is not None and debtor.kind != PartyKind.PERSON


def _is_public(obligation: Any) -> bool:
    organ = obligation.debtor_organ or (obligation.debtor.organ if obligation.debtor else None)
    return organ is not None and organ.kind in (OrganKind.GOVERNMENT, OrganKind.DEPARTMENT, OrganKind.PETITION_OFFICE)

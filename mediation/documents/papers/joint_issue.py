"""联合行文: a paper of several organs. The lead organ's number is the only one (《党政机关公文处理工作条例》第九条第五项)."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from mediation.documents.types import Finding
from mediation.models import Paper
from mediation.workflows import facts as f

CO_ISSUERS = f.table(
    "co_issuers", _("联合署名的机关"), f.one("organ", _("机关"), "Organ"), required=False,
    help=_("与本机关共同作出意见的，按署名顺序填写，本机关在前、不必填写；批准以后由各机关负责人会签，分别用印，只编本机关的文号。"),
)  # fmt: skip


def _accused_as_told(paper: Paper) -> set[int]:
    accusing = paper.matter.claims_told(paper.organ).exclude(accused_organ=None).exclude(accused_organ=paper.organ)
    return set(accusing.values_list("accused_organ", flat=True))


def faults(paper: Paper) -> Iterator[Finding]:
    """Who issues jointly is named once, is not the lead organ again, and is not accused in the file (第三十条第三款).

    Of what the organ of the paper was not told, no finding tells it.
    """
    named = paper.co_issuers()
    accused = _accused_as_told(paper) if named else ()
    for row, organ in enumerate(named):
        place = {"field": "co_issuers", "row": row, "column": "organ"}
        if organ in (paper.organ, *named[:row]):
            sentence = gettext("“%(name)s”已经署名，不要重复填写。") % {"name": organ}
            yield Finding(code="co_issuer_twice", sentence=sentence, **place)
        elif organ.pk in accused:
            sentence = gettext("本事项检举控告“%(name)s”，不得由该机关联合署名。") % {"name": organ}
            yield Finding(code="co_issuer_accused", sentence=sentence, **place)

"""The script of the sample sheets makes every kind of paper."""

from __future__ import annotations

import pytest
from django.conf import settings

from mediation.documents import rendering
from mediation.documents.papers.word import converted
from mediation.scenarios import pictures
from mediation.scenarios import sheets as script
from mediation.vocabulary import PaperKind
from tests.documents.papers.archival import faults
from tests.documents.papers.reading_word import said_in_html, said_in_word

pytestmark = pytest.mark.printing

# Papers that people sign by hand: parties, mediators, panels, those who serve or visit. An agreement of the parties alone
# is issued when all have signed, and lists their signatures.
SIGNED_BY_HAND = {
    "hearing_request", "hearing_record", "deliberation_record", "hearing_report", "investigation_record",
    "investigation_report", "mediation_request", "mediation_consent", "mediation_rights_notice", "mediation_record",
    "mediation_agreement", "review_request", "withdrawal", "proof_of_service", "revisit_record",
    "recusal_request",
}  # fmt: skip
KEPT = settings.ROOT / "docs" / "papers"


@pytest.mark.django_db
def test_there_is_a_sheet_of_every_kind_and_its_codes_are_steady():
    made = script.sheets()
    assert [sheet.kind for sheet in made] == list(PaperKind)
    assert not [sheet.kind for sheet in made if "草稿" in sheet.html]
    printed = {one.kind: one.rendered().pdf for one in made}
    assert pictures.changed(((kind, pictures.picture_of(pdf)) for kind, pdf in printed.items()), KEPT) == [], (
        "look at them; if they are right: manage.py paper_sheets --pictures --out docs/papers"
    )
    differently = [one.kind for one in made if said_in_word(converted(one.html)) != said_in_html(one.html)]
    assert differently == [], "the Word file of a draft says, paragraph by paragraph, what the paper says"
    archived = {kind: faults(pdf) for kind, pdf in printed.items()}
    assert {kind: found for kind, found in archived.items() if found} == {}
    lines = {one.kind for one in made if 'class="sign-lines"' in one.html and 'class="line"' in one.html}
    assert lines >= SIGNED_BY_HAND, "a paper that people sign has lines to sign on"
    receipt = made[0]
    assert script._code(f"{receipt.kind} query")[:12] in receipt.html.replace("-", "")


@pytest.mark.django_db
def test_a_kind_that_the_script_leaves_out_is_named(monkeypatch, tmp_path):
    short = tmp_path / "short.yaml"
    whole = script.SCRIPT.read_text(encoding="utf-8")
    short.write_text(whole[: whole.index("  # 登记、转错单位退回")] + RECEIPT, encoding="utf-8")
    monkeypatch.setattr(script, "SCRIPT", short)
    (tmp_path / "_county.yaml").write_bytes((script.FOLDER / "_county.yaml").read_bytes())
    with pytest.raises(LookupError, match="转送单"):
        script.sheets()


RECEIPT = (
    "  - {on: 2025-10-22, by: lin.qiu, step: record.settle, facts: {organ: qhxf, name: 白露, subject: 低保, "
    "said: 询问条件。, result: 当场解释说明, answer: 已告知。}}\n"
)


def test_a_line_that_moved_is_noticed(tmp_path):
    before, after, alike = (
        rendering.render(f"<html lang=zh-CN><style>p {{ margin-top: {top} }}</style><p>{'文书' * 200}").pdf
        for top in ("10mm", "12mm", "10.02mm")
    )
    (tmp_path / "one.png").write_bytes(pictures.picture_of(before))
    assert pictures.changed([("one", pictures.picture_of(after))], tmp_path) == ["one"]
    assert pictures.changed([("one", pictures.picture_of(alike))], tmp_path) == []
    assert pictures.changed([("two", pictures.picture_of(before))], tmp_path) == ["two"]

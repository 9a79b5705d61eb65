"""Blank forms: everybody may print them, nothing is kept."""

from __future__ import annotations

import pytest
from django.urls import reverse

from mediation.documents.papers.blank import FORMS
from mediation.documents.papers.snapshot import html_of
from mediation.models import Paper
from mediation.vocabulary import PaperKind
from tests.documents.papers.reading import text_of
from tests.factories.hearings import HearingCourse


def test_every_form_is_listed_and_opens_without_a_database_query(client, db, django_assert_num_queries):
    with django_assert_num_queries(0):
        page = client.get(reverse("public:forms")).content.decode()
        for form in FORMS:
            assert reverse("public:form", args=[form.code]) in page
            one = client.get(reverse("public:form", args=[form.code])).content.decode()
            assert all(row.label in one for row in form.rows)
            assert '<form autocomplete="off">' in one, "nothing is sent"


def test_a_form_that_does_not_exist_is_not_found(client, db):
    assert client.get("/forms/nothing/").status_code == 404
    assert client.get("/forms/nothing.pdf").status_code == 404


@pytest.mark.printing
def test_the_blank_form_is_a_pdf_with_every_row_and_the_same_the_second_time(client, db, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    first, second = (
        b"".join(client.get(reverse("public:form-pdf", args=["review"])).streaming_content) for _n in range(2)
    )
    assert first == second
    assert len(list(tmp_path.rglob("*.pdf"))) == 1
    text = "".join(text_of(first).split())
    for words in ("信访事项复查申请书", "原办理机关", "复查请求", "在意见书写明的期限内"):
        assert words in text


def test_the_filled_paper_has_the_rows_of_the_form(world):
    course = HearingCourse(world)
    course.requested()
    page = html_of(Paper.objects.of_kind(PaperKind.HEARING_REQUEST).get())
    for words in ("张大山", "承诺价没有兑现", "受理听证的机关", "以上内容属实", "2025年9月10日"):
        assert words in page


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.code)
@pytest.mark.printing
def test_a_form_fits_on_one_page(form):
    from mediation.documents import rendering

    assert rendering.render(form.html(), title=form.title, created="2025-01-01").pages == 1

"""A draft goes out as Word to those who may read it, marked as no paper; what is issued does not."""

from __future__ import annotations

import io

from docx import Document

from mediation.models import FileView
from tests.stages import staged

TODAY = "2026-03-02"


@staged
def draft(world):
    return world.accepted(on=TODAY).matter.papers.get(kind="acceptance_notice")


def test_the_draft_as_it_is_saved_is_downloaded_and_the_download_is_written_down(world, desk, draft):
    page = desk(world.handler).get(f"/desk/papers/{draft.pk}/").content.decode()
    assert f"/desk/papers/{draft.pk}/word/" in page
    answer = desk(world.handler).get(f"/desk/papers/{draft.pk}/word/")
    assert answer.status_code == 200
    assert answer["Content-Disposition"].startswith("attachment; filename*=utf-8''%E6%B5%81%E8%BD%AC%E7%A8%BF")
    assert answer["Cache-Control"] == "private, no-store"
    text = "\n".join(p.text for p in Document(io.BytesIO(answer.content)).paragraphs)
    assert "按承诺价补足差额" in text
    assert FileView.objects.filter(matter=draft.matter, user=world.handler, what="受理告知书（Word流转稿）").exists()


def test_a_colleague_of_another_organ_gets_no_word_file(world, desk, draft):
    stranger = desk(world.staff("handler", world.other_bureau))
    assert stranger.get(f"/desk/papers/{draft.pk}/word/").status_code == 404
    assert not FileView.objects.filter(what__contains="Word").exists()


def test_nobody_gets_one_without_signing_in(client, draft):
    assert client.get(f"/desk/papers/{draft.pk}/word/").status_code == 302


def test_an_issued_paper_goes_out_as_it_was_issued_and_never_as_word(world, desk, issued_notice):
    assert desk(world.handler).get(f"/desk/papers/{issued_notice.pk}/word/").status_code == 404
    assert "/word/" not in desk(world.handler).get(f"/desk/papers/{issued_notice.pk}/").content.decode()

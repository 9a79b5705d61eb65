"""What the renderer finds odd in a paper is told in the log, with the paper."""

import logging

import pytest

from mediation.actions.papers import rendering
from tests.factories.world import at

pytestmark = pytest.mark.printing


@pytest.mark.django_db
def test_a_remark_names_its_paper(world, caplog, monkeypatch):
    paper = world.petition().matter.papers.first()
    html = rendering.html_of(paper).replace("</body>", "<p style='no-such-property: 1'>完</p></body>")
    monkeypatch.setattr(rendering, "html_of", lambda _paper: html)
    with caplog.at_level(logging.WARNING):
        rendering.render_paper(paper_id=paper.pk, at=at("2025-03-03"))
    assert any("登记回执" in line and "no-such-property" in line for line in caplog.messages)

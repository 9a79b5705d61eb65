"""How far the copies of a paper for many are, on its page and on that for sending them out."""

from __future__ import annotations

from mediation.actions.serving import copies
from mediation.vocabulary import Role
from tests.actions.serving.test_copies import PEOPLE, go_on, issue, opinion

__all__ = ["opinion"]


def test_the_pages_say_how_far_it_has_come_and_send_nothing_meanwhile(world, desk, opinion):
    opinion, registrar = issue(world, opinion), desk(world.registrar)
    page = f"/desk/papers/{opinion.pk}/"
    told = f"已列出100人，共{PEOPLE}人"
    said = registrar.get(page).content.decode()
    assert told in said
    assert "送出（" not in said
    form = registrar.get(page + "serve/dispatch/").content.decode()
    assert told in form
    assert 'name="services"' not in form
    assert told in registrar.get(page + "copies/").content.decode()
    go_on(opinion)
    assert copies.LEFT.waiting() == []
    line = registrar.get(page + "copies/").content.decode()
    assert f"送达已全部列出，共{PEOPLE}人。" in line
    assert "hx-get" not in line
    assert f"送出（{PEOPLE}人）" in registrar.get(page).content.decode()
    stranger = desk(world.staff(Role.HANDLER, world.other_bureau))
    assert stranger.get(page + "copies/").status_code == 404

"""A wrong password; a form that is too old or comes from elsewhere; an address that leads nowhere."""

from __future__ import annotations

import pytest
from django.test import Client


def test_a_form_from_elsewhere_is_refused_and_an_old_one_of_ours_can_be_sent_again(world):
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(world.handler)
    typed = {"subject": "青椒收购价未兑现"}
    assert browser.post("/desk/register/", typed, headers={"origin": "http://evil.example"}).status_code == 403
    answer = browser.post("/desk/register/", typed, headers={"origin": "http://testserver"})
    assert answer.status_code == 403
    assert "青椒收购价未兑现" in answer.content.decode()
    answer = browser.post("/desk/register/", typed, headers={"origin": "http://evil.example"})
    assert "青椒收购价未兑现" not in answer.content.decode()


def test_five_wrong_passwords_shut_the_account_for_a_while(world, client):
    wrong = {"username": world.handler.username, "password": "wrong"}
    for _n in range(4):
        answer = client.post("/desk/sign-in/", wrong)
        assert "用户名或者密码不对" in answer.content.decode()
    assert client.post("/desk/sign-in/", wrong).status_code == 429
    right = {**wrong, "password": "right horse battery"}
    assert client.post("/desk/sign-in/", right).status_code == 429


@pytest.mark.parametrize("typed", ["长" * 100_000, "\x00", "𠀀" * 300])
def test_a_name_of_any_length_is_answered_in_words(world, client, typed):
    answer = client.post("/desk/sign-in/", {"username": typed, "password": typed})
    assert answer.status_code == 200


def test_the_right_password_leads_to_my_work(world, client):
    data = {"username": world.handler.username, "password": "right horse battery"}
    answer = client.post("/desk/sign-in/", data, follow=True)
    assert answer.redirect_chain[-1][0] == "/desk/"
    assert client.post("/desk/sign-out/", follow=True).redirect_chain[-1][0] == "/desk/sign-in/"


def test_a_page_that_does_not_exist_says_so_in_words(client):
    answer = client.get("/nowhere/")
    assert answer.status_code == 404
    assert "没有找到" in answer.content.decode()

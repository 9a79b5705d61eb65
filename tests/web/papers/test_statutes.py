"""处理依据目录, open to all: titles, days of force, what articles are about."""

from __future__ import annotations

import pytest

from mediation.documents.papers import statutes


def test_what_is_in_force_comes_first_and_what_is_not_says_so(client, db):
    said = client.get("/statutes/").content.decode()
    assert said.index("《信访工作条例》") < said.index("《信访条例》")
    assert "2005-05-01施行，2022-04-30止" in said
    assert "当日不能引用" in said


def test_on_an_earlier_day_the_older_law_is_in_force(client, db):
    said = client.get("/statutes/?on=2020-01-01").content.decode()
    assert said.index("《信访条例》") < said.index("《信访工作条例》")


@pytest.mark.parametrize("words", ["复查", "第三十五条", "信访工作"])
def test_it_is_searched_by_title_content_and_article(client, db, words):
    said = client.get("/statutes/", {"q": words}).content.decode()
    assert "不服处理意见的三十日内请求上一级机关复查" in said


def test_what_is_not_there_is_said_and_any_words_are_borne(client, db):
    assert "目录里没有找到" in client.get("/statutes/", {"q": "无此法"}).content.decode()
    for words in ("\x00", "<script>", "长" * 5000):
        answer = client.get("/statutes/", {"q": words, "on": words})
        assert answer.status_code == 200
        assert "<script>" not in answer.content.decode().split("</head>")[1].split("<script src")[0]


def test_the_page_says_against_which_text_each_statute_was_read(client, db):
    said = client.get("/statutes/", {"q": "信访工作条例"}).content.decode()
    assert "核对：公开镜像2022-02-25文本。" in said
    assert "代表人数" not in said  # the gloss of 18 once told what 20 says


def test_every_statute_says_how_it_was_checked_and_one_that_was_not_read_tells_of_no_article():
    for one in statutes.catalogue():
        assert one.checked, one.title
        if one.checked == "未见全文" or one.checked.endswith("其余各条未见"):
            assert not one.gloss, one.title
        else:
            assert one.articles, one.title
            assert all(1 <= no <= one.articles for no in one.gloss), one.title

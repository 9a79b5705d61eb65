"""The ledger of a copy on its page, what is proposed next, and what a public notice rests on for whoever decides on it."""

from __future__ import annotations

from mediation.models import ServiceOfDocument
from tests.factories.opinions import DECIDED, issued, take
from tests.factories.papers import proposed, scan
from tests.stages import staged


@staged
def opinion(world):
    """A 处理意见书 issued on 17 March and printed, not sent yet."""
    return issued(world, world.accepted())


def returned(world, opinion):
    """A letter to one person that came back."""
    copy = ServiceOfDocument.objects.get(paper=opinion, party__name="张大山")
    take(copy, "dispatch", world.registrar, DECIDED, "11:00", mode="post", waybill="EMS1")
    return take(copy, "fail", world.registrar, "2025-03-18", note="迁址退回", proof=[scan("退件")])


def test_the_page_of_a_copy_tells_its_facts_and_the_next_mode(world, opinion, desk):
    copy = returned(world, opinion)
    page = desk(world.registrar).get(f"/desk/serviceofdocument/{copy.pk}/").content.decode()
    assert all(told in page for told in ("送达台账", "迁址退回", "退件.pdf", "这一次没有送到", "?mode=direct"))


def test_what_would_begin_is_shown_before_a_return_counts_as_service(world, opinion, desk):
    copy = ServiceOfDocument.objects.get(paper=opinion, party__name="张大山")
    take(copy, "dispatch", world.registrar, DECIDED, "11:00", mode="post", waybill="EMS1")
    stated = {"addressee_caused": "on", "note": "拒收"}
    page = desk(world.registrar).post(f"/desk/serviceofdocument/{copy.pk}/deem_returned/", stated).content.decode()
    assert all(told in page for told in ("请求复查", "新起算"))
    copy.refresh_from_db()
    assert copy.state == "dispatched", "first it is shown"


def test_the_head_sees_what_a_notice_rests_on_before_approving_it(world, opinion, desk):
    notice = proposed(returned(world, opinion), by=world.registrar, on="2025-03-19")
    page = desk(world.head).get(f"/desk/publicnotice/{notice.pk}/approve/").content.decode()
    assert all(
        told in page for told in ("村委会、派出所均不知其下落", "查询记录.pdf", "迁址退回", "退件.pdf", "新起算")
    )
    assert str(notice) in desk(world.head).get("/desk/").content.decode()

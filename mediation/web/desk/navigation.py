"""The desk's main pages, as its head names them."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _

from mediation.vocabulary import Role
from mediation.web.desk.office.administration import is_administrator


def pages(request: HttpRequest) -> dict[str, Any]:
    """For every template, looked up only where it is shown: a page about a fault asks nothing of the database."""
    return {"nav": SimpleLazyObject(lambda: navigation(request))}


def navigation(request: HttpRequest) -> list[dict[str, Any]]:
    """The desk's main pages; none on other parts of the site."""
    match = request.resolver_match
    if match is None or "desk" not in match.namespaces:
        return []
    pages = [
        ("my-work", _("我的待办")),
        ("matters", _("全部事项")),
        ("bookings", _("日程")),
        ("window", _("窗口当场办")),
        ("register", _("登记信访事项")),
    ]
    if request.user.is_authenticated and {Role.HEAD, Role.PETITION_OFFICE} & request.actor.user.roles(request.actor.on):
        pages.insert(1, ("morning", _("今日概览")))
        pages.append(("conferences", _("联席会议")))
    if request.user.is_authenticated and Role.HEAD in request.actor.user.roles(request.actor.on):
        pages.append(("clock-changes", _("期限变动")))
        pages.append(("reading", _("查阅情况")))
    if request.user.is_authenticated and is_administrator(request.actor):
        pages += [("office", _("机关和人员")), ("administration", _("系统状况"))]
    return [{"url": reverse(f"desk:{name}"), "label": label, "here": match.url_name == name} for name, label in pages]

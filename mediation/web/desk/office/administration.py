"""系统状况: what an administrator must see to, and the way to the accounts."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from mediation.actions.clock import trust
from mediation.actions.office import failed_jobs as jobs
from mediation.permissions import Actor
from mediation.queries.office.site import Concern, failed_jobs, site_standing
from mediation.vocabulary import ClockHalt, Role
from mediation.web.desk.access import staff_only

MOST_JOBS = 50


@staff_only
def administration(request: HttpRequest) -> HttpResponse:
    """The administrator's page; for others it does not exist."""
    _refuse_others(request)
    now = timezone.now()
    standing = site_standing(at=now, on=request.actor.on)
    told = {
        "standing": standing,
        "concerns": standing.concerns(),
        "jobs": failed_jobs(MOST_JOBS) if standing.failed_jobs else [],
        "may_confirm": standing.halt in trust.CONFIRMED_BY_PEOPLE,
        "restored": standing.halt == ClockHalt.RESTORED,
        "now": now,
    }
    return render(request, "desk/office/administration.html", told)


@require_POST
@staff_only
def failed_job(request: HttpRequest, pk: int) -> HttpResponse:
    """Try a failed job again, or let it be."""
    _refuse_others(request)
    act = jobs.drop if request.POST.get("act") == "drop" else jobs.again
    if not act(pk, by=request.actor.user, at=timezone.now()):
        messages.error(request, _("这项任务已不在失败之列，可能已有人处理。"))
    elif act is jobs.drop:
        messages.success(request, _("已放弃这项任务。"))
    else:
        messages.success(request, _("已重新排队，稍后刷新本页查看结果。"))
    return redirect("desk:administration")


@require_POST
@staff_only
def clock(request: HttpRequest) -> HttpResponse:
    """Let the clock go on: the administrator has compared the machine's time."""
    _refuse_others(request)
    if request.POST.get("checked") != "on":
        messages.error(request, _("请先核对服务器的时间并勾选。"))
    elif trust.confirm(request.POST.get("halt", ""), by=request.actor.user, at=timezone.now()):
        messages.success(request, _("期限时钟已恢复，几分钟内处理停下期间届满的期限。"))
    else:
        messages.error(request, _("停下的原因已有变化，请再看一遍。"))
    return redirect("desk:administration")


def is_administrator(actor: Actor) -> bool:
    """Whether the person administers the site, in whatever organ."""
    user = actor.user
    return user is not None and (user.is_superuser or Role.ADMINISTRATOR in user.roles(actor.on))


def concerns_for(actor: Actor) -> list[Concern]:
    """What the person must see to as administrator; nothing for others."""
    return site_standing(at=timezone.now(), on=actor.on).concerns() if is_administrator(actor) else []


def _refuse_others(request: HttpRequest) -> None:
    if not is_administrator(request.actor):
        raise Http404

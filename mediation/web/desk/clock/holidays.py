"""放假安排: the holiday notice of a year, pasted or uploaded by an administrator, looked at, and loaded in the background."""

from __future__ import annotations

from itertools import islice
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from mediation.actions import queue
from mediation.actions.clock.calendar_file import NoticeFile, WrongFile, notice_in
from mediation.actions.clock.calendars import is_in_force, proposed, touched
from mediation.actions.clock.calendars_compared import differences
from mediation.models import CalendarYear
from mediation.models.clock.calendar import calendar_with, current_calendar
from mediation.timelimits import TimeLimitError
from mediation.web.desk.access import staff_only
from mediation.web.desk.office.setting_up import administrators_only
from mediation.web.forms.pasted import sheet_text

LONGEST, LONGEST_TITLE = 50_000, 200
# Limits that are counted one by one before the load; beyond that it says: more than so many.
MOST_COUNTED = 2000


@staff_only
def holidays(request: HttpRequest) -> HttpResponse:
    """The years that are there; a notice is shown day by day before it is taken over."""
    administrators_only(request)
    if request.method != "POST":
        return _page(request)
    text = request.POST.get("text", "")[:LONGEST].strip()
    if (given := request.FILES.get("file")) is not None:
        text, told = sheet_text(given)
        if not text:
            return _page(request, wrong=told, status=422)
    try:
        read = notice_in(text, notice=request.POST.get("notice", "").strip()[:LONGEST_TITLE])
        seen = _seen(request, read)
    except (WrongFile, TimeLimitError) as wrong:
        return _page(request, text=text, wrong=str(wrong), status=422)
    if request.POST.get("sure") != "on" or seen["same"]:
        return _page(request, text=text, **seen)
    queue.defer("load_calendar", year=read.year, days=read.as_days(), notice=read.notice, by=str(request.actor.user))
    told = _("%(year)d年的放假安排正在后台载入，受影响的期限随后重新计算；几分钟后这里会列出来。")
    messages.success(request, told % {"year": read.year})
    return redirect("desk:holidays")


def _seen(request: HttpRequest, read: NoticeFile) -> dict[str, Any]:
    """What would become of it."""
    before, at = current_calendar(), timezone.now()
    row = proposed(read.year, read.as_days(), notice=read.notice, at=at)
    after = calendar_with(row)
    moving = sum(one.moves for one in islice(touched(after, on=request.actor.on), MOST_COUNTED))
    return {
        "read": read, "differences": differences(before, after, read), "moving": moving, "most": MOST_COUNTED,
        "same": is_in_force(row, before),
    }  # fmt: skip


def _page(request: HttpRequest, *, status: int = 200, **told: Any) -> HttpResponse:
    years = CalendarYear.objects.order_by("-year", "-number")[:30]
    shown = {
        "years": years,
        "text": "",
        "wrong": "",
        "read": None,
        "differences": [],
        "same": False,
        "moving": 0,
        "most": 0,
    }
    return render(request, "desk/clock/holidays.html", {**shown, **told}, status=status)

"""批量签发: papers are chosen on a list, one press begins, a page shows how far it is and how each came out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from mediation.actions.papers import bulk as running
from mediation.models import BulkItem, BulkRun, Paper, ServiceOfDocument
from mediation.queries.office.site import worker_missing
from mediation.queries.papers.bulk import acts_of, candidates, matters_alike, may_be_pattern
from mediation.vocabulary import BulkAct, BulkResult, PaperKind
from mediation.web.desk.access import log_view, staff_only
from mediation.web.desk.export import as_csv
from mediation.web.desk.papers.sheets import fields_of
from mediation.web.forms.facts import FactsForm
from mediation.web.forms.references import Scope
from mediation.web.stepping.finding import object_or_404
from mediation.web.stepping.keys import KEY, new_key, whole_number
from mediation.workflows.facts import Fact

PAGE = 200
MOST = 5000
WAYBILL = "waybill"
# What is judged paper by paper is chosen paper by paper: there is no tick for all of them.
ONE_BY_ONE = (BulkAct.ENDORSE, BulkAct.APPROVE)


@staff_only
def bulk(request: HttpRequest) -> HttpResponse:
    """The list of what waits for one step of this person, and one's own runs."""
    acts = acts_of(request.actor)
    if not acts:
        raise Http404
    waiting = {one: candidates(request.actor, one).order_by().count() for one in acts}
    busy = next((one for one in acts if waiting[one]), acts[0])
    act = next((one for one in acts if one == request.GET.get("act")), busy)
    page = ChoicePage(request, act, waiting)
    return page.post() if request.method == "POST" else page.draw(page.form())


def facts_of(act: str) -> tuple[Fact, ...]:
    """What is stated once for all the papers; each letter has a number of its own."""
    model = ServiceOfDocument if act == BulkAct.DISPATCH else Paper
    return tuple(fact for fact in model.steps()[act].facts if fact.name != WAYBILL)


class ChoicePage:
    """The list from which papers are chosen for one act."""

    def __init__(self, request: HttpRequest, act: BulkAct, waiting: dict[BulkAct, int]) -> None:
        self.request, self.act, self.waiting = request, act, waiting
        self.words, self.kind = request.GET.get("q", "")[:100], request.GET.get("kind", "")
        self.told = ""
        self.of = "paper__" if act == BulkAct.DISPATCH else ""
        self.found = candidates(request.actor, act, words=self.words)
        self.after = _own_run(request, request.GET.get("run", ""))
        if self.after:
            self.found = self.found.filter(**{f"{self.of}pk__in": self.after.items.values("paper")})
        self.kinds = self._kinds()
        if self.kind in dict(self.kinds):
            self.found = self.found.filter(**{f"{self.of}kind": self.kind})
        else:
            self.kind = ""

    def _kinds(self) -> list[tuple[str, str]]:
        there = set(self.found.order_by().values_list(f"{self.of}kind", flat=True))
        return [(kind, label) for kind, label in PaperKind.choices if kind in there]

    def form(self, data: Any = None) -> FactsForm:
        """What holds for all papers."""
        return FactsForm(facts_of(self.act), scope=Scope(actor=self.request.actor, matter=None, obj=None), data=data)

    def post(self) -> HttpResponse:
        """Begin with what was chosen, as it stood on the list."""
        if (run := BulkRun.objects.filter(key=_key(self.request)).first()) is not None:
            return redirect("desk:bulk-run", run.pk)  # the same form, sent a second time
        form = self.form(self.request.POST)
        if not form.is_valid():
            return self.draw(form, status=422)
        items = self._items()
        if not (items or self.told):
            self.told = _("请至少选择一份文书。")
            return self.draw(form, status=422)
        if self.told:
            return self.draw(form, status=409)
        run = begin(self.request, self.act, items, facts=form.stated())
        return redirect("desk:bulk-run", run.pk)

    def _items(self) -> list[BulkItem]:
        """What was chosen; `told` says why nothing is begun where it is not all there, or too much for one press."""
        if "all" in self.request.POST and self.act not in ONE_BY_ONE:
            count = self.found.count()
            if whole_number(self.request.POST.get("_count", "")) != count:
                self.told = _("名单刚刚有变化，还没有开始，请核对后再办。")
            elif count > MOST:
                self.told = too_many(count)
            return [] if self.told else [self._item(row, row.version) for row in self.found]
        seen = {int(pk): whole_number(version) for pk, _at, version in self._ticked()
                if pk.isascii() and pk.isdigit() and len(pk) < 18}  # fmt: skip
        if len(seen) > MOST:
            self.told = too_many(len(seen))
            return []
        items = [self._item(row, seen[row.pk]) for row in self.found.filter(pk__in=seen)]
        if items and len(items) < len(seen):
            n = len(seen) - len(items)
            self.told = ngettext(
                "勾选的文书中有%(n)d份已经不在名单上，可能刚被办理过。还没有开始，请核对后再办。",
                "勾选的文书中有%(n)d份已经不在名单上，可能刚被办理过。还没有开始，请核对后再办。", n,
            ) % {"n": n}  # fmt: skip
        return items

    def _ticked(self) -> Iterator[tuple[str, str, str]]:
        return (one.partition("@") for one in self.request.POST.getlist("papers"))

    def _item(self, row: Any, version: int | None) -> BulkItem:
        if self.act != BulkAct.DISPATCH:
            return BulkItem(matter=row.matter, paper=row, version=version)
        waybill = self.request.POST.get(f"{WAYBILL}-{row.pk}", "").strip()
        facts = {WAYBILL: waybill} if waybill else {}
        return BulkItem(matter=row.matter, paper=row.paper, service=row, version=version, facts=facts)

    def draw(self, form: FactsForm, *, status: int = 200) -> HttpResponse:
        """The page; what was ticked stays ticked."""
        page = Paginator(self.found, PAGE).get_page(self.request.GET.get("page"))
        ticked = set(self.request.POST.getlist("papers")) if self.request.method == "POST" else None
        query = self.request.GET.copy()
        query.pop("page", None)
        context = {
            "act": self.act,
            "acts": list(self.waiting.items()),
            "after": self.after,
            "words": self.words,
            "kind": self.kind,
            "kinds": self.kinds,
            "form": form,
            "faults": form.faults() if form.is_bound else [],
            "told": self.told,
            "page": page,
            "rows": [self._row(row, ticked) for row in page],
            "serving": self.act == BulkAct.DISPATCH,
            "one_by_one": self.act in ONE_BY_ONE,
            "all_at_once": self.act not in ONE_BY_ONE and page.paginator.count > 1,
            "narrowed": bool(self.words or self.kind or self.after),
            "query": query.urlencode(),
            "key": new_key(),
            "runs": runs_of(self.request),
        }
        return render(self.request, "desk/papers/bulk.html", context, status=status)

    def _row(self, row: Any, ticked: set[str] | None) -> dict[str, Any]:
        value = f"{row.pk}@{row.version}"
        paper = row.paper if self.act == BulkAct.DISPATCH else row
        people: list[Any] = [row.party] if self.act == BulkAct.DISPATCH else list(row.addressees.all())
        if not people and paper.to_organ:
            people = [paper.to_organ]
        waybill = self.request.POST.get(f"{WAYBILL}-{row.pk}", "")
        return {"row": row, "paper": paper, "people": people, "value": value, "waybill": waybill,
                "ticked": ticked is not None and value in ticked}  # fmt: skip


def too_many(n: int) -> str:
    """More than one press takes, in a sentence."""
    return _("一次最多办理%(most)d份，现有%(n)d份，还没有开始。请用查找缩小范围，分几次办理。") % {"most": MOST, "n": n}


def begin(request: HttpRequest, act: BulkAct, items: Iterable[BulkItem], **more: Any) -> BulkRun:
    """Begin a run as the person who presses; the form's key makes the second press find the first run."""
    return running.start_run(
        act,
        items,
        by=request.actor.user,
        at=timezone.now(),
        key=_key(request),
        language=get_language() or "zh-hans",
        **more,
    )


def _key(request: HttpRequest) -> str:
    """The key of this form in these hands."""
    typed = request.POST.get("_key", "")
    return f"{request.actor.user.pk}-{typed if KEY.fullmatch(typed) else new_key()}"


@staff_only
def alike(request: HttpRequest, pk: int) -> HttpResponse:
    """Draft papers like this one in other files of the organ: same kind, same words, each its own paper."""
    pattern = object_or_404(request.actor, Paper, pk)
    if not (fields_of(pattern) and may_be_pattern(pattern)):
        raise Http404
    words, told = request.GET.get("q", "")[:100], ""
    found = matters_alike(request.actor, pattern, words=words)
    if request.method == "POST":
        ticked = [
            int(one) for one in request.POST.getlist("matters") if one.isascii() and one.isdigit() and len(one) < 18
        ]
        chosen = list(found.filter(pk__in=ticked)[: MOST + 1])
        if len(chosen) > MOST:
            told = too_many(len(chosen))
        elif chosen:
            log_view(request, pattern.matter, str(pattern))
            run = begin(request, BulkAct.DRAFT, [BulkItem(matter=one) for one in chosen], pattern=pattern)
            return redirect("desk:bulk-run", run.pk)
        else:
            told = _("请至少选择一个卷宗。")
    context = {
        "pattern": pattern,
        "words": words,
        "told": told,
        "page": Paginator(found, PAGE).get_page(request.GET.get("page")),
        "query": request.GET.urlencode(),
        "key": new_key(),
    }
    return render(request, "desk/papers/bulk_alike.html", context, status=422 if told else 200)


def runs_of(request: HttpRequest) -> list[BulkRun]:
    """One's own latest runs."""
    return list(BulkRun.objects.filter(user=request.actor.user)[:10])


def _own_run(request: HttpRequest, typed: str) -> BulkRun | None:
    pk = whole_number(typed)
    return BulkRun.objects.filter(user=request.actor.user, pk=pk).first() if pk else None


NEXT = {
    BulkAct.DRAFT: BulkAct.SUBMIT, BulkAct.SUBMIT: BulkAct.APPROVE, BulkAct.ENDORSE: BulkAct.APPROVE,
    BulkAct.APPROVE: BulkAct.ISSUE, BulkAct.ISSUE: BulkAct.DISPATCH,
}  # fmt: skip


@staff_only
def run(request: HttpRequest, pk: int) -> HttpResponse:
    """How far it is, how each paper came out; pause, resume, try again. Only for who began it."""
    found = get_object_or_404(BulkRun.objects.filter(user=request.actor.user), pk=pk)
    if request.method == "POST":
        _steer(request, found)
        return redirect("desk:bulk-run", pk)
    counts = found.counts()
    result = request.GET.get("result", "") if request.GET.get("result") in BulkResult.values else ""
    items = found.items.select_related("matter", "paper", "service__party").order_by("no")
    items = items.defer("paper__page", "paper__snapshot")
    if result:
        items = items.filter(result=result)
    if request.GET.get("format") == "csv":
        return _exported(found, items)
    asked = NEXT.get(found.act)
    context = {
        "run": found,
        "counts": [(value, label, counts[value]) for value, label in BulkResult.choices],
        "all": sum(counts.values()),
        "done": sum(counts.values()) - counts[BulkResult.WAITING],
        "refused": counts[BulkResult.REFUSED],
        "over": not counts[BulkResult.WAITING],
        "under_way": bool(counts[BulkResult.WAITING]) and not found.paused_at,
        "stuck": bool(counts[BulkResult.WAITING]) and not found.paused_at and worker_missing(timezone.now()),
        "result": result,
        "page": Paginator(items, PAGE).get_page(request.GET.get("page")),
        "query": f"result={result}",
        "next": asked if asked in acts_of(request.actor) and counts[BulkResult.DONE] else None,
    }
    return render(
        request, "desk/papers/parts/bulk_standing.html" if request.htmx else "desk/papers/bulk_run.html", context
    )


def _steer(request: HttpRequest, found: BulkRun) -> None:
    if "pause" in request.POST:
        running.pause(found, at=timezone.now())
    elif "resume" in request.POST:
        running.resume(found)
    elif "again" in request.POST:
        running.try_again(found)


def _exported(found: BulkRun, items: Any) -> HttpResponse:
    heads = [_("序号"), _("卷宗"), _("事由"), _("文书"), _("结果"), _("没有办成的原因"), _("怎么补正")]
    rows = (
        (
            item.matter,
            [
                item.no, item.matter.number, item.matter.called, item.paper or "", item.get_result_display(),
                item.sentence, item.mend,
            ],
        )
        for item in items
    )  # fmt: skip
    return as_csv(f"bulk-{found.pk}", heads, rows)

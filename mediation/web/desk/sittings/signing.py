"""The record read by those who took part, and signed: on the page, on paper, or refused."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from mediation.actions import gateway
from mediation.actions.sittings.said import may_write
from mediation.models import Hearing, RecordSignature
from mediation.queries.sittings.said import lines_of
from mediation.vocabulary import ReadingWay
from mediation.web.desk.access import log_view, staff_only
from mediation.web.desk.sitting_addresses import addresses_of, page_of
from mediation.web.desk.sittings.people import officers_of, present
from mediation.web.stepping.finding import object_or_404
from mediation.web.stepping.keys import new_key
from mediation.web.stepping.taking import in_hands_of
from mediation.workflows.base import Refused
from mediation.workflows.facts import WrongFacts
from mediation.workflows.sittings.signing import HEIGHT, WIDTH, path_of


@dataclass(frozen=True)
class Signer:
    """One who came, and how he answered for the record as it stands."""

    party: Any
    address: str
    signature: RecordSignature | None
    seconds: int | None

    @property
    def drawn(self) -> str:
        """His hand."""
        return path_of(self.signature.drawing) if self.signature else ""


@staff_only
def reading(request: HttpRequest, pk: int, model: type[Any] = Hearing) -> HttpResponse:
    """The record as it is read, in large type, and who has signed it; POST says how it was read."""
    hearing = object_or_404(request.actor, model, pk)
    if request.method == "POST":
        _take(request, hearing, "read_record", way=request.POST.get("way", ""))
        return redirect(page_of(hearing, "reading"))
    log_view(request, hearing.matter, str(hearing))
    read = hearing.reading()
    last = hearing.last_entry()
    context = {
        "hearing": hearing, "matter": hearing.matter, "lines": [line for line in lines_of(hearing) if line.is_read],
        "writes": may_write(hearing, request.actor), "read": read, "root": last[1] if last else "",
        "how": ReadingWay(read.facts["way"]).label if read else "", "ways": ReadingWay.choices, "key": new_key(),
        "signers": signers_of(hearing), "at": addresses_of(hearing), "officers": officers_of(hearing),
    }  # fmt: skip
    return render(request, "desk/sittings/reading.html", context)


def signers_of(hearing: Any) -> list[Signer]:
    """Everybody who came, in order; with how many seconds after another one on the same device he signed, if few."""
    signed, after = hearing.signed_as_it_stands(), hearing.signed_in_haste()
    found = [(party, signed.get(party.pk)) for party in hearing.who_came()]
    return [
        Signer(party, page_of(hearing, "sign", party.pk), one, after.get(one.pk) if one else None)
        for party, one in found
    ]


@staff_only
def sign(request: HttpRequest, pk: int, party: int, model: type[Any] = Hearing) -> HttpResponse:
    """Where one person signs: a field to write in, or the page of the printed record, or why not."""
    hearing = object_or_404(request.actor, model, pk)
    signer = next((one for one in hearing.who_came() if one.pk == party), None)
    if signer is None or not may_write(hearing, request.actor):
        raise Http404
    told = request.POST
    if request.method == "POST":
        facts = {name: told.get(name, "").strip() for name in ("signer", "way", "drawing", "why", "witness")}
        device = request.headers.get("User-Agent", "")[:200]
        if _take(
            request,
            hearing,
            "sign_record",
            device=device,
            scan=request.FILES.getlist("scan"),
            **facts,
            **{hearing.SIGNER: signer},
        ):
            return redirect(page_of(hearing, "reading"))
    context = {
        "hearing": hearing, "matter": hearing.matter, "signer": signer, "typed": {"why": told.get("why", ""), "signer": told.get("signer", "")}, "key": new_key(), "width": WIDTH, "height": HEIGHT,
        "agents": [name for one in present(hearing, [], request.actor.on) if one.key == signer.pk for name, came in one.agents if came],
        "witness": told.get("witness", "") or (str(hearing.recorder or "") if hearing.page_name == "hearing" else ""), "at": addresses_of(hearing),
    }  # fmt: skip
    return render(request, "desk/sittings/sign.html", context)


def _take(request: HttpRequest, hearing: Any, step: str, **facts: Any) -> bool:
    """Take the step; what is refused is told on the page."""
    key = in_hands_of(request.actor, request.POST.get("key", "") or new_key())
    try:
        gateway.perform(type(hearing), hearing.pk, step, by=request.actor.user, at=timezone.now(), key=key, **facts)
    except (Refused, WrongFacts) as no:
        messages.error(request, str(no) or _("没有登记。"))
        return False
    return True

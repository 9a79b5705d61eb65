"""A copy of a whole matter for printing: asked for by a reader, made by the worker, seen by that reader alone."""

from __future__ import annotations

import tempfile
import uuid
from datetime import datetime, timedelta

from django.conf import settings
from django.core.files import File
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from mediation.actions import queue
from mediation.documents.papers.packing import PackingFailed, packed
from mediation.documents.papers.packing.pieces import pieces_of
from mediation.models import Matter, PrintPack, User
from mediation.models.extracts import read_by
from mediation.permissions import Actor
from mediation.vocabulary import PackStage

KEPT_DAYS = 3
EVERY = 5  # pieces: so often the page is told how far it is
LONGEST = 500


def ask(*, matter: Matter, by: User, at: datetime, materials: bool, duplex: bool, language: str) -> PrintPack:
    """Have a copy made; a second press while the same one is under way finds the first."""
    with transaction.atomic():
        Matter.objects.select_for_update().get(pk=matter.pk)
        wanted = {"matter": matter, "user": by, "materials": materials, "duplex": duplex}
        pack = PrintPack.objects.under_way().filter(**wanted).first()
        if pack is None:
            pack = PrintPack.objects.create(**wanted, asked_at=at)
            queue.defer_many("make_pack", [{"pack_id": pack.pk, "language": language}])
        return pack


def make(*, pack_id: int, at: datetime, language: str) -> None:
    """Make the copy of what its reader may see now; a second call of a finished one changes nothing.

    A worker that dies on the way leaves nothing that counts: the next try begins anew. Any other failure is told to the
    person, who may press again; what nobody foresaw is raised too, so that the administrator sees a failed job.
    """
    pack = PrintPack.objects.select_related("matter__organ", "user").filter(pk=pack_id).first()
    if pack is None or pack.stage in (PackStage.READY, PackStage.FAILED):
        return
    with override(language):
        try:
            _made(pack, at)
        except PackingFailed as failed:
            _failed(pack, str(failed))
        except Exception:
            _failed(pack, _("打印册没有做成，系统出了差错，已经记录。请稍后再做一次；仍然不行的，请告诉系统管理员。"))
            raise


def _failed(pack: PrintPack, why: str) -> None:
    pack.stage, pack.failure = PackStage.FAILED, why[:LONGEST]
    pack.save(update_fields=["stage", "failure"])


def _made(pack: PrintPack, at: datetime) -> None:
    on = timezone.localdate(at)
    reader = Actor(on=on, user=pack.user)
    if not Matter.objects.visible_to(reader).filter(pk=pack.matter_id).exists():
        raise PackingFailed(_("您现在不能查看这件卷宗，打印册没有做。"))
    with override(settings.LANGUAGE_CODE), read_by(reader):  # what is printed is Chinese
        pieces = pieces_of(pack.matter, reader, materials=pack.materials)
    if not pieces:
        raise PackingFailed(_("卷宗中还没有可以打印的文书。文书签发后再做。"))
    pack.stage, pack.total, pack.done = PackStage.MAKING, sum(bool(piece.file) for piece in pieces), 0
    pack.contents = [list(piece.key) for piece in pieces]
    pack.save(update_fields=["stage", "total", "done", "contents"])

    def progress(done: int) -> None:
        if done % EVERY == 0 or done == pack.total:
            PrintPack.objects.filter(pk=pack.pk).update(done=done)

    with tempfile.TemporaryFile() as target, read_by(reader):
        pack.pages = packed(
            pack.matter, pieces, by=str(pack.user), on=str(on), duplex=pack.duplex, target=target, progress=progress
        )
        target.seek(0)
        pack.file.save(f"{uuid.uuid4().hex}.pdf", File(target), save=False)
    pack.stage, pack.done, pack.made_at = PackStage.READY, pack.total, at
    pack.save(update_fields=["stage", "done", "pages", "file", "made_at"])


def still_seen(pack: PrintPack, reader: Actor) -> bool:
    """Whether its reader may still see all that is in it: rights may have changed since it was made."""
    now = {piece.key for piece in pieces_of(pack.matter, reader, materials=True)}
    return {(kind, pk) for kind, pk in pack.contents} <= now


def forget_old(at: datetime) -> None:
    """Delete copies some days after they were asked for: they hold what the file holds."""
    for pack in PrintPack.objects.filter(asked_at__lt=at - timedelta(days=KEPT_DAYS)):
        if pack.file:
            pack.file.delete(save=False)
        pack.delete()

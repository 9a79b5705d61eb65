"""After a new key was put first in NOTEBOOK_KEYS: keep the keys of all notebooks under it, so that the old one can go."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from mediation.models import Notebook, NotebookKey, OfferKey, SettlementOffer
from mediation.models.confided import KeyLostError

KEPT_UNDER_KEYS = (Notebook, NotebookKey, SettlementOffer, OfferKey)


class Command(BaseCommand):
    """manage.py rewrap_notebooks: exit 0 when every notebook opens by the first key, 1 with those named whose key is lost."""

    help = "更换调解笔记的密钥：新密钥放在NOTEBOOK_KEYS最前，运行本命令，之后可以撤去旧密钥。"

    def handle(self, *args: Any, **options: Any) -> None:
        """No note is read for it; killed half-way, both keys still open everything."""
        done, lost = 0, []
        for model in KEPT_UNDER_KEYS:
            for pk in model._default_manager.order_by("pk").values_list("pk", flat=True):
                with transaction.atomic():
                    row = model._default_manager.select_for_update().get(pk=pk)
                    try:
                        row.rewrap()
                        done += 1
                    except KeyLostError:
                        lost.append(_called(row))
        if lost:
            told = "、".join(dict.fromkeys(lost))
            raise CommandError(
                f"已改用新密钥{done}项；{told}的密钥已不在NOTEBOOK_KEYS里，请把旧密钥补回后再运行。", returncode=1
            )
        self.stdout.write(f"已改用新密钥{done}项，旧密钥可以撤去。")


def _called(row: Any) -> str:
    """The notebook or the offer whose key it is, by its number."""
    if isinstance(row, Notebook | NotebookKey):
        return f"笔记本{row.pk if isinstance(row, Notebook) else row.notebook_id}"
    return f"调解方案{row.pk if isinstance(row, SettlementOffer) else row.offer_id}"

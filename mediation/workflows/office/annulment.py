"""撤销登记: an entry that was wrong no longer counts, nor what followed from it; where a right hung on it, the head decides."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from mediation.permissions import consequence, head
from mediation.workflows import facts as f
from mediation.workflows.base import NEW, Act, Guard, Lifecycle, step


class AnnulmentState(models.TextChoices):
    """Where the annulment stands."""

    ASKED = "asked", _("待负责人决定")
    DONE = "done", _("登记已撤销")
    REFUSED = "refused", _("不予撤销")


another_decides = Guard(
    "erred_oneself",
    _("登记错误的人不能批准撤销自己的登记。"),
    lambda annulment, act: act.by.user is None or annulment.record.user_id != act.by.user.pk,
    _("请由另一位负责人决定。"),
)


class AnnulmentLifecycle(Lifecycle):
    """The annulment of one record."""

    State = AnnulmentState
    course_told = False
    opened_apart = True

    class Meta:
        abstract = True

    @step(source=NEW, target=AnnulmentState.ASKED, label=_("报请撤销登记"), by=consequence)
    def ask(self, act: Act) -> None:
        """A right hung on the wrong entry: the head is asked."""

    @step(source=NEW, target=AnnulmentState.DONE, label=_("撤销登记"), by=consequence)
    def enter(self, act: Act) -> None:
        """No right hung on it, the head himself found it, or an act that was in time overtakes the clock."""

    @step(
        source=AnnulmentState.ASKED,
        target=AnnulmentState.DONE,
        label=_("批准撤销登记"),
        by=head,
        guards=[another_decides],
        day_field="decided_on",
    )
    def approve(self, act: Act) -> None:
        """The head, who did not err himself, annuls the entry with all that followed from it."""
        self.decided_by: Any = act.by.user

    @step(
        source=AnnulmentState.ASKED,
        target=AnnulmentState.REFUSED,
        label=_("不予撤销登记"),
        turns_back=True,
        by=head,
        facts=[f.long_text("why_not", _("不予撤销的理由"), longest=500)],
        day_field="decided_on",
    )
    def refuse(self, act: Act) -> None:
        """The entry was right, or is to be mended in another way; it goes on counting."""
        self.decided_by = act.by.user

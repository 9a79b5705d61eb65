"""Messages that only inform (no period ever runs from one), reminders, and the log of who read a file."""

from __future__ import annotations

from typing import Any

import pgtrigger
from django.db import models
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _

from mediation.models.matter import Matter, Party
from mediation.timelimits import WarningLevel
from mediation.workflows.base import lifecycle_named

# How the keys of messages begin that tell a person of his own account.
OF_ACCOUNT = "account:"
# And those of sittings, besides what carries an invitation.
OF_SITTINGS = ("sitting:", "tomorrow:", "overrun:")


class Message(models.Model):
    """提醒: told to a member of staff or a party; by itself it is never service."""

    matter = models.ForeignKey(Matter, models.PROTECT, related_name="messages", verbose_name=_("卷宗"))
    user = models.ForeignKey("User", models.CASCADE, null=True, related_name="messages", verbose_name=_("工作人员"))
    party = models.ForeignKey(Party, models.CASCADE, null=True, related_name="messages", verbose_name=_("当事人"))
    text = models.CharField(_("内容"), max_length=500)
    sent_at = models.DateTimeField(_("发出时间"))
    read_at = models.DateTimeField(_("已读时间"), null=True)
    key = models.CharField(max_length=120, unique=True)
    passed_to = models.JSONField(_("已送出的方式"), default=list)
    # The sitting that it calls to, moves or calls off: mail carries it as an invitation for calendar programs.
    sitting_type = models.CharField(max_length=40, blank=True, default="", editable=False)
    sitting_id = models.BigIntegerField(null=True, editable=False)

    class Meta:
        verbose_name = _("提醒")
        ordering = ["-sent_at", "-pk"]
        indexes = [
            models.Index(fields=["user", "-sent_at"], condition=models.Q(read_at__isnull=True), name="message_unread")
        ]

    def __str__(self) -> str:
        return self.text

    @property
    def of_account(self) -> bool:
        """Whether it tells a person what happened to his own account."""
        return self.key.startswith(OF_ACCOUNT)

    @property
    def sitting(self) -> Any:
        """The sitting that it is about; None where it is about none."""
        if not self.sitting_type:
            return None
        return lifecycle_named(self.sitting_type)._default_manager.select_related("matter").get(pk=self.sitting_id)

    @property
    def of_sitting(self) -> bool:
        """Whether it calls to a sitting, changes it, reminds of it, or tells that it begins later."""
        return bool(self.sitting_type) or self.key.startswith(OF_SITTINGS)

    @property
    def addresses(self) -> list[str]:
        """Where mail reaches the person, and, of sittings, whoever acts for the party on that day, each once."""
        found = [self.address]
        if self.party is not None and self.of_sitting:
            found += (
                self.party.agents.in_force(localtime(self.sent_at).date())
                .order_by("pk")
                .values_list("email", flat=True)
            )
        return list(dict.fromkeys(filter(None, found)))

    @property
    def address(self) -> str:
        """Where mail reaches the person; empty if no address was given."""
        return (self.user or self.party).email


class Reminder(models.Model):
    """That the level of a deadline was told: once for each level and last day."""

    deadline = models.ForeignKey("Deadline", models.PROTECT, related_name="reminders", verbose_name=_("期限"))
    level = models.CharField(_("紧迫程度"), max_length=10, choices=[(one.value, one.label) for one in WarningLevel])
    legal_on = models.DateField(_("当时的法定届满日"))
    sent_at = models.DateTimeField(_("发出时间"))

    class Meta:
        verbose_name = _("期限提醒")
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["deadline", "level", "legal_on"], name="reminder_once")]


class FileView(models.Model):
    """阅卷记录: who looked at a file and when; a party may ask to see it."""

    matter = models.ForeignKey(Matter, models.PROTECT, related_name="views", verbose_name=_("卷宗"))
    user = models.ForeignKey("User", models.PROTECT, null=True, related_name="+")
    party = models.ForeignKey(Party, models.PROTECT, null=True, related_name="+")
    what = models.CharField(_("内容"), max_length=100)
    seen_at = models.DateTimeField(_("时间"))

    class Meta:
        verbose_name = _("阅卷记录")
        ordering = ["-seen_at", "-pk"]
        indexes = [
            models.Index(
                fields=["seen_at"], include=["user", "matter"], name="views_of_staff",
                condition=models.Q(user__isnull=False),
            )
        ]  # fmt: skip


class ReadingAlarm(models.Model):
    """集中查阅提醒: a member of staff opened unusually many files within an hour; kept as it was noticed.

    `files` is how many, `most` the limit of the organ then. No file and no party is named.
    """

    organ = models.ForeignKey("Organ", models.PROTECT, related_name="+", verbose_name=_("机关"))
    user = models.ForeignKey("User", models.PROTECT, related_name="+", verbose_name=_("工作人员"))
    files = models.PositiveIntegerField(_("卷宗件数"))
    most = models.PositiveIntegerField(_("界限"))
    first_at = models.DateTimeField(_("起"))
    last_at = models.DateTimeField(_("止"))

    class Meta:
        verbose_name = _("集中查阅提醒")
        ordering = ["-last_at", "-pk"]
        indexes = [models.Index(fields=["organ", "-last_at"], name="alarms_of_organ")]
        triggers = [pgtrigger.Protect(name="kept_as_noticed", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.user}：{self.files}"

"""Where a member of staff is signed in: one row for each session, so that he sees them and can end them."""

from __future__ import annotations

from datetime import datetime

from django.db import models
from django.utils.translation import gettext_lazy as _


class SignIn(models.Model):
    """A session of a person: on which device and since when. No address is kept, and nothing once the session cannot last any more."""

    user = models.ForeignKey("User", models.CASCADE, related_name="sign_ins", verbose_name=_("工作人员"))
    session_key = models.CharField(max_length=40, unique=True, editable=False)
    device = models.CharField(_("设备"), max_length=60)
    began_at = models.DateTimeField(_("登录时间"))

    class Meta:
        verbose_name = _("登录")
        ordering = ["-began_at", "-pk"]
        indexes = [models.Index(fields=["began_at"], name="sign_ins_over")]

    def __str__(self) -> str:
        return self.device

    @classmethod
    def forget_over(cls, before: datetime) -> None:
        """What began before that has ended, and is kept no longer."""
        cls.objects.filter(began_at__lt=before).delete()

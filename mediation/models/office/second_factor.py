"""What a member of staff proves besides the password: a code app, a passkey, or one of the codes for when these are lost."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from mediation.models import codes
from mediation.vocabulary import FactorKind

SECRET, RECOVERY = "mediation.staff.factor", "mediation.staff.recovery"


class SecondFactor(models.Model):
    """One app or passkey of a person. Taken off it is kept, with its last moment, and proves nothing any more."""

    user = models.ForeignKey("User", models.CASCADE, related_name="factors", verbose_name=_("工作人员"))
    kind = models.CharField(_("种类"), max_length=10, choices=FactorKind.choices)
    name = models.CharField(_("名称"), max_length=40)
    credential_id = models.BinaryField(null=True, unique=True, editable=False)
    # Of a passkey what is public; of an app the shared secret, encrypted under a key apart from the database.
    kept = models.BinaryField(editable=False)
    # The last interval of an app's code, or the count of a passkey's uses: nothing opens twice.
    counted = models.BigIntegerField(default=0, editable=False)
    added_at = models.DateTimeField(_("设立时间"))
    used_at = models.DateTimeField(_("上次使用"), null=True)
    ended_at = models.DateTimeField(_("停用时间"), null=True)

    class Meta:
        verbose_name = _("第二验证方式")
        ordering = ["pk"]
        indexes = [
            models.Index(fields=["user"], name="factors_standing", condition=models.Q(ended_at__isnull=True)),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}：{self.name}"

    @classmethod
    def standing(cls, user: Any) -> models.QuerySet[Any]:
        """Those that the person has now."""
        return cls.objects.filter(user=user, ended_at=None)

    @property
    def secret(self) -> str | None:
        """What an app shares with us; None where its key was taken off the list."""
        return codes.decrypted(SECRET, self.kept)

    def advance(self, counted: int, *, at: datetime) -> bool:
        """Count a use; False where another click has just used the same one, or a copy of the key was used meanwhile."""
        fresh = (
            {"counted__lt": counted} if counted else {"counted": 0}
        )  # a passkey that does not count tells 0 for ever
        rows = SecondFactor.objects.filter(pk=self.pk, ended_at=None, **fresh)
        return bool(rows.update(counted=counted, used_at=at))


class RecoveryCode(models.Model):
    """A code that opens once in place of a factor, as a keyed hash: on one's own sheet, or on a slip of an administrator's, for some days."""

    user = models.ForeignKey("User", models.CASCADE, related_name="recovery_codes", verbose_name=_("工作人员"))
    code_hash = models.CharField(max_length=64, editable=False)
    # Of a slip alone.
    until = models.DateTimeField(_("有效期"), null=True)
    made_at = models.DateTimeField(_("产生时间"))
    ended_at = models.DateTimeField(_("作废时间"), null=True)

    class Meta:
        verbose_name = _("备用码")
        ordering = ["pk"]
        indexes = [
            models.Index(fields=["user"], name="recovery_standing", condition=models.Q(ended_at__isnull=True)),
        ]

    def __str__(self) -> str:
        return f"{self.made_at:%Y-%m-%d}"

    @classmethod
    def standing(cls, user: Any) -> models.QuerySet[Any]:
        """Those not yet used or replaced, a slip among them."""
        return cls.objects.filter(user=user, ended_at=None)

    @classmethod
    def slip_of(cls, user: Any) -> RecoveryCode | None:
        """The last slip that was printed, as long as no factor was set up after it: used or over, it keeps the password alone out."""
        last = cls.objects.filter(user=user, until__isnull=False).order_by("pk").last()
        if last is None or SecondFactor.objects.filter(user=user, added_at__gt=last.made_at).exists():
            return None
        return last

    @classmethod
    def keep(cls, user: Any, printed: Iterable[str], *, at: datetime, until: datetime | None = None) -> None:
        """Keep codes that are printed now, in place of those before."""
        cls.standing(user).update(ended_at=at)
        kept = [codes.keyed(RECOVERY, codes.as_printed(code)) for code in printed]
        cls.objects.bulk_create([cls(user=user, code_hash=one, until=until, made_at=at) for one in kept])

    @classmethod
    def use(cls, user: Any, typed: str, *, at: datetime) -> RecoveryCode | None:
        """The one that was typed, used up; None where there is none, it is over, or another click has just used it."""
        hashes = codes.keyed_by_any(RECOVERY, codes.as_printed(typed))
        still = models.Q(until=None) | models.Q(until__gte=at)
        found = cls.standing(user).filter(still, code_hash__in=hashes).first()
        if found is None or not cls.objects.filter(pk=found.pk, ended_at=None).update(ended_at=at):
            return None
        return found

"""What happens to one's account is told to its person: on the first page until it is put away, and by mail where there is an address."""

from __future__ import annotations

from datetime import datetime
from secrets import token_hex

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import override

from mediation.actions import messages
from mediation.models import Matter, OfficeChange, Organ, User
from mediation.models.message import OF_ACCOUNT
from mediation.models.office.office_change import OFFICE_FILE


def tell(person: User, text: str, *, at: datetime) -> None:
    """Tell it. It lies in the file of the office, which nobody reads; a site without an organ has nobody to tell."""
    matter = Matter.objects.filter(number=OFFICE_FILE).first() or _opened(at)
    if matter is not None:
        sent = messages.Sent(matter.pk, person, text, f"{OF_ACCOUNT}{token_hex(16)}")
        messages.send_many([sent], at=at)


def _opened(at: datetime) -> Matter | None:
    organ = Organ.objects.order_by("path").first()
    if organ is None:
        return None
    first = {"organ": organ, "subject": str(OfficeChange._meta.verbose_name), "opened_on": at.date()}
    found: Matter = Matter.objects.get_or_create(number=OFFICE_FILE, defaults=first)[0]
    return found


def signed_in_anew(person: User, device: str, *, at: datetime) -> None:
    """On a device on which this person has not signed in before."""
    with override(settings.LANGUAGE_CODE):
        on = device or _("未说明的设备")
        tell(
            person,
            _("您的账号在新的设备上登录了：%(device)s。不是您本人的，请马上修改密码，并在“我的账号”退出那一处登录。")
            % {"device": on},
            at=at,
        )


def password_changed(person: User, *, at: datetime) -> None:
    """By whoever was signed in, with the one before."""
    with override(settings.LANGUAGE_CODE):
        tell(person, _("您的密码已修改。不是您本人改的，请马上联系系统管理员。"), at=at)


def password_voided(person: User, by: User | None, *, at: datetime) -> None:
    """An administrator has printed a slip."""
    with override(settings.LANGUAGE_CODE):
        tell(
            person,
            _("%(who)s重发了您的首次登录口令，原来的密码作废。不是您要求的，请马上联系本机关负责人。")
            % {"who": by or _("服务器的维护人员")},
            at=at,
        )


def factor_added(person: User, name: str, *, at: datetime) -> None:
    """An app or a passkey from now on."""
    with override(settings.LANGUAGE_CODE):
        tell(
            person,
            _("您的账号添加了第二验证方式：%(name)s。不是您本人的，请马上联系系统管理员。") % {"name": name},
            at=at,
        )


def factor_ended(person: User, name: str, *, at: datetime) -> None:
    """One that proves nothing any more."""
    with override(settings.LANGUAGE_CODE):
        tell(
            person,
            _("您的账号停用了第二验证方式：%(name)s。不是您本人的，请马上联系系统管理员。") % {"name": name},
            at=at,
        )


def factors_reset(person: User, by: User | None, *, at: datetime) -> None:
    """An administrator has printed a slip for somebody who lost his."""
    with override(settings.LANGUAGE_CODE):
        who = by or _("服务器的维护人员")
        tell(
            person,
            _("%(who)s重设了您的第二验证方式，原有的和备用码都已作废。不是您要求的，请马上联系本机关负责人。")
            % {"who": who},
            at=at,
        )


def code_used(person: User, left: int, *, at: datetime) -> None:
    """A recovery code instead of the app or the passkey."""
    with override(settings.LANGUAGE_CODE):
        tell(
            person,
            _("有人用您的备用码登录，还剩%(n)d个。不是您本人的，请马上修改密码，并重新打印备用码。") % {"n": left},
            at=at,
        )


def guessed_at(person: User, *, at: datetime) -> None:
    """Somebody knows the password and tries codes."""
    with override(settings.LANGUAGE_CODE):
        tell(
            person,
            _("有人输对了您的密码，又多次输错第二验证方式的验证码。不是您本人的，密码已经被人知道，请马上修改。"),
            at=at,
        )

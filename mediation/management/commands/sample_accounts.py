"""Name a sample account for every role, and a query number with a code for the portal."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.utils import timezone
from django.utils.translation import override

from mediation.models import Appointment, OwnSecret, Party, User
from mediation.models.codes import kept_forms
from mediation.models.intake.own_secret import kept_form
from mediation.scenarios.stage import SAMPLE_CODE, SAMPLE_PASSWORD, SAMPLE_SECRET
from mediation.vocabulary import PartyRole, Role


class Command(BaseCommand):
    """manage.py sample_accounts: only accounts that still have the sample password are shown."""

    help = "列出示例账号（每个岗位一个）和一个可用的查询编号、查询码。"

    def handle(self, *args: Any, **options: Any) -> None:
        """Print accounts, then one petitioner who has the sample slip."""
        with override("zh-hans"):
            found = [(Role(role).label, one) for role in Role.values if (one := holder(role)) is not None]
            if not found:
                return
            self.stdout.write(f"示例账号，口令均为：{SAMPLE_PASSWORD}")
            for label, appointment in found:
                who = appointment.user
                self.stdout.write(f"  {who.username:<12} {label}  {appointment.organ}  {who.name}")
            party = petitioner()
            if party is not None:
                give_secret(party)
                self.stdout.write(
                    f"查询：编号 {party.matter.number}  查询码 {SAMPLE_CODE}  （{party.name}）  办事密码 {SAMPLE_SECRET}"
                )
                if settings.SMS_ADAPTER:
                    self.stdout.write("      短信验证码不发出，印在运行网站的窗口里。")
                self.stdout.write("      当事人的页面请用另一个浏览器打开：登录过工作人员的浏览器里不能使用办事密码。")


def give_secret(party: Party) -> None:
    """The sample secret, as if it had been set when the file was opened: what binds does not wait."""
    how = {"kept": kept_form(SAMPLE_SECRET), "set_on": party.matter.opened_on}
    OwnSecret.objects.update_or_create(party=party, defaults=how)


def holder(role: str) -> Appointment | None:
    """The first who holds the role today and signs in with the sample password."""
    today = timezone.localdate()
    for appointment in Appointment.objects.in_force(today).filter(role=role).select_related("user", "organ"):
        if has_sample_password(appointment.user):
            return appointment
    return None


def has_sample_password(user: User) -> bool:
    """Whether nobody has changed the password."""
    return bool(user.is_active and user.check_password(SAMPLE_PASSWORD))


def petitioner() -> Party | None:
    """One who was handed the sample slip, of a petition that was answered if there is one: there is most to see and to do."""
    found = Party.objects.taking_part().filter(role=PartyRole.PETITIONER, code_hash__in=kept_forms(SAMPLE_CODE))
    return found.filter(matter__petition__state="answered").order_by("-pk").first() or found.order_by("-pk").first()

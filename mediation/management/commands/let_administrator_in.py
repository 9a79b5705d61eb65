"""The last way in for an administrator who lost what he signs in with and whom no other administrator can help."""

from __future__ import annotations

from getpass import getuser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from django.utils.translation import override

from mediation.actions.office.second_factor import let_in_again
from mediation.models import Appointment, User
from mediation.vocabulary import Role
from mediation.workflows.base import Refused


class Command(BaseCommand):
    """manage.py let_administrator_in USERNAME --why … [--password]: prints a slip; the ledger of the office has who did it and why."""

    help = "系统管理员的第二验证方式（和密码）丢失、又没有别的管理员可以帮他时，在服务器上发一张登录凭条。"

    def add_arguments(self, parser: CommandParser) -> None:
        """Whom, and why."""
        parser.add_argument("username", help="系统管理员的用户名")
        parser.add_argument("--why", required=True, help="依据或者原因，记入设置变更")
        parser.add_argument("--password", action="store_true", help="密码也忘记了：作废，另发首次登录口令")
        parser.add_argument(
            "--although-others", action="store_true", help="还有别的系统管理员，但是他们也登录不了"
        )  # fmt: skip

    def handle(self, *args: Any, **options: Any) -> None:
        """One step through the gateway, like any other change of the office."""
        with override("zh-hans"):
            person = User.objects.filter(username=options["username"]).first()
            if person is None:
                raise CommandError(f"没有用户名是“{options['username']}”的人员。")
            self._not_while_others_can(person, although=options["although_others"])
            try:
                _change, code, secret = let_in_again(
                    person, operator=getuser(), why=options["why"], password=options["password"], at=timezone.now()
                )
            except Refused as refused:
                raise CommandError(str(refused)) from None
        days = settings.START_SECRET_DAYS
        self.stdout.write(f"{person}（用户名 {person.username}）原来的第二验证方式和备用码都已作废，登录都已退出。")
        if secret:
            self.stdout.write(f"首次登录口令：{secret}    （{days}天内有效，登录后立即设定密码）")
        self.stdout.write(f"代替第二验证方式的登录码：{code}    （{days}天内有效，只能用一次，登录后立即重新设立）")
        self.stdout.write("只显示这一次。已记入设置变更，本人和机关负责人会收到通知。")

    def _not_while_others_can(self, person: User, *, although: bool) -> None:
        posts = Appointment.objects.in_force(timezone.localdate()).filter(role=Role.ADMINISTRATOR, user__is_active=True)
        others = list(posts.exclude(user=person).select_related("user").order_by("user__name"))
        if others and not although:
            names = "、".join(dict.fromkeys(f"{one.user}" for one in others))
            raise CommandError(
                f"还有系统管理员{names}：请他在人员页面办理“重设第二验证方式”或者“重发首次登录口令”。"
                "他也登录不了的，加上--although-others。"
            )

"""What is set up and changed of the people of the office: their accounts, what they hold, who stands in for them."""

from __future__ import annotations

import re
from typing import Any

from django.utils.translation import gettext_lazy as _

from mediation.permissions import at_the_server, keeps_office
from mediation.vocabulary import OfficeChangeKind, Role
from mediation.workflows import facts as f
from mediation.workflows.base import NEW, Act, Guard, step
from mediation.workflows.office.entering import ENTERED, entered

USERNAME = re.compile(r"[a-z][a-z0-9._-]{1,29}")
PERSON = f.one("person", _("工作人员"), "User")
WHY = f.text("why", _("依据或者原因"))

PERSON_FACTS = (
    f.text("name", _("姓名"), longest=60),
    f.text("title", _("职务"), required=False, longest=60),
    f.text("phone", _("办公电话"), required=False, longest=40, help=_("告知书上印承办人的电话。")),
    f.text("email", _("电子邮箱"), required=False, longest=100, help=_("提醒可以发到这里。")),
)

username_fits = Guard(
    "username_unfit",
    _("用户名应当是2到30个小写字母、数字、点或者短横，以字母开头。"),
    lambda change, act: USERNAME.fullmatch(act.username or "") is not None,
    _("一般用姓名的拼音，如“zhao.lei”。"),
    on_facts=True,
)
ends_after_it_begins = Guard(
    "post_ends_before_it_begins",
    _("止日不能早于起日。"),
    lambda change, act: act.until is None or act.until >= (act.since or act.on),
    _("请核对起止日期。"),
    on_facts=True,
)
another_stands_in = Guard(
    "stands_in_for_oneself",
    _("本人不能代理自己的岗位。"),
    lambda change, act: act.post is None or act.deputy is None or act.post.user_id != act.deputy.pk,
    _("请另选代理人。"),
    on_facts=True,
)


# The columns of a table of people; the organ is named by its code, posts by their names with 、 between them.
IMPORTED_PEOPLE = (
    f.number("line", _("行"), most=100_000),
    f.text("username", _("用户名"), longest=60),
    f.text("name", _("姓名"), longest=60),
    f.text("title", _("职务"), longest=60, required=False),
    f.text("phone", _("办公电话"), longest=40, required=False),
    f.text("email", _("电子邮箱"), longest=100, required=False),
    f.text("organ", _("机关编码"), longest=40),
    f.text("roles", _("岗位")),
    f.text("since", _("从哪天起"), longest=30, required=False),
)


class PeopleSteps:
    """Steps about people."""

    person: Any

    @step(
        source=NEW,
        target=ENTERED,
        label=_("登记工作人员"),
        by=keeps_office,
        hidden=True,
        guards=[username_fits],
        facts=[
            f.one("organ", _("所在机关"), "Organ"),
            *PERSON_FACTS,
            f.text("username", _("用户名"), longest=30, help=_("登录时用；登记后不改，离任以后也不给别人。")),
            f.Fact(name="roles", label=_("岗位"), kind=f.Kind.CHOICES, choices=Role, help=_("一个人可以有几个岗位。")),
            f.day("since", _("从哪天起"), required=False, help=_("不填就是今天。")),
        ],
        day_field="changed_on",
    )
    def enrol(self, act: Act) -> None:
        """A person gets an account with a secret for the first sign-in, and the posts in the organ; the slip is printed once."""
        entered(self, act, OfficeChangeKind.ENROLLED)

    @step(
        source=NEW,
        target=ENTERED,
        label=_("更改工作人员登记"),
        by=keeps_office,
        hidden=True,
        facts=[
            PERSON,
            *PERSON_FACTS,
            f.text(
                "outer_id",
                _("统一身份认证的标识"),
                required=False,
                help=_("由认证平台给出的不变的编号，不是手机号或者邮箱；没有的不填。"),
            ),
        ],
        day_field="changed_on",
    )
    def amend_person(self, act: Act) -> None:
        """Name, title or telephone change; papers issued before keep what they printed."""
        entered(self, act, OfficeChangeKind.PERSON_AMENDED)

    @step(
        source=NEW,
        target=ENTERED,
        label=_("重发首次登录口令"),
        by=keeps_office,
        hidden=True,
        facts=[PERSON, WHY],
        day_field="changed_on",
    )
    def renew_secret(self, act: Act) -> None:
        """The person's password is void, all sessions end, and a new slip with a secret for one sign-in is printed."""
        entered(self, act, OfficeChangeKind.SECRET_RENEWED)

    @step(
        source=NEW,
        target=ENTERED,
        label=_("重设第二验证方式"),
        by=keeps_office,
        hidden=True,
        facts=[PERSON, WHY],
        day_field="changed_on",
    )
    def reset_factor(self, act: Act) -> None:
        """Somebody has lost the app, the passkey and the recovery codes: all are void, and a slip stands in for them once."""
        entered(self, act, OfficeChangeKind.FACTOR_RESET)

    @step(
        source=NEW,
        target=ENTERED,
        label=_("在服务器上恢复管理员登录"),
        by=at_the_server,
        hidden=True,
        facts=[
            PERSON,
            f.text("operator", _("在服务器上操作的人"), longest=60),
            f.yes_no("password", _("密码也作废，另发首次登录口令")),
            WHY,
        ],
        day_field="changed_on",
    )
    def let_in_again(self, act: Act) -> None:
        """An administrator whom no other one can help has lost what he signs in with: whoever keeps the server gives him a slip."""
        entered(self, act, OfficeChangeKind.LET_IN_AGAIN)

    @step(
        source=NEW,
        target=ENTERED,
        label=_("任职"),
        by=keeps_office,
        hidden=True,
        guards=[ends_after_it_begins],
        facts=[
            PERSON,
            f.one("organ", _("机关"), "Organ"),
            f.choice("role", _("岗位"), Role),
            f.day("since", _("从哪天起"), required=False, help=_("不填就是今天。")),
            f.day("until", _("到哪天止"), required=False, help=_("不填就是长期。")),
            WHY,
        ],
        day_field="changed_on",
    )
    def appoint(self, act: Act) -> None:
        """A person holds a post in an organ from a day on; who gives one to himself is told to the heads of the organ."""
        entered(self, act, OfficeChangeKind.APPOINTED)

    @step(
        source=NEW,
        target=ENTERED,
        label=_("免职"),
        by=keeps_office,
        hidden=True,
        facts=[f.one("post", _("岗位"), "Appointment"), f.day("until", _("最后一日")), WHY],
        day_field="changed_on",
    )
    def end_post(self, act: Act) -> None:
        """The post ends with the day; its deputies end with it. Running work is handed over apart, before or after."""
        entered(self, act, OfficeChangeKind.POST_ENDED)

    @step(
        source=NEW,
        target=ENTERED,
        label=_("指定代理人"),
        by=keeps_office,
        hidden=True,
        guards=[another_stands_in, ends_after_it_begins],
        facts=[
            f.one("post", _("被代理的岗位"), "Appointment"),
            f.one("deputy", _("代理人"), "User"),
            f.day("since", _("从哪天起"), required=False, help=_("不填就是今天。")),
            f.day("until", _("到哪天止")),
            WHY,
        ],
        day_field="changed_on",
    )
    def deputize(self, act: Act) -> None:
        """Somebody acts for the holder of a post for some days, with all that the post allows."""
        entered(self, act, OfficeChangeKind.DEPUTIZED)

    @step(
        source=NEW,
        target=ENTERED,
        label=_("提前结束代理"),
        by=keeps_office,
        hidden=True,
        facts=[f.one("deputyship", _("代理"), "Deputyship"), f.day("until", _("最后一日")), WHY],
        day_field="changed_on",
    )
    def end_deputy(self, act: Act) -> None:
        """The deputy acts no longer than to the day."""
        entered(self, act, OfficeChangeKind.DEPUTY_ENDED)

    @step(
        source=NEW,
        target=ENTERED,
        label=_("离任移交"),
        by=keeps_office,
        hidden=True,
        facts=[
            PERSON,
            f.day("until", _("最后一日"), help=_("岗位和代理到这一天为止；在办的工作现在就移交。")),
            f.one("heir", _("接手的承办人"), "User", required=False, role=Role.HANDLER, help=_("接手承办的信访事项和调查。")),
            f.one("review_heir", _("接手的复查复核承办人"), "User", required=False, role=Role.REVIEWER),
            f.one("mediation_heir", _("接手的调解员"), "User", required=False, role=Role.MEDIATOR),
            f.one("presiding_heir", _("接替的听证主持人"), "User", required=False, role=Role.PRESIDING_OFFICER),
            f.one("panel_heir", _("接替的听证员"), "User", required=False, role=Role.PANELLIST),
            f.one("record_heir", _("接替的听证记录员"), "User", required=False, role=Role.RECORDER),
            f.yes_no("closes", _("现在就停用账号")),
            WHY,
        ],
        day_field="changed_on",
    )  # fmt: skip
    def hand_work_over(self, act: Act) -> None:
        """Somebody leaves: all that runs in his hands goes to others at once, his posts end with the last day."""
        entered(self, act, OfficeChangeKind.HANDED_OVER)

    @step(
        source=NEW,
        target=ENTERED,
        label=_("导入工作人员"),
        by=keeps_office,
        hidden=True,
        facts=[f.table("rows", _("工作人员"), *IMPORTED_PEOPLE)],
        day_field="changed_on",
    )
    def import_people(self, act: Act) -> None:
        """Many people at once, from a table whose every row was seen before; each new one gets a slip."""
        entered(self, act, OfficeChangeKind.PEOPLE_IMPORTED)

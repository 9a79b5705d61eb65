"""What is set up and changed of organs: their place in the tree, their names, who reviews them, when they end."""

from __future__ import annotations

import re
from typing import Any

from django.utils.translation import gettext_lazy as _

from mediation.permissions import keeps_office
from mediation.vocabulary import OfficeChangeKind, OrganKind
from mediation.workflows import facts as f
from mediation.workflows.base import NEW, Act, Guard, step
from mediation.workflows.office.entering import ENTERED, entered

CODE = re.compile(r"[a-z][a-z0-9]{1,19}")
ORGAN = f.one("organ", _("机关"), "Organ")

ORGAN_FACTS = (
    f.text("name", _("机关全称"), longest=100),
    f.text("short", _("机关代字"), longest=20, help=_("用在文号里，如“青农”印成“青农访处〔2026〕1号”。")),
    f.choice("kind", _("类别"), OrganKind),
    f.text("address", _("地址"), required=False, help=_("印在文书和告知书上。")),
    f.text("phone", _("电话"), required=False, longest=40),
    f.text("court", _("管辖其行政案件的人民法院"), required=False, longest=100),
    f.one(
        "reconsideration_organ", _("行政复议机关"), "Organ", required=False,
        help=_("不服其行政行为的，向谁申请行政复议；印在救济告知里。"),
    ),
    f.some("review", _("复查机关"), "Organ", required=False, help=_("不服其处理意见的，可以向谁申请复查（第三十五条）。")),
    f.some(
        "re_examination", _("复核机关"), "Organ", required=False,
        help=_("不服其复查意见的，可以向谁申请复核（第三十六条）。"),
    ),
)  # fmt: skip

code_fits = Guard(
    "organ_code_unfit",
    _("机关编码应当是2到20个小写字母或者数字，以字母开头。"),
    lambda change, act: CODE.fullmatch(act.code or "") is not None,
    _("编码用在卷宗编号里，一般取机关简称的拼音首字母，如青河县农业农村局写“qhny”。"),
    on_facts=True,
)
ends_after_it_began = Guard(
    "organ_ends_before_it_began",
    _("机关的撤销日期不能早于成立日期。"),
    lambda change, act: act.until is None or change.organ is None or act.until >= change.organ.in_force_from,
    _("请核对撤销日期。"),
    on_facts=True,
)
another_succeeds = Guard(
    "organ_succeeds_itself",
    _("职权承继机关应当是另一个机关，并且在撤销日期之后仍然存在。"),
    lambda change, act: act.successor is None
    or (act.successor != change.organ and (act.successor.in_force_until is None or act.successor.in_force_until > act.until)),
    _("请另选承继机关，或者先设立它。"),
    on_facts=True,
)  # fmt: skip


# The columns of a table of organs; others are named by their codes, several with 、 between them.
IMPORTED_ORGANS = (
    f.number("line", _("行"), most=100_000),
    f.text("code", _("编码"), longest=40),
    f.text("name", _("机关全称"), longest=100),
    f.text("short", _("机关代字"), longest=20),
    f.text("kind", _("类别"), longest=30),
    f.text("above", _("上级机关编码"), longest=40, required=False),
    f.text("address", _("地址"), required=False),
    f.text("phone", _("电话"), longest=40, required=False),
    f.text("court", _("管辖法院"), longest=100, required=False),
    f.text("reconsideration", _("行政复议机关编码"), longest=40, required=False),
    f.text("review", _("复查机关编码"), required=False),
    f.text("re_examination", _("复核机关编码"), required=False),
    f.text("since", _("成立日期"), longest=30, required=False),
)


class OrganSteps:
    """Steps about organs."""

    organ: Any

    @step(
        source=NEW,
        target=ENTERED,
        label=_("设立机关"),
        by=keeps_office,
        hidden=True,
        guards=[code_fits],
        facts=[
            f.one("above", _("上级机关"), "Organ", required=False, help=_("最上一级的机关不选。")),
            f.text("code", _("编码"), longest=20, help=_("小写字母和数字，用在卷宗编号里；设立后不能改。")),
            *ORGAN_FACTS,
            f.day("since", _("成立日期"), required=False, help=_("不填就是长期以来就有。")),
        ],
        day_field="changed_on",
    )
    def set_up_organ(self, act: Act) -> None:
        """An organ takes its place in the tree; its matters are numbered by its code, its papers by its word."""
        entered(self, act, OfficeChangeKind.ORGAN_SET_UP)

    @step(
        source=NEW,
        target=ENTERED,
        label=_("更改机关登记"),
        by=keeps_office,
        hidden=True,
        facts=[ORGAN, *ORGAN_FACTS, f.text("why", _("原因"), required=False)],
        basis="《信访工作条例》第三十五条、第三十六条",
        day_field="changed_on",
    )
    def amend_organ(self, act: Act) -> None:
        """What is registered of an organ changes; papers issued before keep what they printed."""
        entered(self, act, OfficeChangeKind.ORGAN_AMENDED)

    @step(
        source=NEW,
        target=ENTERED,
        label=_("改变隶属"),
        by=keeps_office,
        hidden=True,
        facts=[
            ORGAN,
            f.one("above", _("上级机关"), "Organ", required=False, help=_("改为最上一级的不选。")),
            f.text("why", _("依据的文件")),
        ],
        day_field="changed_on",
    )
    def move_organ(self, act: Act) -> None:
        """An organ, and all below it, stands under another one: whose rules reach it, and who is above it in common with others."""
        entered(self, act, OfficeChangeKind.ORGAN_MOVED)

    @step(
        source=NEW,
        target=ENTERED,
        label=_("撤销机关"),
        by=keeps_office,
        hidden=True,
        guards=[ends_after_it_began, another_succeeds],
        facts=[
            ORGAN,
            f.day("until", _("最后一日"), help=_("机关存在的最后一天；从第二天起由承继机关行使职权。")),
            f.one("successor", _("职权承继机关"), "Organ", required=False),
            f.text("why", _("依据的文件")),
        ],
        basis="《信访工作条例》第二十四条第二款",
        day_field="changed_on",
    )
    def end_organ(self, act: Act) -> None:
        """An organ ceases to exist; its successor has its powers, its people act there, its matters go on."""
        entered(self, act, OfficeChangeKind.ORGAN_ENDED)

    @step(
        source=NEW,
        target=ENTERED,
        label=_("导入机关"),
        by=keeps_office,
        hidden=True,
        facts=[f.table("rows", _("机关"), *IMPORTED_ORGANS)],
        day_field="changed_on",
    )
    def import_organs(self, act: Act) -> None:
        """Many organs at once, from a table whose every row was seen before."""
        entered(self, act, OfficeChangeKind.ORGANS_IMPORTED)

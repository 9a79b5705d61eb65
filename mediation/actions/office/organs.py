"""Organs as an administrator sets them up and changes them: the rows of the tree, who reviews whom, and what is refused."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from mediation.actions.registry import effect_of, guard_of
from mediation.models import Appointment, Deadline, Matter, OfficeChange, Organ, ReviewAuthority
from mediation.models.office.office_change import OFFICE_FILE
from mediation.vocabulary import ReviewStage, Role
from mediation.workflows.base import Act, NotPossibleNow, Refused

ONE_DAY = timedelta(days=1)
NAMED = ("name", "short", "kind", "address", "phone", "court", "reconsideration_organ")


@guard_of(OfficeChange, "set_up_organ", says=_("机关编码和名称还没有被别的机关使用。"), on_facts=True)
def organ_is_new(change: OfficeChange, act: Act) -> Refused | None:
    """No other organ has the code, for matters are numbered by it; none in force has the name."""
    if Organ.objects.filter(code__iexact=act.code).exists():
        said = _("编码“%(code)s”已经有机关使用。") % {"code": act.code}
        return NotPossibleNow("organ_code_taken", said, _("请换一个编码；编码用在卷宗编号里，一直不变。"))
    return _name_taken(act, besides=None)


@guard_of(OfficeChange, "amend_organ", says=_("机关名称还没有被别的机关使用。"), on_facts=True)
def organ_name_is_free(change: OfficeChange, act: Act) -> Refused | None:
    """None but itself that is in force has the name."""
    return _name_taken(act, besides=act.organ)


def _name_taken(act: Act, besides: Organ | None) -> Refused | None:
    others = Organ.objects.in_force(act.on).filter(name=act.name)
    if besides is not None:
        others = others.exclude(pk=besides.pk)
    if not others.exists():
        return None
    return NotPossibleNow(
        "organ_name_taken", _("已经有名称为“%(name)s”的机关。") % {"name": act.name}, _("请核对，或者把名称写全。")
    )


@guard_of(OfficeChange, "set_up_organ", "amend_organ", says=_("机关不复查、复核自己的意见。"), on_facts=True)
def reviews_not_itself(change: OfficeChange, act: Act) -> Refused | None:
    """Whoever reviews an organ's opinion is another organ (第三十五条、第三十六条)."""
    organ = act.get("organ")
    named = [*act.review, *act.re_examination, act.reconsideration_organ]
    if organ is None or organ not in named:
        return None
    return NotPossibleNow(
        "reviews_itself", _("复查、复核、行政复议机关不能是本机关。"), _("请选择它的上一级机关或者本级人民政府。")
    )


@guard_of(OfficeChange, "end_organ", says=_("没有进行中的期限，或者有承继机关。"), on_facts=True)
def running_work_has_a_successor(change: OfficeChange, act: Act) -> Refused | None:
    """What runs at the organ goes on at the one that has its powers."""
    running = Deadline.objects.running().filter(organ=act.organ, party=None).count() if act.successor is None else 0
    if not running:
        return None
    said = _("%(organ)s还有%(n)d个进行中的期限，没有承继机关就没有人办。") % {"organ": act.organ, "n": running}
    return NotPossibleNow("organ_has_running_work", said, _("请填写职权承继机关。"))


@guard_of(OfficeChange, "begin", says=_("还没有机关和系统管理员。"))
def office_is_empty(change: OfficeChange, act: Act) -> Refused | None:
    """The first setting up happens once."""
    begun = Organ.objects.exists() or Appointment.objects.exists()
    return (
        NotPossibleNow("office_begun", _("系统已经开始设置。"), _("请登录后在“机关和人员”里继续。")) if begun else None
    )


@effect_of(OfficeChange, "begin")
def first_organ_and_administrator(change: OfficeChange, act: Act) -> None:
    """The organ stands since the file was opened; who began keeps the office from now on."""
    change.organ = change.matter.organ
    change.subject = change.organ.name
    change.made(change.organ)
    change.made(Appointment.objects.create(user=act.by.user, organ=change.organ, role=Role.ADMINISTRATOR, since=act.on))
    change.save(update_fields=["organ", "subject", "details"])


@effect_of(OfficeChange, "set_up_organ")
def put_into_the_tree(change: OfficeChange, act: Act) -> None:
    """The organ takes its place; the very first one stands since the file of the office was opened."""
    first = not OfficeChange.objects.exclude(pk=change.pk).exists() and change.matter.organ.code == act.code
    organ = change.matter.organ if first else place_organ(act.facts)
    change.organ, change.subject = organ, organ.name
    change.made(organ)
    name_reviewers(change, organ, act.facts, act)
    change.save(update_fields=["organ", "subject", "details"])


def place_organ(facts: dict[str, Any]) -> Organ:
    """A new row of the tree."""
    given = {name: facts[name] for name in (*NAMED, "code") if facts.get(name)}
    if facts.get("since"):
        given["in_force_from"] = facts["since"]
    return Organ.establish(below=facts.get("above"), **given)


@effect_of(OfficeChange, "amend_organ")
def change_the_register(change: OfficeChange, act: Act) -> None:
    """Names and addresses as they are from now on; what was stands in the change."""
    organ = Organ.objects.get(pk=act.organ.pk)
    change.alter(organ, **{name: act.facts[name] for name in NAMED})
    name_reviewers(change, organ, act.facts, act)
    change.subject = organ.name
    change.save(update_fields=["subject", "details"])


def name_reviewers(change: OfficeChange, organ: Organ, facts: dict[str, Any], act: Act) -> None:
    """Who may review its opinions from now on; who may no longer ends with yesterday."""
    for stage in ReviewStage:
        name_for_stage(change, organ, stage, facts[stage.value], act)


def name_for_stage(change: OfficeChange, organ: Organ, stage: str, wanted: Iterable[Organ], act: Act) -> None:
    """Who reviews at one stage from now on."""
    standing = ReviewAuthority.objects.filter(organ=organ, stage=stage).select_related("authority")
    known = {row.authority_id: row for row in standing}
    wanted = list(wanted)
    for authority in wanted:
        row = known.get(authority.pk)
        if row is None:
            since = (
                {}
                if organ.in_force_from == Organ._meta.get_field("in_force_from").default
                else {"in_force_from": act.on}
            )
            change.made(ReviewAuthority.objects.create(organ=organ, stage=stage, authority=authority, **since))
        elif row.in_force_until is not None:
            change.alter(row, in_force_until=None)
    keep = {authority.pk for authority in wanted}
    for row in known.values():
        if row.authority_id not in keep and (row.in_force_until is None or row.in_force_until >= act.on):
            change.alter(row, in_force_until=act.on - ONE_DAY)


@guard_of(OfficeChange, "move_organ", says=_("新的上级机关是另一个机关，也不在它下面。"), on_facts=True)
def stands_above(change: OfficeChange, act: Act) -> Refused | None:
    """No organ stands under itself, and it is moved to where it is not yet."""
    organ, above = Organ.objects.get(pk=act.organ.pk), act.above
    if above is not None and (above == organ or above.path.startswith(organ.path)):
        said = gettext("%(above)s就是它本身，或者在它下面。") % {"above": above}
        return NotPossibleNow("above_itself", said, _("请另选上级机关。"))
    now = next(iter(organ.superiors()), None)
    if now != above:
        return None
    said = gettext("现在的上级机关就是%(above)s。") % {"above": above} if above else gettext("现在就是最上一级。")
    return NotPossibleNow("stands_there_already", said, _("没有要改的。"))


@effect_of(OfficeChange, "move_organ")
def move_in_the_tree(change: OfficeChange, act: Act) -> None:
    """It stands under the other organ from now on, with all below it; under which it stood, the change tells."""
    organ = Organ.objects.get(pk=act.organ.pk)
    before = next(iter(organ.superiors()), None)
    place_under(organ, act.above)
    change.moved(organ, before, act.above)
    change.subject = f"{organ.name}（{act.above.name if act.above else gettext('最上一级')}）"
    change.save(update_fields=["subject", "details"])


def place_under(organ: Organ, above: Organ | None) -> None:
    """Move it, and all below it."""
    if above is None:
        last = Organ.objects.filter(depth=1).order_by("-path").first()
        Organ.objects.move(organ, last, pos="right")
    else:
        Organ.objects.move(organ, Organ.objects.get(pk=above.pk), pos="last-child")


@effect_of(OfficeChange, "end_organ")
def end_the_organ(change: OfficeChange, act: Act) -> None:
    """Its last day, and who has its powers after it."""
    organ = Organ.objects.get(pk=act.organ.pk)
    change.alter(organ, in_force_until=act.until, successor=act.successor)
    change.subject = organ.name
    change.save(update_fields=["subject", "details"])


def has_been_used(organ: Organ) -> bool:
    """Whether people or matters are in the organ already: then it ends by its day, and is not taken back."""
    files = Matter.objects.filter(organ=organ).exclude(number=OFFICE_FILE)
    return organ.numchild > 0 or files.exists() or Appointment.objects.filter(organ=organ).exists()

"""载入地方规则: what stands against a text of local rules, and how it takes the place of what the organ had."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext_lazy as _

from mediation.actions.office.people import tell_heads
from mediation.actions.registry import effect_of, guard_of
from mediation.models import LocalRule, OfficeChange, Organ
from mediation.models.clock.calendar import named_rules
from mediation.timelimits import LocalRules, WrongLocalRules, faults_of, read_local_rules
from mediation.vocabulary import Role
from mediation.workflows.base import Act, NotPossibleNow, Refused

# As a text is called that has no number yet.
NEW_TEXT = "新规则"


@guard_of(OfficeChange, "load_rules", says=_("规则全文没有错误。"), on_facts=True)
def text_is_right(change: OfficeChange, act: Act) -> Refused | None:
    """Every key is known and every figure possible."""
    faults = faults_of(act.rules_text, file=NEW_TEXT)
    return NotPossibleNow("rules_text_wrong", str(faults[0]), _("请改正后重新载入。")) if faults else None


@guard_of(OfficeChange, "load_rules", says=_("接在现有规则之后施行。"), on_facts=True)
def begins_later(change: OfficeChange, act: Act) -> Refused | None:
    """A rule once in force is not changed: another follows it from a later day."""
    if faults_of(act.rules_text, file=NEW_TEXT):
        return None
    return follows(act.organ, read_local_rules(act.rules_text, file=NEW_TEXT), on=act.on)[1]


def follows(organ: Organ, rules: LocalRules, *, on: date) -> tuple[str, Refused | None]:
    """The name of the rules of the organ that these follow, and what stands against it.

    What begins the same day or later is replaced as a whole while it is not in force, or can no longer be read.
    """
    name = str(organ.settings.get("local_rules") or "")
    while name:
        row, before, broken = LocalRule.named(name), None, None
        try:
            before = named_rules(name)
        except WrongLocalRules as wrong:
            broken = wrong
        begins = row.in_force_from if row is not None else before.in_force_from if before is not None else date.min
        if begins < rules.in_force_from:
            return name, _broken_before(broken) if broken is not None else None
        if row is not None and broken is None and row.has_begun(on):
            return name, _in_force(row)
        name = row.follows if row is not None else ""
    return "", None


def _broken_before(wrong: WrongLocalRules) -> Refused:
    return NotPossibleNow(
        "rules_before_broken",
        str(wrong),
        _(
            "这是要接续的规则。请先改正：载入过的，以同一施行日期重新载入；文件，请改正文件或者在办公规则里去掉它的名称。"
        ),
    )


def _in_force(row: LocalRule) -> Refused:
    said = _("%(row)s已经施行，不能更改。") % {"row": row}
    return NotPossibleNow(
        "rules_in_force", said, _("请另定以后的施行日期，从那一日起接续；登错的，在变更记录里撤回后重新载入。")
    )


@effect_of(OfficeChange, "load_rules", tells=(Role.HEAD,))
def keep_the_text(change: OfficeChange, act: Act) -> None:
    """The text is kept as it is, and the organ names it; what was counted before keeps its length. The heads are told."""
    organ = Organ.objects.get(pk=act.organ.pk)
    rules = read_local_rules(act.rules_text, file=NEW_TEXT)
    row = LocalRule.objects.create(
        organ=organ, text=act.rules_text, region=rules.region[:200], authority=rules.authority[:500],
        in_force_from=rules.in_force_from, in_force_until=rules.in_force_until,
        follows=follows(organ, rules, on=act.on)[0], entered_on=act.on, entered_by=act.by.user,
    )  # fmt: skip
    change.alter(organ, settings={**organ.settings, "local_rules": row.name})
    change.subject = f"{organ}　{row}"[:200]
    change.save(update_fields=["subject", "details"])
    tell_heads(act, [organ], str(change))

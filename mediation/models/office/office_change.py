"""设置变更: the ledger of how the office was set up: what changed, from which day, by whom, with what stood there before."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from mediation.models.guarding import guarded, states_known
from mediation.models.matter import Matter
from mediation.models.office.local_rule import name_in_words
from mediation.models.office.organ import Organ, ReviewAuthority
from mediation.models.office.staff import Appointment, Deputyship, User
from mediation.permissions import Actor, keeps_office
from mediation.vocabulary import OfficeChangeKind, Role
from mediation.workflows.base import Act
from mediation.workflows.office.office_change import OfficeChangeLifecycle
from mediation.workflows.office.premises_steps import RULES

ONE_OF_MANY = (Appointment, Deputyship, ReviewAuthority)
# The file in which the changes of the office stand; nobody is given sight of it, the ledger has its own page.
OFFICE_FILE = "OFFICE"


class OfficeChangeQuerySet(models.QuerySet[Any]):
    """Changes by reader."""

    def visible_to(self, actor: Actor) -> OfficeChangeQuerySet:
        """None as things of a file: they stand in the ledger of the office, which has pages of its own."""
        return self.none()

    def read_by(self, actor: Actor) -> OfficeChangeQuerySet:
        """All for an administrator; for others those of the organs in which they are head."""
        if actor.user is None:
            return self.none()
        if keeps_office(None, actor):
            return self.all()
        return self.filter(organ__in=actor.user.organs_as(Role.HEAD, on=actor.on))


class OfficeChange(OfficeChangeLifecycle):
    """One change. `details` are the rows that it wrote: model, key, field, what was and what is; made, where no field is named."""

    matter = models.ForeignKey(Matter, models.PROTECT, related_name="office_changes", verbose_name=_("卷宗"))
    kind = models.CharField(_("设置事项"), max_length=30, choices=OfficeChangeKind.choices)
    organ = models.ForeignKey(Organ, models.PROTECT, null=True, related_name="+", verbose_name=_("机关"))
    person = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name=_("工作人员"))
    post = models.ForeignKey(Appointment, models.PROTECT, null=True, related_name="+", verbose_name=_("岗位"))
    subject = models.CharField(_("设置的是"), max_length=200, blank=True)
    why = models.CharField(_("依据或者原因"), max_length=200, blank=True)
    changed_on = models.DateField(_("登记日期"))
    changed_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name=_("登记人"))
    details = models.JSONField(default=list, encoder=DjangoJSONEncoder, editable=False)
    why_reverted = models.CharField(_("撤回的理由"), max_length=200, blank=True)
    reverted_on = models.DateField(_("撤回日期"), null=True)

    objects = OfficeChangeQuerySet.as_manager()

    class Meta:
        verbose_name = _("设置变更")
        ordering = ["-pk"]
        triggers = guarded(OfficeChangeLifecycle, "officechange")
        constraints = states_known(OfficeChangeLifecycle, "officechange")

    def __str__(self) -> str:
        return f"{self.get_kind_display()}{f'：{self.subject}' if self.subject else ''}"

    @property
    def acting_organ(self) -> Organ | None:
        """The organ that is set up or changed."""
        return self.organ

    @classmethod
    def begun_under_lock(cls) -> OfficeChange:
        """Changes wait for each other before they are judged: two cannot take the last administrator away together."""
        found = Matter.objects.select_for_update(of=("self",)).filter(number=OFFICE_FILE).first()
        return cls(matter=found) if found is not None else cls()

    def open_matter(self, act: Act) -> Matter:
        """The first change opens the file in which all stand, with the first organ of the site."""
        organ = self.organ or Organ.objects.order_by("path").first() or self._found_the_first(act)
        return Matter.objects.create(number=OFFICE_FILE, organ=organ, subject=str(_now("设置变更")), opened_on=act.on)

    def _found_the_first(self, act: Act) -> Organ:
        names = ("name", "short", "code", "kind", "address", "phone", "court")
        given = {name: act.get(name) for name in names if act.get(name)}
        return Organ.establish(**given, **({"in_force_from": act.get("since")} if act.get("since") else {}))

    @staticmethod
    def nobody_keeps_it() -> bool:
        """Whether the site has no administrator, now or ever before."""
        kept = Appointment.objects.filter(role=Role.ADMINISTRATOR)
        return not (kept.exists() or User.objects.filter(is_superuser=True).exists())

    def choices_of(self, fact: str, actor: Actor) -> models.QuerySet[Any] | None:
        """From whom and what is chosen; one that the page already knows stands alone."""
        known = {"organ": self.organ, "person": self.person, "post": self.post}.get(fact)
        if known is not None:
            return type(known)._default_manager.filter(pk=known.pk)
        if fact in ("organ", "above", "successor"):
            return Organ.objects.in_force(actor.on)
        if fact in ("review", "re_examination", "reconsideration_organ"):
            return self._may_review(actor)
        if fact in ("person", "deputy", "keeper"):
            return User.objects.filter(is_active=True).prefetch_related("appointments__organ").order_by("name", "pk")
        if fact == "post":
            return Appointment.objects.in_force(actor.on).select_related("user", "organ")
        if fact == "deputyship":
            found = Deputyship.objects.filter(until__gte=actor.on).select_related("deputy", "appointment__user")
            return found.filter(appointment=self.post) if self.post_id else found
        return None

    def _may_review(self, actor: Actor) -> models.QuerySet[Any]:
        """The organs above the level of the one that is changed; all where it is not known yet."""
        found = Organ.objects.in_force(actor.on)
        below = self.organ is not None and self.organ.depth > 1
        return found.filter(depth__lt=self.organ.depth) if below else found

    def alter(self, row: models.Model, **values: Any) -> None:
        """Change a row of the office, and keep what stood there; the effect that calls it stores the change itself."""
        for name, value in values.items():
            field: Any = row._meta.get_field(name)
            before = getattr(row, name)
            if before != value:
                label = str(field.verbose_name)
                # Of a row that is one of many, which it is.
                told = {
                    "label": f"{row}　{label}" if isinstance(row, ONE_OF_MANY) else label,
                    "was": in_words(field, before),
                    "is": in_words(field, value),
                }
                self._note(row, field=field.attname, before=plain(before), after=plain(value), **told)
                setattr(row, name, value)
        row.save(update_fields=list(values))

    def made(self, row: models.Model) -> None:
        """Note a row that it brought into being."""
        self._note(row, label=str(row._meta.verbose_name), **{"was": "", "is": str(row)})

    def moved(self, row: models.Model, before: Any, after: Any) -> None:
        """Note under what a row of the tree stood, and stands."""
        top = str(_now("最上一级"))
        self._note(row, label=str(_now("上级机关")), **{"was": str(before or top), "is": str(after or top)})

    def _note(self, row: models.Model, **told: Any) -> None:
        self.details = [*self.details, {"model": str(row._meta.model_name), "pk": row.pk, **told}]


def plain(value: Any) -> Any:
    """A value as JSON keeps it."""
    if isinstance(value, models.Model):
        return value.pk
    return value.isoformat() if isinstance(value, date) else value


def in_words(field: Any, value: Any) -> str:
    """A value as people read it."""
    if value in (None, "", {}, []):
        return str(_now("（无）"))
    if isinstance(value, bool):
        return str(_now("是") if value else _now("否"))
    if isinstance(value, dict):
        return _rules_in_words(value)
    return str(dict(field.flatchoices).get(value, value))


def _rules_in_words(rules: dict[str, Any]) -> str:
    """The rules of an organ that are set by a step, as its form names them; what others keep beside them is theirs."""
    told = []
    for fact in OfficeChangeLifecycle.steps()["set_rules"].facts:
        value = rules.get(fact.name)
        if fact.name in RULES and value:
            choices = dict(fact.choices.choices) if fact.choices is not None else {}
            several = value if isinstance(value, list) else [value]
            named = [str(choices.get(one, _now("是") if one is True else one)) for one in several]
            named = [name_in_words(one) for one in named] if fact.name == "local_rules" else named
            told.append(f"{fact.label}：{'、'.join(named)}")
    words = OfficeChangeLifecycle.steps()["set_words"].facts
    own = rules.get("standing_words") or {}
    told += [f"{fact.label}：{own[fact.name]}" for fact in words if fact.name in own]
    return "；".join(told) or str(_now("（无）"))

"""What a fact may point at: the objects a person may choose from, in this file and on this day."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, cast

from django import forms
from django.apps import apps
from django.db import models
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from mediation.models import Appointment, Claim, Deputyship, Matter, Organ, Paper, Party, Petition, Room, User
from mediation.permissions import Actor
from mediation.queries.visibility import visible
from mediation.vocabulary import Role
from mediation.web.forms.closing import Menu, Ticks
from mediation.web.forms.seeking import ALL, Sought
from mediation.workflows.base import Lifecycle
from mediation.workflows.facts import Fact, Kind
from mediation.written.forms import digits_of, spelt

AT_HOME = {Role.HANDLER, Role.HEAD, Role.REGISTRAR, Role.INTAKE_CLERK, Role.PETITION_OFFICE}

# Guards ask of each claim who acts for it.
BESIDE_A_CLAIM = ("matter", "organ", "petition__organ", "petition__responsible_organ")
MANY = 20  # organs; a longer menu is searched by typing
MOST_NAMED = 5
MAY_ACT_AS = {Role.PANELLIST: (Role.PANELLIST, Role.PRESIDING_OFFICER)}


@dataclass(frozen=True, kw_only=True)
class Scope:
    """Where a form is filled in: by whom, in which file, about which object."""

    actor: Actor
    matter: Matter | None = None
    obj: Lifecycle | None = None
    opens: bool = False
    # What was looked up for one field serves the next.
    known: dict[str, list[tuple[str, str]]] = field(default_factory=dict, compare=False)

    @property
    def organ(self) -> Organ | None:
        """The organ that acts, as far as it is known yet."""
        return self.obj.acting_organ if self.obj is not None and self.obj.is_placed() else None


def choices_of(fact: Fact, scope: Scope) -> models.QuerySet[Any]:
    """The objects from which a reference is chosen: of what lies in a file, none that the person may not see."""
    model = apps.get_model("mediation", fact.of)
    own = getattr(scope.obj, "choices_of", None)
    if own is not None and (found := own(fact.name, scope.actor)) is not None:
        return _seen(found, scope)
    if model in ALONE:
        return ALONE[model](fact, scope)
    if any(field.name == "matter" for field in model._meta.fields):
        if scope.matter is None:
            return model._default_manager.none()
        found = Party.objects.taking_part() if model is Party else visible(model, scope.actor)
        # A claim is called by its number in the file.
        found = found.filter(matter=scope.matter)
        return found.select_related(*BESIDE_A_CLAIM) if model is Claim else found
    owner = next((field for field in model._meta.fields if scope.obj and field.related_model is type(scope.obj)), None)
    if owner is None:
        return model._default_manager.all()
    own_rows = {owner.name: scope.obj} if scope.obj.pk else {"pk": None}
    return model._default_manager.filter(**own_rows)


def _seen(found: models.QuerySet[Any], scope: Scope) -> models.QuerySet[Any]:
    """What a thing of the procedure offers, by the one rule of sight; parties stand in their file, and go with it."""
    model = found.model
    in_a_file = any(field.name == "matter" for field in model._meta.fields)
    if not in_a_file or model is Party:
        return found
    return found.filter(pk__in=visible(model, scope.actor).order_by().values("pk"))


def _organs(fact: Fact, scope: Scope) -> models.QuerySet[Any]:
    found = Organ.objects.in_force(scope.actor.on)
    if fact.kinds:
        found = found.filter(kind__in=fact.kinds)
    if scope.opens and scope.matter is None and fact.name == "organ" and scope.actor.user:
        found = found.filter(pk__in=scope.actor.user.organ_ids(scope.actor.on))
    return found


def _staff(fact: Fact, scope: Scope) -> models.QuerySet[Any]:
    if hasattr(scope.obj, "people_to_choose") and fact.name == "person":
        return User.objects.filter(pk__in=scope.obj.people_to_choose()).prefetch_related("appointments__organ")
    on = scope.actor.on
    held = Appointment.objects.in_force(on)
    if fact.role:
        held = held.filter(role__in=MAY_ACT_AS.get(fact.role, (fact.role,)))
    if scope.organ is not None and (not fact.role or fact.role in AT_HOME):
        held = held.filter(organ=scope.organ)
    deputies = Deputyship.objects.filter(appointment__in=held, since__lte=on, until__gte=on)
    chosen = models.Q(pk__in=held.values("user")) | models.Q(pk__in=deputies.values("deputy"))
    return User.objects.filter(chosen, is_active=True).prefetch_related("appointments__organ")


ALONE: dict[Any, Callable[[Fact, Scope], models.QuerySet[Any]]] = {
    Organ: _organs, User: _staff,
    Matter: lambda fact, scope: Matter.objects.visible_to(scope.actor),
    Room: lambda fact, scope: Room.objects.open_on(scope.actor.on).select_related("organ"),
}  # fmt: skip


def namesakes_of(scope: Scope) -> dict[int, str]:
    """The parties of the file who share their name with another, each with what tells it apart; asked once for a form."""
    if scope.matter is None:
        return {}
    if "namesakes" not in scope.known:
        alike = scope.matter.parties.order_by().values("searched").annotate(n=models.Count("pk")).filter(n__gt=1)
        known = (
            scope.matter.parties.filter(searched__in=alike.values("searched")).order_by("pk") if alike.exists() else ()
        )
        scope.known["namesakes"] = [(str(party.pk), told) for party, told in told_apart(known)]
    return {int(pk): told for pk, told in scope.known["namesakes"]}


def told_apart(alike: Iterable[Party]) -> Iterator[tuple[Party, str]]:
    """Parties of one name by address and the end of the telephone; where those do not help, by the order of registration."""
    seen: dict[tuple[str, ...], int] = {}
    places: dict[str, int] = {}
    rows = list(alike)
    for party in rows:
        seen[_marks(party)] = seen.get(_marks(party), 0) + 1
    for party in rows:
        places[party.searched] = places.get(party.searched, 0) + 1
        marks = [mark for mark in _marks(party)[1:] if mark]
        same = seen[_marks(party)] > 1 or not marks
        yield party, "，".join([*marks, *([_("第%(n)d位登记") % {"n": places[party.searched]}] if same else [])])


def _marks(party: Party) -> tuple[str, ...]:
    phone = digits_of(party.phone)
    return party.searched, party.address[:30], _("电话尾号%(end)s") % {"end": phone[-4:]} if phone else ""


def label_of(obj: models.Model, apart: str = "") -> str:
    """An object as a line to choose: staff with their organs, parties with their side and what tells them from namesakes."""
    if isinstance(obj, User):
        if obj.employer:
            return "　".join([str(obj), *([obj.post] if obj.post else []), obj.employer])
        organs = dict.fromkeys(appointment.organ.name for appointment in obj.appointments.all())
        return "　".join([str(obj), *([obj.post] if obj.post else []), "、".join(organs)])
    if isinstance(obj, Party):
        side = "，".join([str(obj.get_role_display()), *([apart] if apart else [])])
        return _("%(name)s（%(side)s）") % {"name": obj.name, "side": side}
    if isinstance(obj, Room):
        return "　".join(one for one in (str(obj), obj.furnishing) if one)
    text = getattr(obj, "text", "")
    return f"{obj}　{text[:40]}" if isinstance(text, str) and text else str(obj)


class NumberMenu(forms.Select):
    """A menu of things that are numbered in their file; another number stays chosen, and is named."""

    def optgroups(self, name: str, value: list[str], attrs: Any = None) -> Any:
        """The choices, with what was typed or kept before."""
        numbers = {number for number, _line in self.choices}
        self.choices = [*self.choices, *((n, _("%(n)s（没有这一项）") % {"n": n}) for n in value if n not in numbers)]
        return super().optgroups(name, value, attrs)


def numbered_field(fact: Fact, scope: Scope, **more: Any) -> forms.Field:
    """Choose a thing of the file by its number; the number is the value."""
    if fact.of not in scope.known:
        rows = ((_number_of(row, scope), row) for row in choices_of(fact, scope).order_by("no"))
        scope.known[fact.of] = [(str(no), f"{no}　{row.text[:40]}") for no, row in sorted(rows, key=lambda one: one[0])]
    return forms.IntegerField(widget=NumberMenu(choices=[("", _("请选择")), *scope.known[fact.of]]), **more)


def _number_of(row: Any, scope: Scope) -> int:
    """A paper counts in its own numbers, a page as its reader does."""
    return scope.obj.no_of(row) if isinstance(scope.obj, Paper) and scope.obj.pk else int(row.no_shown)


class Labelled:
    """How the objects of a field are shown; `scope` knows who shares a name with whom."""

    scope: Scope

    def label_from_instance(self, obj: Any) -> str:
        """The line shown."""
        return label_of(obj, namesakes_of(self.scope).get(obj.pk, "") if isinstance(obj, Party) else "")


class OneField(Labelled, Sought, forms.ModelChoiceField):
    """Choose one object."""

    widget = Menu


class ManyTicks(Ticks):
    """Ticks, or one for all of them where they are too many to be listed."""

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        """The keys that were ticked."""
        return [ALL] if data.get(f"{name}-all") else super().value_from_datadict(data, files, name)


class SomeField(Labelled, Sought, forms.ModelMultipleChoiceField):
    """Choose any number of objects."""

    widget = ManyTicks

    def clean(self, value: Any) -> Any:
        """Those that were chosen; with the tick for all whatever may be chosen."""
        return self.queryset.all() if value == [ALL] else super().clean(value)


class ByNumberField(forms.CharField):
    """A petition named by its number; only one that the person may see is found."""

    def __init__(self, *, scope: Scope, **more: Any) -> None:
        self.scope = scope
        super().__init__(**more)

    def prepare_value(self, value: Any) -> Any:
        """Show the number."""
        return value.matter.number if isinstance(value, Petition) else value

    def clean(self, value: Any) -> Any:
        """The petition; ValidationError if there is none of that number to be seen."""
        number = super().clean(value)
        if not number:
            return None
        found = visible(Petition, self.scope.actor).filter(matter__number__in=spelt(number)).first()
        if found is None:
            raise forms.ValidationError(_("没有找到编号为“%(no)s”的信访事项，请核对编号。") % {"no": number[:60]})
        if self.scope.matter is not None and found.matter_id == self.scope.matter.pk:
            raise forms.ValidationError(_("这是本事项自己的编号，请填写另一件的编号。"))
        return found


class Suggestions(forms.TextInput):
    """A line to type in, which proposes the names; the browser searches them, without any script of ours."""

    def __init__(self, names: list[str]) -> None:
        self.names = names
        super().__init__()

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        """The line with its list."""
        known = f"{(attrs or {}).get('id', name)}_names"
        line = super().render(name, value, {**(attrs or {}), "list": known, "autocomplete": "off"}, renderer)
        options = format_html_join("", '<option value="{}"></option>', ((one,) for one in self.names))
        return format_html('{}<datalist id="{}">{}</datalist>', line, known, options)


class OrganByNameField(forms.CharField):
    """One of very many organs, named in full, by its code, or by a part that fits only one of them."""

    def __init__(self, organs: models.QuerySet[Any], **more: Any) -> None:
        self.organs = organs
        super().__init__(widget=Suggestions([organ.name for organ in organs]), **more)

    def prepare_value(self, value: Any) -> Any:
        """Show the name; a link may give the key."""
        if isinstance(value, int):
            value = self.organs.filter(pk=value).first()
        return value.name if isinstance(value, Organ) else value

    def clean(self, value: Any) -> Any:
        """The organ; ValidationError if none or more than one is meant."""
        typed = super().clean(value)[:100]
        if not typed:
            return None
        exact = self.organs.filter(models.Q(name=typed) | models.Q(code__iexact=typed) | models.Q(short=typed))
        found = list(exact[:2]) or list(self.organs.filter(name__icontains=typed)[:MOST_NAMED])
        if len(found) == 1:
            return found[0]
        if not found:
            raise forms.ValidationError(
                _("没有名称或者编码为“%(typed)s”的机关，请从列出的名称中选择。") % {"typed": typed}
            )
        named = "、".join(organ.name for organ in found)
        raise forms.ValidationError(
            _("“%(typed)s”不止一个机关：%(named)s。请写全称。") % {"typed": typed, "named": named}
        )


def _are_many(fact: Fact, queryset: models.QuerySet[Any], scope: Scope) -> bool:
    """Asked once for a form, not for each of its rows."""
    key = f"many:{fact.of}:{fact.name}:{scope.opens}:{','.join(fact.kinds)}"
    if key not in scope.known:
        scope.known[key] = [("", "")] if queryset.count() > MANY else []
    return bool(scope.known[key])


def reference_field(fact: Fact, scope: Scope, **more: Any) -> forms.Field:
    """The form field of a reference."""
    if fact.of == "Petition" and fact.kind is Kind.ONE:
        return ByNumberField(scope=scope, **more)
    queryset = choices_of(fact, scope)
    if fact.of == "Organ" and fact.kind is Kind.ONE and _are_many(fact, queryset, scope):
        return OrganByNameField(queryset, **more)
    if fact.kind is Kind.SOME:
        chosen: Any = SomeField(queryset, **more)
    else:
        chosen = OneField(queryset, empty_label=_("请选择") if fact.required else _("不填"), **more)
    chosen.scope = scope
    return cast(forms.Field, chosen)

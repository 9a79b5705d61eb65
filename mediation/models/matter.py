"""The file (卷宗) of one matter and the parties in it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from sequences import get_next_value

from mediation.models.access import MatterAccess, parts_read
from mediation.models.accused import accuses_oneself, taken_off_of
from mediation.models.codes import hash_code, new_query_code, opens
from mediation.models.extracts import Extracted
from mediation.models.office.organ import Organ
from mediation.models.office.staff import User
from mediation.models.reading import ReadOnce
from mediation.models.searching import NAME_FORM, entered
from mediation.models.wording import worded
from mediation.permissions import Actor
from mediation.vocabulary import Departure, PartyChangeKind, PartyKind, PartyRole, Role, Sex
from mediation.workflows.intake.identity import age_on, birth_of, comes_of_age, masked
from mediation.workflows.labels import Worded
from mediation.written.forms import name_form

# So long what binds a party waits after a new code or secret: who made the code might have set it; the party can object.
AFTER_RENEWAL = timedelta(days=3)
# An agreement binds from its effect until it is broken (`AgreementState`, which stands in a later wing).
BINDING = ("signed", "performing", "performed")


class MatterQuerySet(models.QuerySet[Any]):
    """Who may see which file."""

    def visible_to(self, actor: Actor) -> MatterQuerySet:
        """Files that a step has opened to a member of staff and no recusal bars, or a party's own."""
        if actor.party is not None:
            return self.filter(pk=actor.party.matter_id)
        if actor.user is None:
            return self.none()
        opened = worded(actor, "opened", lambda: MatterAccess.objects.opening_to(actor).values("matter"))
        return self.filter(pk__in=opened)

    def at_the_window_of(self, actor: Actor) -> MatterQuerySet:
        """Files of which the window of an organ may tell who asks how they stand; see `queries.office.reception`.

        Any that the organ ever read; none that accuses it, unless it was sent the rest as any other is: silence would tell it.
        Who does nothing there but administer the site is told of none.
        """
        at_work = frozenset[int]().union(*(held for role, held in actor.tokens.by_role if role != Role.ADMINISTRATOR))
        held = MatterAccess.objects.filter(matter=OuterRef("pk"), organ__in=at_work, user=None)
        same = self.model.objects.filter(pk=OuterRef("pk")).order_by()
        accusing, speaks = same.filter(accuses_oneself(actor, "claims__")), same.filter(claims__accused_organ=None)
        barred = MatterAccess.objects.barring(actor).filter(matter=OuterRef("pk"))
        sent = Q(extracts__has_any_keys=[str(organ) for organ in actor.tokens.organs])
        return self.filter(Exists(held), sent | ~Exists(accusing), ~Exists(barred), Exists(speaks))

    def ways_of(self, actor: Actor) -> list[Any]:
        """Along what a member of staff comes by visible files, the newest first: rows with `opened_on` and `matter`."""
        return list(MatterAccess.objects.all().lanes(actor))


class Matter(Extracted, ReadOnce, models.Model):
    """卷宗: what belongs to one dispute, with or without a petition. Events are chained per matter."""

    number = models.CharField(_("编号"), max_length=60, unique=True)
    organ = models.ForeignKey(Organ, models.PROTECT, related_name="+", verbose_name=_("立卷机关"))
    subject = models.CharField(_("事由"), max_length=200)
    opened_on = models.DateField(_("立卷日期"))
    # Characters that no font has, and how they are printed in this file's papers.
    print_forms = models.JSONField(default=dict, editable=False)
    words = SearchVectorField(null=True, editable=False)
    # For each organ that was sent an extract, by its key: the subject it was told, and its claims in its order.
    extracts = models.JSONField(default=dict, editable=False)

    objects = MatterQuerySet.as_manager()

    class Meta:
        verbose_name = _("卷宗")
        ordering = ["pk"]
        indexes = [
            GinIndex(fields=["words"], name="matter_words"),
            GinIndex(fields=["extracts"], name="matter_extracts"),  # which files an organ has an extract of
        ]
        triggers = [entered]

    def __str__(self) -> str:
        return f"{self.number} {self.called}"

    @classmethod
    def open(cls, *, organ: Organ, subject: str, on: date) -> Matter:
        """Open a file under the organ's next number, for example QH2025-00012 (gapless)."""
        place = get_next_value(f"matter:{organ.pk}:{on.year}")
        number = f"{organ.code.upper()}{on.year}-{place:05d}"
        return cls.objects.create(number=number, organ=organ, subject=subject, opened_on=on)

    def alone(self) -> Matter:
        """The same row, without what was read beside it and may have changed since."""
        names = [field.attname for field in self._meta.concrete_fields]
        return type(self).from_db(str(self._state.db), names, [getattr(self, name) for name in names])

    def accuses(self, organ: Organ) -> bool:
        """Whether something in it accuses the organ, which then reads nothing of it (第三十条第三款)."""
        return self.claims.filter(accused_organ=organ).exists()

    def is_read_by(self, actor: Actor) -> bool:
        """Whether the person may read the file, or a part of it."""
        return actor.party.matter_id == self.pk if actor.party is not None else bool(self.parts_read(actor))

    def parts_read(self, actor: Actor) -> frozenset[str]:
        """Which parts of the file a member of staff reads; the same rule as `visible_to`, from the file's own rows."""
        return parts_read(self.every("access"), actor)

    def is_open_to(self, organs: Iterable[int]) -> bool:
        """Whether one of the organs was given sight of the file."""
        return self.access.standing().filter(organ__in=list(organs), user=None).exists()

    @cached_property
    def taken_off(self) -> set[int]:
        """The people who do not act in the matter, by id: taken off by a granted recusal, or accused in it.

        An accused person has an interest of his own (第二十八条第三款); nothing tells which of the two it is.
        """
        if (known := self.held("recusals")) is not None:
            accused = self.claims.exclude(accused_staff=None).order_by().values_list("accused_staff", flat=True)
            # A page asks only where it has read that somebody is accused; the step itself asks always.
            asks = any(claim.accused_organ_id for claim in self.held("claims") or ())
            return {one.person_id for one in known if one.is_granted} | (set(accused) if asks else set())
        return taken_off_of(self.pk)

    @property
    def pending_reviews(self) -> list[Any]:
        """Reviews and re-examinations that have not ended yet, oldest first."""
        return [one for one in self.every("reviews") if one.is_pending]

    def results_that_stand(self, claims: Iterable[Any]) -> list[Any]:
        """Those of the claims that have their result and are not looked at again: what is under review may still be settled."""
        reviews = self.pending_reviews
        return [claim for claim in claims if claim.disposal and not any(one.looks_at([claim]) for one in reviews)]

    def handling_limits(self) -> list[Any]:
        """The limits within which claims are handled or carried out (D5, D18), by their last day."""
        found = self.deadlines.filter(code__in=("D5", "D18")).order_by("legal_on", "pk")
        return self.asked("handling limits", lambda: list(found))

    @property
    def begun_on(self) -> date:
        """The day from which the rules of the matter are taken: the petition's receipt, else the opened file."""
        petition = getattr(self, "petition", None)
        return petition.received_on if petition else self.opened_on

    @property
    def consulted(self) -> Any:
        """What is closed or put away with the file: its petition, else the mediation that was begun last; None without either."""
        return getattr(self, "petition", None) or max(self.mediations.all(), key=lambda one: one.pk, default=None)

    @property
    def acting_organ(self) -> Organ:
        """The organ that handles the matter: the petition's, else the one that opened the file."""
        petition = getattr(self, "petition", None)
        return petition.acting_organ if petition else self.organ

    @property
    def acting_organs(self) -> list[Organ]:
        """Every organ that handles a claim of the petition; without one, whoever opened the file."""
        petition = getattr(self, "petition", None)
        return petition.acting_organs if petition else [self.organ]

    @property
    def acting_organ_keys(self) -> list[int]:
        """They, by key."""
        petition = getattr(self, "petition", None)
        return petition.acting_organ_keys if petition else [self.organ_id]

    @property
    def petitioners(self) -> models.QuerySet[Party]:
        """The petitioners who take part now, in the order of registration; successors stand beside the others."""
        return self.parties.taking_part().filter(role=PartyRole.PETITIONER)

    def authorities(self, act: Any) -> models.QuerySet[Any]:
        """What those who take back their authority gave the representative, as far as it is in force."""
        principals = act.principals or ([act.by.party] if act.by.party else [])
        held = SpecialAuthority.objects.in_force(act.on).filter(representative=act.representative)
        return held.filter(principal__in=principals, principal__matter=self)

    def any_authority(self, principal: Party | None, on: date) -> bool:
        """Whether anything is in force on the day in this file: given by one of its parties, or by anybody."""
        if (known := self.held("authorities")) is not None:
            return any(one.covers(on) and (principal is None or one.principal_id == principal.pk) for one in known)
        held = SpecialAuthority.objects.in_force(on).filter(principal__matter=self)
        return (held if principal is None else held.filter(principal=principal)).exists()

    def mediators(self) -> models.QuerySet[Any]:
        """Who mediated in this file: they do not decide it, sit on its panel or testify in it."""
        return User.objects.filter(mediating__mediation__matter=self).distinct()


class PartyQuerySet(models.QuerySet[Any]):
    """Parties on a day."""

    def taking_part(self) -> PartyQuerySet:
        """Those who are a party now: not dead, ended, gone or handled elsewhere."""
        return self.filter(gone_on=None)

    def not_mistaken(self) -> PartyQuerySet:
        """Those who are, or rightly were, parties: whoever was entered by a slip and struck out is none of them."""
        return self.exclude(gone_how=Departure.MISTAKEN)


class Party(Worded):
    """当事人. Only what 第十九条 asks for: name, address, contact; what identifies it where a paper needs it.

    A row is written when the party is registered and changed by `PartyChange` alone, which keeps what stood there before.
    `succeeds` names whom it succeeded: in his remedies (行政复议法 14, 行政诉讼法 25), in his money (民法典 1161), or both.
    """

    matter = models.ForeignKey(Matter, models.PROTECT, related_name="parties", verbose_name=_("卷宗"))
    role = models.CharField(_("地位"), max_length=20, choices=PartyRole.choices, default=PartyRole.PETITIONER)
    kind = models.CharField(_("类别"), max_length=20, choices=PartyKind.choices, default=PartyKind.PERSON)
    name = models.CharField(_("姓名或者名称"), max_length=200)
    organ = models.ForeignKey(Organ, models.PROTECT, null=True, related_name="+", verbose_name=_("作为当事人的机关"))
    address = models.CharField(_("住址"), max_length=300, blank=True)
    phone = models.CharField(_("联系电话"), max_length=40, blank=True)
    email = models.EmailField(_("电子邮箱"), blank=True)
    is_representative = models.BooleanField(_("代表人"), default=False)
    electronic_since = models.DateField(_("同意电子送达的日期"), null=True, blank=True)
    id_number = models.CharField(_("身份证件号码"), max_length=40, blank=True)
    credit_code = models.CharField(_("统一社会信用代码"), max_length=18, blank=True)
    legal_representative = models.CharField(_("法定代表人、负责人"), max_length=200, blank=True)
    sex = models.CharField(_("性别"), max_length=10, choices=Sex.choices, blank=True)
    born_on = models.DateField(_("出生日期"), null=True, blank=True)
    joined_on = models.DateField(_("加入日期"), null=True)
    gone_on = models.DateField(_("不再是当事人的日期"), null=True)
    gone_how = models.CharField(_("不再是当事人的原因"), max_length=20, choices=Departure.choices, blank=True)
    succeeds = models.ForeignKey(
        "self", models.PROTECT, null=True, related_name="successors", verbose_name=_("承继何人")
    )
    # Whom it was in the matter out of which it was split off: what was served on that one it still reads.
    continues = models.ForeignKey(
        "self", models.PROTECT, null=True, related_name="+", verbose_name=_("原事项中的当事人")
    )
    relation = models.CharField(_("与原当事人的关系"), max_length=100, blank=True)
    for_remedies = models.BooleanField(_("承继救济权利"), default=False)
    for_money = models.BooleanField(_("承继财产权利义务"), default=False)
    code_hash = models.CharField(max_length=64, blank=True, editable=False)
    # The normal form of the name, by which it is looked for however it was typed; the same as `written.forms.name_form`.
    searched = models.GeneratedField(
        expression=models.Func(models.F("name"), template=NAME_FORM),
        output_field=models.TextField(),
        db_persist=True,
    )
    # The day on which a petitioner took back his own part of the matter; the others' go on.
    withdrawn_on = models.DateField(_("撤回日期"), null=True)

    objects = PartyQuerySet.as_manager()

    class Meta:
        verbose_name = _("当事人")
        ordering = ["pk"]
        indexes = [
            models.Index(fields=["searched"], name="party_whole_name"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def contact(self) -> bool:
        """Whether it is known how to reach the party by post or telephone."""
        return bool(self.address or self.phone)

    @property
    def takes_part(self) -> bool:
        """Whether it is a party now."""
        return self.gone_on is None

    @property
    def masked_id(self) -> str:
        """The number of its card or its credit code, as pages show it."""
        return masked(self.id_number or self.credit_code)

    def age(self, on: date) -> int | None:
        """Its age on a day; None where the day of birth is not known."""
        return age_on(self.born_on, on) if self.born_on else None

    def is_minor(self, on: date) -> bool:
        """Whether it is known to be under age on a day."""
        born = self.born_on or birth_of(self.id_number)
        return born is not None and on < comes_of_age(born)

    def heirs(self) -> models.QuerySet[Party]:
        """Who succeeded it in what is owed, to it or by it: heirs within the estate, the firm that took it over."""
        return self.successors.taking_part().filter(for_money=True)

    def has_settled(self, claims: Iterable[Any]) -> bool:
        """Whether agreements in force bind it on every one of the claims, so that what decides them does not answer it."""
        claims = list(claims)
        bound = self.agreements.filter(state__in=BINDING)
        return bool(claims) and all(bound.filter(claims=claim).exists() for claim in claims)

    def predecessors(self) -> list[int]:
        """Whom it succeeded, and whom those had succeeded, by id."""
        return [self.succeeds_id, *self.succeeds.predecessors()] if self.succeeds else []

    def receives_for(self, on: date) -> models.QuerySet[Party]:
        """Those who on the day have this party receive their papers, by written authority."""
        held = SpecialAuthority.objects.in_force(on).filter(representative=self, may_receive=True)
        return Party.objects.filter(pk__in=held.values("principal"))

    def may_confirm(self, on: date) -> bool:
        """Whether it, or an agent who receives for it on the day, has opened the file and can confirm what arrived."""
        can = bool(self.code_hash) or self.agents.in_force(on).filter(may_receive=True).exclude(code_hash="").exists()
        return self.takes_part and can and self.matter.views.filter(party=self).exists()

    @cached_property
    def binds_online_from(self) -> date | None:
        """The first day on which what binds the party is done online: after a new code or secret; None where neither was."""
        latest = (
            self.changes.filter(kind__in=(PartyChangeKind.CODE, PartyChangeKind.SECRET)).order_by("-changed_on").first()
        )
        return latest.changed_on + AFTER_RENEWAL if latest else None

    @property
    def has_secret(self) -> bool:
        """Whether it has set a secret of its own, and nobody made another code for it since."""
        return hasattr(self, "own_secret")

    def opposite_of_name(self, name: str, on: date) -> bool:
        """Whether somebody on the other side, or an agent of one on the day, bears the name."""
        others, form = self.matter.parties.exclude(role=self.role), name_form(name)
        if others.filter(searched=form).exists():
            return True
        agents = self.matter.agents.in_force(on).filter(principal__in=others)
        return any(name_form(agent.name) == form for agent in agents)

    def issue_code(self) -> str:
        """Make a new query code, forget the old one, and return it for the receipt (50 bits)."""
        code = new_query_code()
        self.code_hash = hash_code(code)
        self.save(update_fields=["code_hash"])
        return code

    def has_code(self, code: str) -> bool:
        """Compare a typed code; spaces, hyphens and small letters do not matter."""
        return self.takes_part and opens(code, self.code_hash)


class AuthorityQuerySet(models.QuerySet[Any]):
    """Authorities on a day."""

    def in_force(self, on: date) -> AuthorityQuerySet:
        """Those given by the day and not over yet."""
        return self.filter(Q(until=None) | Q(until__gte=on), Q(ended_on=None) | Q(ended_on__gt=on), since__lte=on)

    def held_on(self, on: date) -> AuthorityQuerySet:
        """Those in force on the day, or taken back in its course."""
        return self.filter(Q(until=None) | Q(until__gte=on), Q(ended_on=None) | Q(ended_on__gte=on), since__lte=on)

    def receiving(self, people: Iterable[Party]) -> AuthorityQuerySet:
        """Those by which one of the people receives papers for another."""
        return self.filter(representative__in=people, may_receive=True)

    def received_by(self, people: Iterable[Party], on: date) -> set[int]:
        """Who gets no copy on the day: one of the people, who gets his own, receives for them; by id."""
        held = self.in_force(on).filter(representative__in=list(people), may_receive=True)
        pairs = set(held.filter(principal__is_representative=False).values_list("principal_id", "representative_id"))
        represented = {principal for principal, _receiver in pairs}
        return {principal for principal, receiver in pairs if receiver not in represented}


class SpecialAuthority(models.Model):
    """特别授权: one person's written authority for a representative (民法典第一百六十五条)."""

    principal = models.ForeignKey(Party, models.PROTECT, related_name="authorities_given", verbose_name=_("授权人"))
    representative = models.ForeignKey(Party, models.PROTECT, related_name="authorities_held", verbose_name=_("代表人"))
    may_settle = models.BooleanField(_("可以和解、调解"), default=False)
    may_withdraw = models.BooleanField(_("可以撤回、放弃"), default=False)
    may_receive = models.BooleanField(_("可以代收文书"), default=False)
    scope = models.CharField(_("事项"), max_length=300)
    since = models.DateField(_("起"))
    until = models.DateField(_("止"), null=True, blank=True)
    ended_on = models.DateField(_("收回授权的日期"), null=True)

    objects = AuthorityQuerySet.as_manager()

    class Meta:
        verbose_name = _("特别授权")
        ordering = ["pk"]

    def covers(self, on: date) -> bool:
        """Whether the authority is in force on the day."""
        ended = self.ended_on is not None and self.ended_on <= on
        return not ended and self.since <= on and (self.until is None or on <= self.until)

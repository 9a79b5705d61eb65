"""A small county, made through the gateway, on any calendar day."""

from __future__ import annotations

from datetime import date, datetime, time
from functools import cached_property
from typing import Any
from zoneinfo import ZoneInfo

from mediation.actions import gateway
from mediation.models import Appointment, Claim, Matter, Organ, Party, Petition, ReviewAuthority, User
from mediation.vocabulary import OrganKind, Role, Route

SHANGHAI = ZoneInfo("Asia/Shanghai")
# The period in which an unpaid wage is looked into.
LABOUR_LAW = {"law": "《劳动保障监察条例》第十七条", "length": 60, "working_days": True}


def at(day: str | date, clock: str = "09:00") -> datetime:
    """A moment in Shanghai: at("2025-03-03", "14:30")."""
    day = date.fromisoformat(day) if isinstance(day, str) else day
    return datetime.combine(day, time.fromisoformat(clock), tzinfo=SHANGHAI)


class World:
    """Province, city, county, two bureaus and a petition office, with one person for each role asked for."""

    def __init__(self) -> None:
        self.province = Organ.establish(name="东岭省人民政府", short="东政", code="dl", kind=OrganKind.GOVERNMENT)
        self.city = self._below(self.province, "云州市人民政府", "云政", "yz", OrganKind.GOVERNMENT)
        self.county = self._below(self.city, "青河县人民政府", "青政", "qh", OrganKind.GOVERNMENT)
        self.office = self._below(self.county, "青河县信访局", "青信", "qhxf", OrganKind.PETITION_OFFICE)
        self.bureau = self._below(self.county, "青河县农业农村局", "青农", "qhny", OrganKind.DEPARTMENT)
        self.other_bureau = self._below(self.county, "青河县住房和城乡建设局", "青建", "qhzj", OrganKind.DEPARTMENT)
        self.discipline = self._below(self.county, "青河县纪律检查委员会", "青纪", "qhjw", OrganKind.DISCIPLINE)
        self.city_bureau = self._below(self.city, "云州市农业农村局", "云农", "yzny", OrganKind.DEPARTMENT)
        for organ, stage, authority in (
            (self.bureau, "review", self.county),
            (self.bureau, "review", self.city_bureau),
            (self.county, "re_examination", self.city),
            (self.city_bureau, "re_examination", self.city),
        ):
            ReviewAuthority.objects.create(organ=organ, stage=stage, authority=authority)

    @staticmethod
    def _below(parent: Organ, name: str, short: str, code: str, kind: str) -> Organ:
        where = {"address": "青河县人民路1号", "phone": "0555-1234567"}
        return Organ.establish(below=parent, name=name, short=short, code=code, kind=kind, **where)

    @staticmethod
    def staff(role: str, organ: Organ, name: str = "") -> User:
        """The member of staff with the role in the organ; made when first asked for."""
        username = f"{role}.{organ.code}{name and '.' + name}"
        found = User.objects.filter(username=username).first()
        if found:
            return found
        shown = name or f"{organ.short}{Role(role).label}"
        person = User.objects.create_user(username, password="right horse battery", name=shown)
        Appointment.objects.create(user=person, organ=organ, role=role)
        return person

    @cached_property
    def clerk(self) -> User:
        """The intake clerk of the petition office."""
        return self.staff(Role.INTAKE_CLERK, self.office)

    @cached_property
    def dispatcher(self) -> User:
        """Who passes matters on."""
        return self.staff(Role.PETITION_OFFICE, self.office)

    @cached_property
    def handler(self) -> User:
        """The handler of the bureau."""
        return self.staff(Role.HANDLER, self.bureau)

    @cached_property
    def head(self) -> User:
        """The head of the bureau."""
        return self.staff(Role.HEAD, self.bureau)

    @cached_property
    def registrar(self) -> User:
        """Who numbers, seals and serves in the bureau."""
        return self.staff(Role.REGISTRAR, self.bureau)

    def petition(self, on: str = "2025-03-03", organ: Organ | None = None, **facts: Any) -> Petition:
        """A petition of two people with two claims on route 6, registered directly at the bureau."""
        organ = organ or self.bureau
        stated: dict[str, Any] = {
            "organ": organ,
            "channel": "visit",
            "subject": "青椒收购价未兑现",
            "account": "2024年县里承诺保底收购价每斤一元二角，实际只付九角。",
            "petitioners": [
                {"name": "张大山", "address": "青河县柳树乡一村", "phone": "13800000001"},
                {"name": "李秀英", "address": "青河县柳树乡二村", "phone": "13800000002"},
            ],
            "claims": [
                {"text": "按承诺价补足差额", "category": "grievance", "route": "petition_procedure"},
                {"text": "增设收购点", "category": "grievance", "route": "petition_procedure"},
            ],
        }
        clerk = self.staff(Role.INTAKE_CLERK, organ)
        return gateway.perform(Petition, None, "register", by=clerk, at=at(on), **{**stated, **facts})

    def accepted(self, on: str = "2025-03-03", **facts: Any) -> Petition:
        """A petition whose claims the bureau has accepted."""
        petition = self.petition(on=on, **facts)
        for claim in petition.claims.all():
            duty = claim.route == Route.DUTY_PERFORMANCE
            step, stated = ("accept_duty", LABOUR_LAW) if duty else ("accept", {})
            gateway.perform(Claim, claim.pk, step, by=self.handler, at=at(on, "10:00"), **stated)
        return Petition.objects.get(pk=petition.pk)

    @staticmethod
    def party(matter: Matter, name: str) -> Party:
        """A party of the matter by name."""
        return matter.parties.get(name=name)

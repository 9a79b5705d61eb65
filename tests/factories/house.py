"""A house at work: one file for each kind of course, and who stands in which relation to them."""

from __future__ import annotations

from io import BytesIO

import pikepdf
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.test import Client

from mediation.actions import gateway
from mediation.actions.clock.feeds import open_feed
from mediation.models import Annulment, Appointment, Attachment, OfficeChange, Paper, Petition, PrintPack, User
from mediation.permissions import Actor
from mediation.queries.visibility import visible
from mediation.vocabulary import BulkAct, PackStage, Role
from mediation.web.portal.access import remember
from mediation.workflows.base import Lifecycle, lifecycles
from tests.factories.bulk import begun
from tests.factories.hearings import IN_TIME, HearingCourse
from tests.factories.mediation import in_force, proposed
from tests.factories.opinions import ReviewCourse
from tests.factories.people import agent_of, change
from tests.factories.world import World, at


def one_page() -> bytes:
    """The smallest file that a reader of PDF opens."""
    made = BytesIO()
    with pikepdf.new() as document:
        document.add_blank_page()
        document.save(made)
    return made.getvalue()


PDF = one_page()


class House:
    """Everything lies at the bureau; the stranger and the other party belong to the bureau next door."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.course = HearingCourse(world)
        self.course.scheduled()
        self.course.notify()
        self.matter = self.course.matter
        self.agent = agent_of(self.matter, [self.course.zhang], world.handler, IN_TIME)
        change(self.matter, "confirm_address", self.course.zhang, IN_TIME, phone="13800000001")
        gateway.perform(
            Petition, self.course.petition.pk, "hand_in", by=self.course.zhang, at=at(IN_TIME),
            files=[ContentFile(PDF, name="收购单.pdf")],
        )  # fmt: skip
        kept = default_storage.save("papers/x.pdf", ContentFile(PDF))
        Paper.objects.filter(state="issued").update(pdf=kept, sha256="0" * 64)
        self.annulment = self._wrong_receipt()
        ReviewCourse(world).ask()
        in_force(world, proposed(world))
        elsewhere = world.petition(organ=world.other_bureau)
        self.strange_party = world.party(elsewhere.matter, "张大山")
        self.people = {
            "staff": world.handler,
            "head": self._who_does_the_rest(),
            "stranger": world.staff(Role.HANDLER, world.other_bureau),
            "administrator": User.objects.create_superuser("root", password="right horse battery", name="管理员"),
        }
        self.parties = {"party": self.course.zhang, "other_party": self.strange_party}
        self.pack = PrintPack.objects.create(
            matter=self.matter, user=world.handler, stage=PackStage.READY, asked_at=at(IN_TIME),
            file=ContentFile(PDF, name="pack.pdf"),
        )  # fmt: skip
        waiting = Paper.objects.filter(state="drafted", matter__organ=world.bureau)
        self.run = begun(world, list(waiting[:1]), BulkAct.SUBMIT, by=world.handler)
        self.token = open_feed(at=at(IN_TIME), user=world.handler)

    def _wrong_receipt(self) -> Annulment:
        """A receipt that was entered wrongly, and then rightly."""
        service = self.course.notices()[0].services.latest("pk")
        gateway.perform(
            type(service), service.pk, "annul", by=self.world.handler, at=at(IN_TIME, "16:00"), event=service.version,
            why="登错了人",
        )  # fmt: skip
        gateway.perform(
            type(service), service.pk, "record_receipt", by=self.world.registrar, at=at(IN_TIME, "16:30"),
            received_by="张大山", relation="self", servers="王一、赵二",
        )  # fmt: skip
        return Annulment.objects.get()

    def _who_does_the_rest(self) -> User:
        """The head, who in this small bureau also keeps the seal and the register and looks after the site."""
        for role in (Role.REGISTRAR, Role.ADMINISTRATOR):
            Appointment.objects.create(user=self.world.head, organ=self.world.bureau, role=role)
        return self.world.head

    def browser(self, relation: str) -> Client:
        """The browser of one who stands so; signed in at the desk, let in at the portal, or neither."""
        browser = Client(raise_request_exception=False)
        if relation in self.people:
            browser.force_login(self.people[relation])
        if relation in self.parties:
            session = browser.session
            remember(session, self.parties[relation])
            session.save()
        return browser

    def of_party(self) -> Paper:
        """A paper that was sent to the party."""
        return self.course.notices()[0]

    def office_change(self) -> OfficeChange:
        """A change of the office; made when first asked for."""
        found = OfficeChange.objects.first()
        return found or gateway.perform(
            OfficeChange, None, "amend_person", by=self.people["administrator"], at=at(IN_TIME),
            person=self.world.handler, name="赵磊", title="科员",
        )  # fmt: skip

    def material(self) -> Attachment:
        """What the party handed in."""
        return Attachment.objects.filter(matter=self.matter).latest("pk")

    def things(self) -> list[Lifecycle]:
        """One object of each kind that the handler sees."""
        actor = Actor(on=at(IN_TIME).date(), user=self.world.handler)
        found = [visible(model, actor).order_by("pk").last() for model in lifecycles()]
        return [thing for thing in found if thing is not None]

    def things_of_party(self) -> list[Lifecycle]:
        """One object of each kind that the party sees."""
        actor = Actor(on=at(IN_TIME).date(), party=self.course.zhang)
        found = [visible(model, actor).filter(matter=self.matter).order_by("pk").last() for model in lifecycles()]
        return [thing for thing in found if thing is not None]

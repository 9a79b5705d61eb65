"""One file per noun: fields, constraints, and querysets that decide who sees what."""

from mediation.models.calendar import CalendarYear
from mediation.models.claim import Attachment, Claim
from mediation.models.deadline import Deadline
from mediation.models.dispatch import Dispatch
from mediation.models.event import Event
from mediation.models.matter import Matter, MatterAccess, Party, SpecialAuthority
from mediation.models.message import FileView, Message
from mediation.models.organ import Organ, ReviewAuthority
from mediation.models.paper import Paper
from mediation.models.petition import Petition
from mediation.models.serving import ServiceOfDocument
from mediation.models.staff import Appointment, Deputyship, User

__all__ = [
    "Appointment",
    "Attachment",
    "CalendarYear",
    "Claim",
    "Deadline",
    "Deputyship",
    "Dispatch",
    "Event",
    "FileView",
    "Matter",
    "MatterAccess",
    "Message",
    "Organ",
    "Paper",
    "Party",
    "Petition",
    "ReviewAuthority",
    "ServiceOfDocument",
    "SpecialAuthority",
    "User",
]

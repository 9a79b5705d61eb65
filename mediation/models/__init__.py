"""One file per noun: fields, constraints, and querysets that decide who sees what."""

from mediation.models.agreement import Agreement, Revisit, Signature
from mediation.models.attachment import Attachment
from mediation.models.bulk import BulkItem, BulkRun
from mediation.models.calendar import CalendarYear
from mediation.models.claim import Claim
from mediation.models.clock_change import ClockChange
from mediation.models.conference import ConferenceItem, ConferenceMember, JointConference, Resolution
from mediation.models.deadline import Deadline
from mediation.models.dispatch import Dispatch
from mediation.models.drafting import Phrase, Revision, Unsaved
from mediation.models.event import Event
from mediation.models.extension import Extension
from mediation.models.feed import CalendarFeed
from mediation.models.hearing import Hearing
from mediation.models.hearing_people import HearingParticipant, HearingStatement, PanelMember
from mediation.models.investigation import Investigation, InvestigationItem
from mediation.models.jurisdiction import JurisdictionDispute
from mediation.models.matter import Matter, MatterAccess, Party, SpecialAuthority
from mediation.models.mediation import Mediation, MediationNote, MediationSession, Mediator, Participant
from mediation.models.message import FileView, Message, Reminder
from mediation.models.obligation import Obligation
from mediation.models.on_the_spot import OnTheSpotRecord
from mediation.models.organ import Organ, ReviewAuthority
from mediation.models.outage import Outage
from mediation.models.paper import PageStyle, Paper
from mediation.models.petition import Petition
from mediation.models.print_pack import PrintPack
from mediation.models.recusal import Recusal
from mediation.models.review import Review, ReviewRequest
from mediation.models.room import Room, RoomBooking
from mediation.models.seal_use import SealUse
from mediation.models.serving import ServiceOfDocument
from mediation.models.staff import Appointment, Deputyship, User
from mediation.models.supervision import Recommendation, Supervision

__all__ = [
    "Agreement",
    "Appointment",
    "Attachment",
    "BulkItem",
    "BulkRun",
    "CalendarFeed",
    "CalendarYear",
    "Claim",
    "ClockChange",
    "ConferenceItem",
    "ConferenceMember",
    "Deadline",
    "Deputyship",
    "Dispatch",
    "Event",
    "Extension",
    "FileView",
    "Hearing",
    "HearingParticipant",
    "HearingStatement",
    "Investigation",
    "InvestigationItem",
    "JointConference",
    "JurisdictionDispute",
    "Matter",
    "MatterAccess",
    "Mediation",
    "MediationNote",
    "MediationSession",
    "Mediator",
    "Message",
    "Obligation",
    "OnTheSpotRecord",
    "Organ",
    "Outage",
    "PageStyle",
    "PanelMember",
    "Paper",
    "Participant",
    "Party",
    "Petition",
    "Phrase",
    "PrintPack",
    "Recommendation",
    "Recusal",
    "Reminder",
    "Resolution",
    "Review",
    "ReviewAuthority",
    "ReviewRequest",
    "Revision",
    "Revisit",
    "Room",
    "RoomBooking",
    "SealUse",
    "ServiceOfDocument",
    "Signature",
    "SpecialAuthority",
    "Supervision",
    "Unsaved",
    "User",
]

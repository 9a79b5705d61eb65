"""One file per noun: fields, constraints, and querysets that decide who sees what."""

from mediation.models.access import MatterAccess
from mediation.models.clock.calendar import CalendarYear
from mediation.models.clock.clock_change import ClockChange
from mediation.models.clock.clock_run import ClockRun
from mediation.models.clock.deadline import Deadline
from mediation.models.clock.feed import CalendarFeed
from mediation.models.clock.outage import Outage
from mediation.models.event import Event
from mediation.models.handling.extension import Extension
from mediation.models.handling.investigation import Investigation, InvestigationItem
from mediation.models.handling.review import Review, ReviewRequest
from mediation.models.handling.supervision import Recommendation, Supervision
from mediation.models.intake.agent import Agent
from mediation.models.intake.attachment import Attachment
from mediation.models.intake.claim import Claim
from mediation.models.intake.dispatch import Dispatch
from mediation.models.intake.jurisdiction import JurisdictionDispute
from mediation.models.intake.on_the_spot import OnTheSpotRecord
from mediation.models.intake.own_secret import OwnSecret
from mediation.models.intake.party_change import PartyChange
from mediation.models.intake.petition import Petition
from mediation.models.intake.roster import Roster
from mediation.models.intake.window_screen import WindowScreen
from mediation.models.matter import Matter, Party, SpecialAuthority
from mediation.models.message import FileView, Message, ReadingAlarm, Reminder
from mediation.models.office.annulment import Annulment
from mediation.models.office.job_fault import JobFault
from mediation.models.office.local_rule import LocalRule
from mediation.models.office.office_change import OfficeChange
from mediation.models.office.organ import Organ, ReviewAuthority
from mediation.models.office.second_factor import RecoveryCode, SecondFactor
from mediation.models.office.sign_in import SignIn
from mediation.models.office.staff import Appointment, Deputyship, User
from mediation.models.office.try_count import TryCount
from mediation.models.papers.bulk import BulkItem, BulkRun
from mediation.models.papers.drafting import Phrase, Revision, Unsaved
from mediation.models.papers.paper import PageStyle, Paper
from mediation.models.papers.print_pack import PrintPack
from mediation.models.papers.seal import Seal
from mediation.models.papers.seal_use import SealUse
from mediation.models.searching import SearchEntry
from mediation.models.serving.public_notice import PublicNotice
from mediation.models.serving.service import ServiceOfDocument
from mediation.models.sittings.agenda import AgendaRequest, AskedOrgan, Referral
from mediation.models.sittings.agreement import Agreement, Revisit, Signature
from mediation.models.sittings.booking import StaffBooking
from mediation.models.sittings.conference import ConferenceItem, ConferenceMember, JointConference
from mediation.models.sittings.conference_minutes import ItemPosition, MinutesCorrection
from mediation.models.sittings.hearing import Hearing
from mediation.models.sittings.hearing_people import (
    HearingAnnouncement,
    HearingParticipant,
    InterestDeclaration,
    PanelMember,
    PanelNote,
)
from mediation.models.sittings.help_wanted import HelpWanted
from mediation.models.sittings.hindrance import Hindrance
from mediation.models.sittings.leave import StaffLeave
from mediation.models.sittings.mediation import Mediation, Mediator
from mediation.models.sittings.mediation_people import Participant
from mediation.models.sittings.mediation_session import MediationSession
from mediation.models.sittings.notebook import MediationNote, Notebook, NotebookKey
from mediation.models.sittings.obligation import Obligation
from mediation.models.sittings.performed import Performed
from mediation.models.sittings.recusal import Recusal
from mediation.models.sittings.resolution import Resolution
from mediation.models.sittings.room import Room, RoomBooking
from mediation.models.sittings.said import HearingStatement, RecordSignature
from mediation.models.sittings.settlement_offer import OfferKey, SettlementOffer

__all__ = [
    "AgendaRequest",
    "Agent",
    "Agreement",
    "Annulment",
    "Appointment",
    "AskedOrgan",
    "Attachment",
    "BulkItem",
    "BulkRun",
    "CalendarFeed",
    "CalendarYear",
    "Claim",
    "ClockChange",
    "ClockRun",
    "ConferenceItem",
    "ConferenceMember",
    "Deadline",
    "Deputyship",
    "Dispatch",
    "Event",
    "Extension",
    "FileView",
    "Hearing",
    "HearingAnnouncement",
    "HearingParticipant",
    "HearingStatement",
    "HelpWanted",
    "Hindrance",
    "InterestDeclaration",
    "Investigation",
    "InvestigationItem",
    "ItemPosition",
    "JobFault",
    "JointConference",
    "JurisdictionDispute",
    "LocalRule",
    "Matter",
    "MatterAccess",
    "Mediation",
    "MediationNote",
    "MediationSession",
    "Mediator",
    "Message",
    "MinutesCorrection",
    "Notebook",
    "NotebookKey",
    "Obligation",
    "OfferKey",
    "OfficeChange",
    "OnTheSpotRecord",
    "Organ",
    "Outage",
    "OwnSecret",
    "PageStyle",
    "PanelMember",
    "PanelNote",
    "Paper",
    "Participant",
    "Party",
    "PartyChange",
    "Performed",
    "Petition",
    "Phrase",
    "PrintPack",
    "PublicNotice",
    "ReadingAlarm",
    "Recommendation",
    "RecordSignature",
    "RecoveryCode",
    "Recusal",
    "Referral",
    "Reminder",
    "Resolution",
    "Review",
    "ReviewAuthority",
    "ReviewRequest",
    "Revision",
    "Revisit",
    "Room",
    "RoomBooking",
    "Roster",
    "Seal",
    "SealUse",
    "SearchEntry",
    "SecondFactor",
    "ServiceOfDocument",
    "SettlementOffer",
    "SignIn",
    "Signature",
    "SpecialAuthority",
    "StaffBooking",
    "StaffLeave",
    "Supervision",
    "TryCount",
    "Unsaved",
    "User",
    "WindowScreen",
]

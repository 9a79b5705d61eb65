"""What all kinds of sittings share: hearings, sessions of mediation, joint conferences."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class SittingOutcome(TextChoices):
    """What became of a sitting on the day to which it was fixed."""

    HELD = "held", _("已举行")
    PART_HELD = "part_held", _("举行了一部分")
    POSTPONED = "postponed", _("改期")
    PARTY_ABSENT = "party_absent", _("应到的没有到，没有举行")
    CALLED_OFF = "called_off", _("取消，没有举行")
    ENTERED_IN_ERROR = "entered_in_error", _("登记有误，没有举行")


class NotHeld(TextChoices):
    """Why a session or a conference that was fixed is called off; what is not stated is simply called off."""

    CALLED_OFF = "called_off", _("取消")
    PARTY_ABSENT = "party_absent", _("应到的没有到")
    ENTERED_IN_ERROR = "entered_in_error", _("登记有误")

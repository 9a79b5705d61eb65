"""Where a mediation stands, and who acts in it."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from mediation.permissions import Permission, handler, head, mediator


class MediationState(models.TextChoices):
    """Where a mediation stands; signing and performance belong to the agreement."""

    PROPOSED = "proposed", _("已提出")
    CONSENT_PENDING = "consent_pending", _("征求各方意见")
    ACCEPTED = "accepted", _("各方已同意")
    SCHEDULED = "scheduled", _("已安排")
    IN_SESSION = "in_session", _("调解中")
    SUSPENDED = "suspended", _("已中止")
    AGREED = "agreed", _("已达成协议")
    REFUSED = "refused", _("当事人不同意调解")
    TERMINATED = "terminated", _("已终止")


BEFORE_CONSENT = (MediationState.PROPOSED, MediationState.CONSENT_PENDING)
GOING_ON = (MediationState.ACCEPTED, MediationState.SCHEDULED, MediationState.IN_SESSION)
UNDER_WAY = (*BEFORE_CONSENT, *GOING_ON, MediationState.SUSPENDED)

its_mediator = Permission(lambda obj, actor: obj.is_mediated_by(actor.user), _("本次调解的调解员"))

arranges = handler | mediator | head | its_mediator

"""The accused person, if he is staff of whatever organ: the file is closed to him, and he handles nothing of it."""

from __future__ import annotations

from django.utils.translation import gettext as _

from mediation.actions import access, messages
from mediation.actions.registry import effect_of
from mediation.models import Claim, User
from mediation.vocabulary import AccessPart, Role
from mediation.workflows.base import Act
from mediation.written.forms import name_form


def staff_named(text: str) -> list[User]:
    """Every member of staff whose name stands in the words: a namesake rather learns nothing than the accused something."""
    form = name_form(text)
    named = User.objects.exclude(name="").values_list("pk", "name").order_by("pk")
    return list(User.objects.filter(pk__in=[pk for pk, name in named if name_form(name) in form]).order_by("pk"))


@effect_of(Claim, "classify", after="leave_no_gap", tells=(Role.PETITION_OFFICE,))
def keep_it_from_the_accused(claim: Claim, act: Act) -> None:
    """He is named by his interest alone among those who do not act in the matter (第二十八条第三款); nobody tells him why."""
    if not (claim.accused_person or act.before.accused_person):
        return
    accused = staff_named(claim.accused_person) if claim.accused_organ_id and claim.accused_person else []
    claim.accused_staff.set(accused)
    access.shut(act, claim.matter, part=AccessPart.BARRED, given_by__object_type="claim", given_by__object_id=claim.pk)
    for person in accused:
        access.admit(act, claim.matter, user=person, part=AccessPart.BARRED)
    handling = {claim.petition.handler_id, *claim.petition.claims.values_list("handler", flat=True)}
    if act.by.user is not None and (theirs := [one for one in accused if one.pk in handling]):
        said = _("被检举控告的%s正在承办这一事项，请报请负责人另行指定承办人，不要说明原因。") % "、".join(
            map(str, theirs)
        )
        messages.tell(act, act.by.user, said, key=f"accused:{act.event.pk}", role=Role.PETITION_OFFICE)

"""归档: a dispute without a petition is over, its file is put away, and whoever reads it again says why."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from mediation.permissions import Permission, petition_office, reads_with_a_reason
from mediation.workflows import facts as f
from mediation.workflows.annulling import TakenBack
from mediation.workflows.base import Act, Guard, step
from mediation.workflows.guards import names
from mediation.workflows.intake.petition_guards import does_not_read_anyway
from mediation.workflows.sittings.mediation import MediationLifecycle
from mediation.workflows.sittings.mediation_state import MediationState, arranges

_keepers = arranges | petition_office
# In a petition nobody is offered what is done with the petition itself.
keeps_the_file = Permission(lambda obj, actor: obj.petition is None and _keepers(obj, actor), _keepers.label)
OVER = (MediationState.REFUSED, MediationState.TERMINATED, MediationState.AGREED)

keeps_its_own_file = Guard(
    "petition_keeps_the_file",
    _("信访事项中的调解在该事项的卷宗里，随信访事项办结，不另行归档、查阅。"),
    lambda mediation, act: mediation.petition is None,
)
files_away_once = Guard(
    "filed_already", _("这次调解已经归档。"), lambda mediation, act: mediation.filed_on is None,
)  # fmt: skip
nothing_goes_on = Guard(
    "file_goes_on",
    lambda mediation, act: _("卷宗里还有没有办完的：%s") % names(mediation.going_on_in_its_file()),
    lambda mediation, act: not mediation.going_on_in_its_file(),
    _("达成协议的，协议履行完毕或者报告不履行以后归档；另一次调解结束后归档。"),
)
every_paper_has_arrived = Guard(
    "papers_on_their_way",
    lambda mediation, act: _("这些文书还没有签发或者没有送达：%s") % names(mediation.papers_on_their_way()),
    lambda mediation, act: not mediation.papers_on_their_way(),
    _("请签发、送达；起草后不用的，请作废。"),
)
no_confirmation_to_come = Guard(
    "confirmation_to_come",
    _("共同申请司法确认的期限还没有届满，或者人民法院的决定还没有登记。"),
    lambda mediation, act: not mediation.awaits_confirmation(act.on),
)
FILING = (files_away_once, nothing_goes_on, every_paper_has_arrived, no_confirmation_to_come)
is_filed_or_head_asks = Guard(
    "not_filed_yet",
    _("没有归档的调解，只有机关负责人可以说明理由查阅。"),
    lambda mediation, act: mediation.filed_on is not None or act.by.holds("head", mediation.organ_id),
    _("请联系调解员或者报机关负责人。"),
)
CONSULTING = (keeps_its_own_file, does_not_read_anyway, is_filed_or_head_asks)


class FiledMediationLifecycle(MediationLifecycle):
    """A mediation to the end of its file, where it has one of its own."""

    class Meta:
        abstract = True

    @step(
        source=OVER,
        label=_("立卷归档"),
        forward=True,
        comes_last=True,
        told_to_party=True,
        by=keeps_the_file,
        guards=FILING,
        facts=[f.long_text("closing_note", _("归档说明"), required=False, longest=1000)],
        basis="《人民调解法》第二十七条",
        day_field="filed_on",
        annul=TakenBack(by_people=True),
    )
    def file_away(self, act: Act) -> None:
        """A dispute without a petition is over and its papers have reached everybody: the file is put away, and read by nobody who does not say why."""

    @step(
        source="*",
        label=_("说明理由查阅"),
        hidden=True,
        told_to_party=True,
        by=reads_with_a_reason,
        guards=CONSULTING,
        facts=[f.long_text("why", _("查阅的理由"), longest=500)],
    )
    def consult(self, act: Act) -> None:
        """Read the file of a dispute without a petition that is not open to one any more, saying why, as a closed petition is read."""

"""What a mediator writes down in confidence, and whether it goes with the case."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from mediation.vocabulary import NoteAudience
from mediation.workflows import facts as f
from mediation.workflows.base import Act, Guard, Lifecycle, step
from mediation.workflows.sittings.mediation_state import GOING_ON, MediationState, its_mediator

KEPT = (*GOING_ON, MediationState.SUSPENDED)

wrote_something = Guard(
    "no_notes_written",
    _("您还没有记过可以移交的内容。"),
    lambda mediation, act: act.by.user is None or mediation.notebooks.filter(writer=act.by.user, own=False).exists(),
    _("“仅我”一栏的内容从不移交。"),
)


class ItsNotebook(Lifecycle):
    """The notes of those who mediate."""

    State = MediationState
    course_told = True

    class Meta:
        abstract = True

    @step(
        source=GOING_ON,
        label=_("记录（保密）"),
        by=its_mediator,
        facts=[
            f.choice("audience", _("可以告知谁"), NoteAudience),
            f.long_text("note", _("内容"), confidential=True),
        ],
        basis="《最高人民法院关于人民法院特邀调解的规定》第二十二条",
    )
    def take_note(self, act: Act) -> None:
        """A mediator notes what was said in confidence; he reads it again, and those to whom he hands it on."""

    @step(
        source=KEPT,
        label=_("笔记是否随案移交"),
        by=its_mediator,
        guards=[wrote_something],
        facts=[
            f.yes_no(
                "hands_on",
                _("交给共同调解的人和接手的调解员"),
                help=_("不勾选的，只有您本人能看到；“仅我”一栏的内容从不移交。"),
            )
        ],
        basis="《最高人民法院关于人民法院特邀调解的规定》第二十二条",
    )
    def hand_on_notes(self, act: Act) -> None:
        """Whoever wrote the notes says whether those who mediate with him or after him read them."""

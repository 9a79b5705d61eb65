"""What helps a drafter: typing that is kept between two savings, and the phrases of an organ. Neither is a step."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from mediation.documents.papers.checkup.law import not_to_be_cited
from mediation.documents.registry import document_type
from mediation.models import Organ, Paper, Phrase, Unsaved, User
from mediation.permissions import Actor
from mediation.vocabulary import Role
from mediation.workflows.base import NotAllowed, NotPossibleNow
from mediation.workflows.papers.paper import BEFORE_ISSUE

LONGEST_PHRASE = 2000
TOO_LATE_KEPT = timedelta(days=30)
KEEPERS = (Role.HEAD, Role.ADMINISTRATOR)


def keep_typed(paper: Paper, user: User, *, typed: Mapping[str, Any], version: int, at: datetime) -> Unsaved:
    """Keep what the person typed into the draft since it was saved last; no step, no record in the ledger.

    What came too late for its paper is kept a month to be copied, then forgotten.
    """
    old = Unsaved.objects.filter(user=user, kept_at__lt=at - TOO_LATE_KEPT)
    old.exclude(paper__state__in=BEFORE_ISSUE).delete()
    kept, _new = Unsaved.objects.update_or_create(
        user=user, paper=paper, defaults={"typed": dict(typed), "version": version, "kept_at": at}
    )
    return kept


def forget_typed(paper: Paper, user: User) -> None:
    """It was saved, or the person does not want it."""
    Unsaved.objects.filter(paper=paper, user=user).delete()


def organs_kept(actor: Actor) -> list[Organ]:
    """The organs whose phrases and rules of approval the person keeps, as head or administrator."""
    kept = actor.user.organs_as(*KEEPERS, on=actor.on) if actor.user is not None else set()
    return list(Organ.objects.filter(pk__in=kept).order_by("path"))


def keep_phrase(organ: Organ, actor: Actor, *, kind: str, field: str, text: str, source: str, at: datetime) -> Phrase:
    """Take up a phrase of the organ; raises NotAllowed for others than its head or administrator.

    NotPossibleNow where it rests on a statute that is not in force: it would bring the fault into every paper.
    """
    _refuse_others(organ, actor)
    if kind and field and field not in {fact.name for fact in document_type(kind).fields}:
        raise NotPossibleNow("no_such_field", _("这种文书没有这一项。"), _("请重新选择用在哪一项。"))
    if wrong := not_to_be_cited(f"{source}\n{text}", actor.on):
        code, sentence, mend = wrong
        raise NotPossibleNow(code, sentence, mend)
    return Phrase.objects.create(
        organ=organ, kind=kind, field=field if kind else "", text=text[:LONGEST_PHRASE], source=source,
        kept_by=actor.user, kept_at=at,
    )  # fmt: skip


def withdraw_phrase(phrase: Phrase, actor: Actor, *, at: datetime) -> None:
    """Offer the phrase no longer; papers in which it was used keep their words."""
    _refuse_others(phrase.organ, actor)
    phrase.kept_by, phrase.withdrawn_at = actor.user, at
    phrase.save(update_fields=["kept_by", "withdrawn_at"])


def _refuse_others(organ: Organ, actor: Actor) -> None:
    if not any(actor.holds(role, organ) for role in KEEPERS):
        raise NotAllowed(
            "not_permitted", _("常用语和审批顺序由本机关负责人或者管理员设置。"), _("请告知本机关负责人或者管理员。")
        )


CHAINS: tuple[tuple[str, ...], ...] = (
    (),
    (Role.SECTION_CHIEF,),
    (Role.LEGAL_REVIEWER,),
    (Role.SECTION_CHIEF, Role.LEGAL_REVIEWER),
    (Role.LEGAL_REVIEWER, Role.SECTION_CHIEF),
)
AS_OTHERS = "as_others"
MOST_REMEMBERED = 50


def set_approval(organ: Organ, actor: Actor, *, general: list[str], own: Mapping[str, list[str]], at: datetime) -> None:
    """Who looks at a draft before the head: for all kinds of paper, and for kinds that have an order of their own.

    Raises NotAllowed, or NotPossibleNow where nobody holds a post that would have to look: every draft would be stuck.
    """
    _refuse_others(organ, actor)
    asked = {role for chain in (general, *own.values()) for role in chain}
    empty = [role for role in asked if not User.objects.holding(role, organ, on=actor.on).exists()]
    if empty:
        raise NotPossibleNow(
            "nobody_holds",
            _("本机关没有人担任：%s，送审的文书会没有人审核。")
            % "、".join(str(Role(role).label) for role in sorted(empty)),
            _("请先在账号和机关的设置中任命，或者不设这一道审核。"),
        )
    with transaction.atomic():
        _write_approval(Organ.objects.select_for_update().get(pk=organ.pk), actor, general, own, at)


def _write_approval(organ: Organ, actor: Actor, general: list[str], own: Mapping[str, list[str]], at: datetime) -> None:
    rules = {"approval_chain": list(general), "approval_chains": {kind: list(chain) for kind, chain in own.items()}}
    if any(organ.settings.get(name) != value for name, value in rules.items()):
        told = {"at": at.isoformat(), "by": str(actor.user), **rules}
        history = [*organ.settings.get("approval_history", []), told][-MOST_REMEMBERED:]
        organ.settings = {**organ.settings, **rules, "approval_history": history}
        organ.save(update_fields=["settings"])

"""The seals of an organ: the rows, and what is refused."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from mediation.actions.office.people import tell_heads
from mediation.actions.registry import effect_of, guard_of
from mediation.models import OfficeChange, Seal
from mediation.vocabulary import Role, SealKind
from mediation.workflows.base import Act, NotPossibleNow, Refused


@guard_of(OfficeChange, "enter_seal", "hand_on_seal", says=_("保管人是本机关的文书管理员。"), on_facts=True)
def keeper_is_registrar(change: OfficeChange, act: Act) -> Refused | None:
    """Only who may stamp at all can keep the seal."""
    organ = act.facts["seal"].organ if act.get("seal") is not None else act.get("organ")
    if act.keeper is None or organ is None or act.keeper.holds(Role.REGISTRAR, organ, on=act.on):
        return None
    said = _("%(who)s不是%(organ)s的文书管理员，不能保管印章。") % {"who": act.keeper, "organ": organ}
    return NotPossibleNow("keeper_no_registrar", said, _("请先任命其为文书管理员，或者选择别人。"))


@guard_of(OfficeChange, "enter_seal", says=_("机关没有另一枚在用的公章。"), on_facts=True)
def one_official_seal(change: OfficeChange, act: Act) -> Refused | None:
    """An organ has one official seal at a time."""
    known = Seal.objects.filter(organ=act.organ, kind=SealKind.OFFICIAL, until=None)
    if act.seal_kind != SealKind.OFFICIAL or not known.exists():
        return None
    return NotPossibleNow(
        "official_seal_in_use", _("这个机关已经登记了在用的公章。"), _("换发的，请先登记旧章停用、销毁。")
    )


@guard_of(OfficeChange, "hand_on_seal", "destroy_seal", says=_("印章还在使用。"), on_facts=True)
def seal_is_in_use(change: OfficeChange, act: Act) -> Refused | None:
    """What was destroyed is handed to nobody, and destroyed once."""
    if act.seal is None or act.seal.until is None:
        return None
    return NotPossibleNow("seal_over", _("这枚印章已经停用、销毁。"), _("登记错的，请撤回那一次变更。"))


@guard_of(OfficeChange, "destroy_seal", says=_("最后一日不早于启用的日期。"), on_facts=True)
def days_of_the_seal_in_order(change: OfficeChange, act: Act) -> Refused | None:
    """A seal was in use at least on one day."""
    if act.seal is None or act.until is None or act.seal.since <= act.until:
        return None
    return NotPossibleNow("seal_days_disordered", _("使用的最后一日不能早于启用的日期。"), _("请核对日期。"))


@effect_of(OfficeChange, "enter_seal", tells=(Role.HEAD,))
def enter_the_seal(change: OfficeChange, act: Act) -> None:
    """From that day on its keeper alone puts it on paper. The heads are told."""
    seal = Seal.objects.create(
        organ=act.organ, kind=act.seal_kind, name=act.name, imprint=act.imprint, keeper=act.keeper,
        since=act.since or act.on,
    )  # fmt: skip
    change.made(seal)
    _note(change, seal, act)


@effect_of(OfficeChange, "hand_on_seal", tells=(Role.HEAD,))
def give_it_to_another(change: OfficeChange, act: Act) -> None:
    """Another keeps it."""
    seal = Seal.objects.select_related("organ").get(pk=act.seal.pk)
    change.alter(seal, keeper=act.keeper)
    _note(change, seal, act)


@effect_of(OfficeChange, "destroy_seal", tells=(Role.HEAD,))
def take_it_out_of_use(change: OfficeChange, act: Act) -> None:
    """Its last day, and what became of it."""
    seal = Seal.objects.select_related("organ").get(pk=act.seal.pk)
    change.alter(seal, until=act.until, ended=act.why)
    _note(change, seal, act)


def _note(change: OfficeChange, seal: Seal, act: Act) -> None:
    change.organ, change.subject = seal.organ, f"{seal}（{seal.name}）"
    change.save(update_fields=["organ", "subject", "details"])
    tell_heads(act, [seal.organ], str(change))

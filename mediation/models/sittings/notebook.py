"""调解笔记: what the parties confided to a mediator, in the columns of those who may be told of it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from mediation.models import confided
from mediation.models.matter import Matter
from mediation.models.office.staff import User
from mediation.models.sittings.mediation import Mediation
from mediation.permissions import Actor
from mediation.vocabulary import NoteAudience
from mediation.written.confided import Marks, marks_of

CHECKUP = "check-up"


class Notebook(models.Model):
    """One writer's notes of one mediation, under one key; what he wrote for himself alone is a notebook of its own.

    `hands_on` says whether those who mediate with him or after him read it; his own he never hands on. `marking` keeps
    the key by which the check-up of papers knows confided words again: it opens no note.
    """

    mediation = models.ForeignKey(Mediation, models.PROTECT, related_name="notebooks", verbose_name=_("调解"))
    writer = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("调解员"))
    own = models.BooleanField(_("只供本人"))
    hands_on = models.BooleanField(_("随案移交"), default=False)
    marking = models.BinaryField(_("比对密钥"))

    class Meta:
        verbose_name = _("调解笔记本")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["mediation", "writer", "own"], name="one_notebook_of_each_kind"),
            models.CheckConstraint(condition=models.Q(own=False) | models.Q(hands_on=False), name="own_notes_stay"),
        ]

    def __str__(self) -> str:
        return str(self.writer)

    @classmethod
    def begun(cls, mediation: Mediation, writer: Any, *, own: bool) -> tuple[Notebook, bytes]:
        """The notebook with its key: the writer's that is there, or a new one."""
        found = cls.objects.select_for_update().filter(mediation=mediation, writer=writer, own=own).first()
        if found is not None:
            return found, found.key_of(writer.pk)
        made = cls.objects.create(
            mediation=mediation, writer=writer, own=own, marking=confided.wrap(confided.new_key(), CHECKUP)
        )
        key = confided.new_key()
        NotebookKey.give(made.pk, [writer.pk], key)
        return made, key

    def key_of(self, reader: int) -> bytes:
        """Its key, for one who may read it. Raises `KeyLostError` where the site has it no more."""
        return self.keys.get(reader=reader).opened()

    def give(self, *readers: int) -> None:
        """Let people read it who do not yet."""
        missing = set(readers) - set(self.keys.values_list("reader", flat=True))
        if missing:
            NotebookKey.give(self.pk, missing, self.key_of(self.writer_id))

    def rewrap(self) -> None:
        """Keep the key of the check-up under the site's first key."""
        self.marking = confided.wrap(confided.unwrap(self.marking, CHECKUP), CHECKUP)
        self.save(update_fields=["marking"])

    def marks(self, text: str) -> list[str]:
        """How the check-up knows the words of the text again."""
        return marks_of(confided.unwrap(self.marking, CHECKUP), text)

    @classmethod
    def marks_in(cls, matter: int) -> tuple[Marks, ...]:
        """By what the check-up knows again what was confided in a file, and whose key is lost."""
        notes = MediationNote.objects.filter(notebook__mediation__matter=matter).order_by("pk")
        found: dict[int, tuple[bytes, list[str]]] = {}
        for notebook, marking, marks in notes.values_list("notebook", "notebook__marking", "marks"):
            found.setdefault(notebook, (marking, []))[1].extend(marks)
        return tuple(confided.known_by(marking, CHECKUP, marks) for marking, marks in found.values())


class NotebookKey(models.Model):
    """The key of a notebook, as it is kept for one who may read it."""

    notebook = models.ForeignKey(Notebook, models.CASCADE, related_name="keys", verbose_name=_("笔记本"))
    reader = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("可以阅读的人"))
    wrapped = models.BinaryField(_("密钥"))

    class Meta:
        verbose_name = _("笔记本密钥")
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["notebook", "reader"], name="one_key_for_each_reader")]

    def __str__(self) -> str:
        return str(self.reader)

    @staticmethod
    def whose(notebook: int, reader: int) -> str:
        """What the key is bound to: moved to another person's row it opens nothing."""
        return f"{notebook}:{reader}"

    @classmethod
    def give(cls, notebook: int, readers: Iterable[int], key: bytes) -> None:
        """Keep the key for each of them."""
        cls.objects.bulk_create(
            cls(notebook_id=notebook, reader_id=reader, wrapped=confided.wrap(key, cls.whose(notebook, reader)))
            for reader in sorted(readers)
        )

    def opened(self) -> bytes:
        """The key itself."""
        return confided.unwrap(self.wrapped, self.whose(self.notebook_id, self.reader_id))

    def rewrap(self) -> None:
        """Keep it under the site's first key."""
        self.wrapped = confided.wrap(self.opened(), self.whose(self.notebook_id, self.reader_id))
        self.save(update_fields=["wrapped"])


class MediationNoteQuerySet(models.QuerySet[Any]):
    """Who may read a confidential note."""

    def visible_to(self, actor: Actor) -> MediationNoteQuerySet:
        """Only to whom its key is given and who still reads the file; no head, no party, nobody who was recused."""
        if actor.user is None:
            return self.none()
        files = Matter.objects.visible_to(actor)
        return self.filter(notebook__keys__reader=actor.user, notebook__mediation__matter__in=files)


class MediationNote(models.Model):
    """保密记录: what a party told the mediator. Never printed, never in the ledger, never evidence, in no table in clear."""

    notebook = models.ForeignKey(Notebook, models.PROTECT, related_name="notes", verbose_name=_("笔记本"))
    audience = models.CharField(_("可以告知谁"), max_length=20, choices=NoteAudience.choices)
    sealed = models.BinaryField(_("内容（加密）"))
    marks = ArrayField(models.CharField(max_length=80), verbose_name=_("比对值"))
    taken_on = models.DateField(_("日期"))
    written_at = models.DateTimeField(_("记录时间"), null=True)

    objects = MediationNoteQuerySet.as_manager()

    class Meta:
        verbose_name = _("保密记录")
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.get_audience_display()}（{self.taken_on:%Y-%m-%d}）"

    @classmethod
    def write(cls, mediation: Mediation, writer: Any, *, audience: str, text: str, at: Any) -> MediationNote:
        """Write one down, into the notebook that it belongs to."""
        notebook, key = Notebook.begun(mediation, writer, own=audience == NoteAudience.WRITER)
        return cls.objects.create(
            notebook=notebook, audience=audience, sealed=confided.seal(key, text, str(notebook.pk)),
            marks=notebook.marks(text), taken_on=at.date(), written_at=at,
        )  # fmt: skip

    def read_by(self, reader: Any) -> str:
        """Its words, for one whom its key was given. Raises `KeyLostError` where the site has lost its key."""
        return self.read_with(self.notebook.key_of(reader.pk))

    def read_with(self, key: bytes) -> str:
        """Its words by the key of its notebook."""
        return confided.unseal(key, self.sealed, str(self.notebook_id))

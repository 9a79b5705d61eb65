"""What was confided to mediators is put under keys: the notes that stand in clear are sealed here, and their text goes."""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models import Q

from mediation.models import confided
from mediation.written.confided import marks_of

WRITER = "mediators"


def seal_what_stands_in_clear(apps, schema_editor):
    """Each note into its writer's notebook; who mediated with him went on reading it, and does."""
    notes, notebooks, keys, mediators = (
        apps.get_model("mediation", name) for name in ("MediationNote", "Notebook", "NotebookKey", "Mediator")
    )
    opened = {}
    for note in notes.objects.order_by("pk"):
        own = note.audience == WRITER
        about = (note.mediation_id, note.author_id, own)
        if about not in opened:
            key, marking = confided.new_key(), confided.new_key()
            book = notebooks.objects.create(
                mediation_id=note.mediation_id,
                writer_id=note.author_id,
                own=own,
                hands_on=not own,
                marking=confided.wrap(marking, "check-up"),
            )
            readers = {note.author_id}
            if not own:
                sitting = mediators.objects.filter(mediation=note.mediation_id, left_on=None)
                readers |= set(sitting.values_list("user", flat=True))
            for reader in sorted(readers):
                keys.objects.create(notebook=book, reader_id=reader, wrapped=confided.wrap(key, f"{book.pk}:{reader}"))
            opened[about] = (book, key, marking)
        book, key, marking = opened[about]
        note.notebook, note.sealed = book, confided.seal(key, note.text, str(book.pk))
        note.marks = marks_of(marking, note.text)
        note.save(update_fields=["notebook", "sealed", "marks"])
    schema_editor.execute("SET CONSTRAINTS ALL IMMEDIATE")


class Migration(migrations.Migration):
    dependencies = [
        ("mediation", "0058_second_factor"),
    ]

    operations = [
        migrations.CreateModel(
            name="Notebook",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("own", models.BooleanField(verbose_name="只供本人")),
                ("hands_on", models.BooleanField(default=False, verbose_name="随案移交")),
                ("marking", models.BinaryField(verbose_name="比对密钥")),
                (
                    "mediation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="notebooks",
                        to="mediation.mediation",
                        verbose_name="调解",
                    ),
                ),
                (
                    "writer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="调解员",
                    ),
                ),
            ],
            options={"verbose_name": "调解笔记本", "ordering": ["pk"]},
        ),
        migrations.AddConstraint(
            model_name="notebook",
            constraint=models.UniqueConstraint(fields=("mediation", "writer", "own"), name="one_notebook_of_each_kind"),
        ),
        migrations.AddConstraint(
            model_name="notebook",
            constraint=models.CheckConstraint(
                condition=Q(("own", False), ("hands_on", False), _connector="OR"), name="own_notes_stay"
            ),
        ),
        migrations.CreateModel(
            name="NotebookKey",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("wrapped", models.BinaryField(verbose_name="密钥")),
                (
                    "notebook",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="keys",
                        to="mediation.notebook",
                        verbose_name="笔记本",
                    ),
                ),
                (
                    "reader",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="可以阅读的人",
                    ),
                ),
            ],
            options={"verbose_name": "笔记本密钥", "ordering": ["pk"]},
        ),
        migrations.AddConstraint(
            model_name="notebookkey",
            constraint=models.UniqueConstraint(fields=("notebook", "reader"), name="one_key_for_each_reader"),
        ),
        migrations.AddField(
            "mediationnote",
            "notebook",
            models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="notes",
                to="mediation.notebook",
                verbose_name="笔记本",
            ),
        ),
        migrations.AddField("mediationnote", "sealed", models.BinaryField(null=True, verbose_name="内容（加密）")),
        migrations.AddField(
            "mediationnote",
            "marks",
            django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(max_length=80), null=True, size=None, verbose_name="比对值"
            ),
        ),
        migrations.AddField("mediationnote", "written_at", models.DateTimeField(null=True, verbose_name="记录时间")),
        migrations.RunPython(seal_what_stands_in_clear, migrations.RunPython.noop, elidable=True),
        migrations.RemoveField("mediationnote", "text"),
        migrations.RemoveField("mediationnote", "mediation"),
        migrations.RemoveField("mediationnote", "author"),
        migrations.AlterField(
            "mediationnote",
            "notebook",
            models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="notes",
                to="mediation.notebook",
                verbose_name="笔记本",
            ),
        ),
        migrations.AlterField("mediationnote", "sealed", models.BinaryField(verbose_name="内容（加密）")),
        migrations.AlterField(
            "mediationnote",
            "marks",
            django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(max_length=80), size=None, verbose_name="比对值"
            ),
        ),
        migrations.AlterField(
            "mediationnote",
            "audience",
            models.CharField(
                choices=[
                    ("joint", "双方均可知悉"),
                    ("asking_side", "只与申请一方有关，不得告知对方"),
                    ("other_side", "只与对方有关，不得告知申请一方"),
                    ("mediators", "仅我，不告知任何一方"),
                ],
                max_length=20,
                verbose_name="可以告知谁",
            ),
        ),
    ]

import hashlib
import json
import uuid

from django.db import migrations

MANY = 2000


def link(apps, schema_editor):
    """Every statement so far stands on its own line, gets a key, and is linked to the one before it."""
    statement = apps.get_model("mediation", "HearingStatement")
    hearing, before = None, ""
    for row in statement.objects.order_by("hearing_id", "no").iterator(MANY):
        if row.hearing_id != hearing:
            hearing, before = row.hearing_id, "0" * 64
        row.key, row.line = uuid.uuid4(), row.no
        before = linked(row, before)
        statement.objects.filter(pk=row.pk).update(key=row.key, line=row.no, hash=before)


def linked(row, before):
    """As HearingStatement.linked was when the records were linked first."""
    told = [
        str(row.key), row.no, row.line, "said", row.sitting, row.phase, row.speaker, row.text, row.on.isoformat(), "",
        None, None, "", None,
    ]
    written = json.dumps([before, *told], ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(written.encode()).hexdigest()


class Migration(migrations.Migration):
    """Statements of sites that have some."""

    dependencies = [
        ('mediation', '0045_record_by_revisions'),
    ]

    operations = [
        migrations.RunPython(link, migrations.RunPython.noop),
    ]

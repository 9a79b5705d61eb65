"""Rows of access that said more, or less, than was meant say the part now."""

from django.db import migrations

# What an organ was sent by extract alone, its handler has by extract.
HANDLERS = """
    UPDATE mediation_matteraccess a SET part = 'extract', object_id = o.object_id
    FROM (SELECT DISTINCT ON (matter_id, organ_id) matter_id, organ_id, object_id FROM mediation_matteraccess
          WHERE part = 'extract' AND role = '' AND user_id IS NULL AND until IS NULL
          ORDER BY matter_id, organ_id, id DESC) o
    WHERE a.matter_id = o.matter_id AND a.organ_id = o.organ_id AND a.role = 'handler' AND a.part = 'whole'
    AND a.user_id IS NOT NULL AND a.until IS NULL
    AND NOT EXISTS (SELECT FROM mediation_matteraccess w WHERE w.matter_id = a.matter_id AND w.organ_id = a.organ_id
                    AND w.role = '' AND w.user_id IS NULL AND w.part = 'whole' AND w.until IS NULL)
"""
# A mediation without a petition is the whole of its file.
MEDIATIONS = """
    UPDATE mediation_matteraccess a SET part = 'whole'
    WHERE a.part = 'mediation' AND NOT EXISTS (SELECT FROM mediation_petition p WHERE p.matter_id = a.matter_id)
"""


class Migration(migrations.Migration):
    dependencies = [("mediation", "0036_parts_of_a_file")]

    operations = [
        migrations.RunSQL(HANDLERS, migrations.RunSQL.noop),
        migrations.RunSQL(MEDIATIONS, migrations.RunSQL.noop),
    ]

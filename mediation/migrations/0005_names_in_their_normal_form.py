"""Files that were opened before are found by the normal form of their people's names too."""

from django.db import migrations

ADD_NAMES = """
UPDATE mediation_matter m
SET words = coalesce(m.words, ''::tsvector) || array_to_tsvector(ARRAY(
    SELECT DISTINCT '@' || p.searched FROM mediation_party p WHERE p.matter_id = m.id AND p.searched <> ''))
WHERE EXISTS (
    SELECT FROM mediation_party p
    WHERE p.matter_id = m.id AND p.searched <> '' AND p.searched <> lower(regexp_replace(p.name, '\\s+', '', 'g')))
"""


class Migration(migrations.Migration):

    dependencies = [("mediation", "0004_input_as_it_comes")]

    operations = [migrations.RunSQL(ADD_NAMES, migrations.RunSQL.noop)]

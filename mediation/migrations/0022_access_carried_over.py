"""What sites have given so far is carried over: each row with its part, its day and, where it is known, its reason."""

from __future__ import annotations

from django.db import migrations

# The day of the file, the first day from which anybody can have read it.
DAYS = """
    UPDATE mediation_matteraccess a SET opened_on = m.opened_on, since = m.opened_on
    FROM mediation_matter m WHERE m.id = a.matter_id
"""

# An organ that was sent an extract and nothing else reads that alone.
EXTRACTS = """
    UPDATE mediation_matteraccess a SET part = 'extract', object_id = d.id
    FROM mediation_dispatch d JOIN mediation_matter m ON m.id = d.matter_id
    WHERE d.matter_id = a.matter_id AND d.to_organ_id = a.organ_id AND d.extract AND m.organ_id <> a.organ_id
    AND NOT EXISTS (SELECT FROM mediation_dispatch o WHERE o.matter_id = d.matter_id AND o.to_organ_id = d.to_organ_id
                    AND NOT o.extract)
"""

# What else an organ may have been shown the file for: part, table, its column of the organ, the step that showed it.
REASONS = (
    ("review", "mediation_review", "organ_id", "review", "request"),
    ("conference", "mediation_jointconference", "organ_id", "jointconference", "convene"),
    ("mediation", "mediation_mediation", "organ_id", "mediation", "propose"),
    ("supervision", "mediation_supervision", "to_organ_id", "supervision", "urge"),
    ("supervision", "mediation_recommendation", "to_organ_id", "recommendation", "recommend"),
    ("whole", "mediation_dispatch", "to_organ_id", "dispatch", "send"),
)
# A file that the organ itself opened, or handles, it reads whole: the reason is told, the part stays.
REASON = """
    UPDATE mediation_matteraccess a SET part = '{part}', object_id = o.id
    FROM {table} o, mediation_matter m
    WHERE o.matter_id = a.matter_id AND o.{organ} = a.organ_id AND a.organ_id IS NOT NULL AND a.object_id IS NULL
    AND m.id = a.matter_id AND m.organ_id <> a.organ_id AND NOT EXISTS (
        SELECT FROM mediation_petition p LEFT JOIN mediation_claim c ON c.petition_id = p.id
        WHERE p.matter_id = a.matter_id AND a.organ_id IN (p.organ_id, p.responsible_organ_id, c.organ_id))
"""
# A mediator reads for the mediation to which he was named.
MEDIATORS = """
    UPDATE mediation_matteraccess a SET part = 'mediation', object_id = o.mediation_id
    FROM mediation_mediator o JOIN mediation_mediation m ON m.id = o.mediation_id
    WHERE m.matter_id = a.matter_id AND o.user_id = a.user_id
"""
GIVEN = """
    UPDATE mediation_matteraccess a SET given_by_id = e.id, since = GREATEST(a.since, e.done_on)
    FROM mediation_event e
    WHERE e.matter_id = a.matter_id AND e.object_type = '{kind}' AND e.object_id = a.object_id AND e.step = '{step}'
    AND a.part = '{part}' AND a.given_by_id IS NULL
    AND NOT EXISTS (SELECT FROM mediation_event f WHERE f.object_type = e.object_type AND f.object_id = e.object_id
                    AND f.step = e.step AND f.id < e.id)
"""
REGISTERED = """
    UPDATE mediation_matteraccess a SET given_by_id = e.id
    FROM mediation_petition p, mediation_event e
    WHERE p.matter_id = a.matter_id AND p.organ_id = a.organ_id AND a.given_by_id IS NULL
    AND e.matter_id = a.matter_id AND e.object_type = 'petition' AND e.object_id = p.id AND e.step = 'register'
"""


def carry_over(apps, schema_editor) -> None:
    """One statement for each kind of reason, however many rows there are."""
    asked = [DAYS, EXTRACTS]
    asked += [REASON.format(part=part, table=table, organ=organ) for part, table, organ, _k, _s in REASONS]
    asked += [MEDIATORS, GIVEN.format(part="extract", kind="dispatch", step="send")]
    asked += [GIVEN.format(part=part, kind=kind, step=step) for part, _t, _o, kind, step in REASONS]
    asked += [GIVEN.format(part="mediation", kind="mediation", step="name_mediators"), REGISTERED]
    for statement in asked:
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("mediation", "0021_access_by_need")]

    operations = [migrations.RunPython(carry_over, migrations.RunPython.noop)]

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
    ("recommendation", "mediation_recommendation", "to_organ_id", "recommendation", "recommend"),
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


INSERT = """
    INSERT INTO mediation_matteraccess (matter_id, opened_on, organ_id, role, user_id, part, object_id, since, given_by_id)
    {rows} ON CONFLICT DO NOTHING
"""
# Until now an organ's row let everybody in it read; from now on each office reads by a row of its own, for the same reason.
LIKE_THE_ORGAN = (
    "SELECT a.matter_id, a.opened_on, a.organ_id, '{role}', NULL::bigint, a.part, a.object_id, a.since, a.given_by_id"
    " FROM mediation_matteraccess a WHERE a.organ_id IS NOT NULL AND a.role = '' AND {where}"
)
OFFICES = (
    ("handler", "TRUE"),
    ("intake_clerk", "EXISTS (SELECT FROM mediation_matter m WHERE m.id = a.matter_id AND m.organ_id = a.organ_id)"),
    ("reviewer", "EXISTS (SELECT FROM mediation_review o WHERE o.matter_id = a.matter_id AND o.organ_id = a.organ_id)"),
    ("mediator", "EXISTS (SELECT FROM mediation_mediation o WHERE o.matter_id = a.matter_id AND o.organ_id = a.organ_id)"
     " OR EXISTS (SELECT FROM mediation_onthespotrecord o WHERE o.matter_id = a.matter_id AND o.organ_id = a.organ_id)"),
    ("administrator", "EXISTS (SELECT FROM mediation_outage o WHERE o.matter_id = a.matter_id)"),
)  # fmt: skip
# What is approved and not issued, or issued and not served, is its registrar's.
TO_SERVE = """
    SELECT DISTINCT m.id, m.opened_on, p.organ_id, 'registrar', NULL::bigint, 'papers_to_serve', NULL::bigint, m.opened_on,
           NULL::bigint
    FROM mediation_paper p JOIN mediation_matter m ON m.id = p.matter_id
    WHERE p.state = 'approved' OR EXISTS (SELECT FROM mediation_serviceofdocument s WHERE s.paper_id = p.id
                                          AND s.state IN ('planned', 'dispatched', 'not_reached'))
    OR EXISTS (SELECT FROM mediation_sealuse u WHERE u.paper_id = p.id AND u.state IN ('applied', 'approved', 'stamped'))
"""
# Whoever was named to handle the petition, or its claims where they have parted.
NAMED = """
    SELECT m.id, m.opened_on, p.organ, 'handler', p.handler, 'whole', NULL::bigint, m.opened_on, NULL::bigint
    FROM mediation_matter m JOIN (
        SELECT matter_id, COALESCE(responsible_organ_id, organ_id) AS organ, handler_id AS handler FROM mediation_petition
        WHERE NOT parted
        UNION SELECT matter_id, organ_id, handler_id FROM mediation_claim
    ) p ON p.matter_id = m.id WHERE p.organ IS NOT NULL AND p.handler IS NOT NULL
"""
SITTING = """
    SELECT m.id, m.opened_on, NULL::bigint, '', o.person, 'hearing', o.id, m.opened_on, NULL::bigint
    FROM mediation_matter m JOIN (
        SELECT id, matter_id, state, presider_id AS person FROM mediation_hearing
        UNION SELECT id, matter_id, state, recorder_id FROM mediation_hearing
        UNION SELECT h.id, h.matter_id, h.state, o.user_id FROM mediation_hearing h
              JOIN mediation_panelmember o ON o.hearing_id = h.id WHERE o.removed_on IS NULL
    ) o ON o.matter_id = m.id
    WHERE o.person IS NOT NULL AND o.state IN ('granted', 'scheduled', 'in_session', 'adjourned', 'deliberating', 'concluded')
"""
RECUSED = """
    SELECT DISTINCT ON (m.id, r.person_id) m.id, m.opened_on, NULL::bigint, '', r.person_id, 'barred', NULL::bigint,
           COALESCE(r.decided_on, m.opened_on), NULL::bigint
    FROM mediation_recusal r JOIN mediation_matter m ON m.id = r.matter_id WHERE r.state = 'granted'
    ORDER BY m.id, r.person_id, r.id
"""
# Where somebody is named, his colleagues read no more; nor who was recused, nor an organ that sent the matter back.
ENDED = (
    """UPDATE mediation_matteraccess a SET until = a.since FROM mediation_matteraccess n
       WHERE n.matter_id = a.matter_id AND n.organ_id = a.organ_id AND n.role = 'handler' AND n.user_id IS NOT NULL
       AND a.role = 'handler' AND a.user_id IS NULL AND a.part IN ('whole', 'extract') AND a.until IS NULL""",
    """UPDATE mediation_matteraccess a SET until = GREATEST(a.since, n.since) FROM mediation_matteraccess n
       WHERE n.matter_id = a.matter_id AND n.user_id = a.user_id AND n.part = 'barred' AND a.part <> 'barred'
       AND a.until IS NULL""",
    """UPDATE mediation_matteraccess a SET until = GREATEST(a.since, m.left_on) FROM mediation_mediator m
       WHERE a.part = 'mediation' AND a.object_id = m.mediation_id AND a.user_id = m.user_id AND m.left_on IS NOT NULL
       AND a.until IS NULL""",
    """UPDATE mediation_matteraccess a SET until = GREATEST(a.since, d.objected_on) FROM mediation_dispatch d
       WHERE d.matter_id = a.matter_id AND d.id = a.object_id AND d.to_organ_id = a.organ_id AND d.state = 'rerouted'
       AND a.part IN ('whole', 'extract') AND a.until IS NULL""",
    """UPDATE mediation_matteraccess a SET until = GREATEST(a.since, p.closed_on), ended_by_id = e.id
       FROM mediation_petition p JOIN LATERAL (
           SELECT id FROM mediation_event e WHERE e.object_type = 'petition' AND e.object_id = p.id AND e.step = 'close'
           ORDER BY e.id DESC LIMIT 1) e ON TRUE
       WHERE p.matter_id = a.matter_id AND p.state = 'closed' AND p.closed_on IS NOT NULL AND a.part <> 'barred'
       AND a.until IS NULL""",
)


def carry_over(apps, schema_editor) -> None:
    """One statement for each kind of reason, however many rows there are."""
    asked = [DAYS, EXTRACTS]
    asked += [REASON.format(part=part, table=table, organ=organ) for part, table, organ, _k, _s in REASONS]
    asked += [MEDIATORS, GIVEN.format(part="extract", kind="dispatch", step="send")]
    asked += [GIVEN.format(part=part, kind=kind, step=step) for part, _t, _o, kind, step in REASONS]
    asked += [GIVEN.format(part="mediation", kind="mediation", step="name_mediators"), REGISTERED]
    asked += [INSERT.format(rows=LIKE_THE_ORGAN.format(role=role, where=f"({where})")) for role, where in OFFICES]
    asked += [INSERT.format(rows=rows) for rows in (TO_SERVE, NAMED, SITTING, RECUSED)]
    for statement in (*asked, *ENDED):
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("mediation", "0021_access_by_need")]

    operations = [migrations.RunPython(carry_over, migrations.RunPython.noop)]

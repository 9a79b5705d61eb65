"""Let one matter grow, past the gateway: what steps have made in it once is copied, triggers and foreign keys rest meanwhile."""

from __future__ import annotations

from typing import Any

from django.db import connection, transaction

from mediation.models import Deadline, Event, Matter, Paper, Party, ServiceOfDocument

SURNAMES, GIVEN = "王李张刘陈杨黄赵吴周徐孙", "伟芳娜敏静丽强磊军洋勇艳杰涛明超"


def grow(matter: Matter, *, people: int = 0, papers: int = 0, events: int = 0) -> None:
    """So many more petitioners beside the first, papers like the first notice, each with its copy served, and records.

    The opinion goes to all of them, and each has a right to contest it; every second one has got it.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        first = matter.petitioners.first()
        _copy(Party, people, f"id = {first.pk}", name=_name("n"), code_hash="md5(n::text)", is_representative="n <= 3",
              address="t.address || n || '号'")  # fmt: skip
        _papers(matter, papers)
        for opinion in matter.papers.of_kind("handling_opinion"):
            _addressed_to_all(opinion, first)
        _copy(Event, events, f"id = (SELECT min(id) FROM mediation_event WHERE matter_id = {matter.pk})",
              seq=f"(SELECT max(seq) FROM mediation_event WHERE matter_id = {matter.pk}) + n",
              key="''", object_type="'petition'", version="1000 + n", step="'hand_in'", hash="md5(n::text)", prev="md5((n - 1)::text)",
              facts="""jsonb_build_object('files', '[]'::jsonb, 'title', '材料' || n)""", done_on="t.done_on + (n / 50)")  # fmt: skip
        cursor.execute("SET LOCAL session_replication_role = origin")
        cursor.execute(
            "ANALYZE mediation_party, mediation_paper, mediation_event, mediation_deadline, mediation_serviceofdocument"
        )


def name_of(n: int) -> str:
    """The same name, in Python."""
    given = GIVEN[n // len(SURNAMES) % len(GIVEN)]
    return SURNAMES[n % len(SURNAMES)] + given + GIVEN[n // len(SURNAMES) // len(GIVEN) % len(GIVEN)]


def _name(n: str) -> str:
    """A name of three characters that is its own as long as there are no more than 12 × 16 × 16."""
    return (
        f"substr('{SURNAMES}', 1 + {n} % {len(SURNAMES)}, 1) || substr('{GIVEN}', 1 + {n} / {len(SURNAMES)} % {len(GIVEN)}, 1)"
        f" || substr('{GIVEN}', 1 + {n} / {len(SURNAMES) * len(GIVEN)} % {len(GIVEN)}, 1)"
    )


def _papers(matter: Matter, many: int) -> None:
    notice = matter.papers.of_kind("acceptance_notice").filter(state="issued").first()
    if notice is None:
        return
    before = Paper.objects.order_by("-pk").values_list("pk", flat=True)[0]
    _copy(Paper, many, f"id = {notice.pk}", number="t.number || '之' || n", code="upper(substr(md5(t.id || 'p' || n), 1, 16))",
          sha256="md5(n || 'x') || md5(n || 'y')", pages="1")  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(
            """INSERT INTO mediation_paper_addressees (paper_id, party_id)
               SELECT p.id, (SELECT id FROM mediation_party WHERE matter_id = p.matter_id AND role = 'petitioner'
                             ORDER BY id OFFSET p.id %% greatest(1, (SELECT count(*) FROM mediation_party b WHERE b.matter_id = p.matter_id
                             AND b.role = 'petitioner')) LIMIT 1)
               FROM mediation_paper p WHERE p.matter_id = %s AND p.id > %s""",
            [matter.pk, before],
        )
    copy = ServiceOfDocument.objects.filter(paper=notice).first()
    _copy(ServiceOfDocument, 1, f"id = {copy.pk}", paper_id="p.id", state="'served'", served_on="current_date",
          party_id="(SELECT party_id FROM mediation_paper_addressees a WHERE a.paper_id = p.id)",
          beside=f"mediation_paper p WHERE p.matter_id = {matter.pk} AND p.id > {before}")  # fmt: skip


def _addressed_to_all(opinion: Paper, first: Party) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            """INSERT INTO mediation_paper_addressees (paper_id, party_id)
               SELECT %s, id FROM mediation_party WHERE matter_id = %s AND role = 'petitioner' ON CONFLICT DO NOTHING""",
            [opinion.pk, opinion.matter_id],
        )
    copy = ServiceOfDocument.objects.filter(paper=opinion, party=first).first()
    if copy is None:
        return
    others = (
        f"mediation_party p WHERE p.matter_id = {opinion.matter_id} AND p.role = 'petitioner' AND p.id > {first.pk}"
    )
    others += f" AND NOT EXISTS (SELECT FROM mediation_serviceofdocument s WHERE s.paper_id = {opinion.pk} AND s.party_id = p.id)"
    _copy(ServiceOfDocument, 1, f"id = {copy.pk}", party_id="p.id", beside=others,
          state="CASE WHEN p.id % 2 = 0 THEN 'served' ELSE t.state END",
          served_on="CASE WHEN p.id % 2 = 0 THEN current_date END")  # fmt: skip
    right = Deadline.objects.filter(subject_type="paper", subject_id=opinion.pk, party=first).first()
    limit = right or Deadline.objects.filter(matter=opinion.matter).order_by("pk").first()
    if limit is not None:
        _copy(Deadline, 1, f"id = {limit.pk}", party_id="p.id", code="'D6'", subject_type="'paper'", subject_id=str(opinion.pk),
              state="'running'", label="'申请复查'",
              beside=f"mediation_serviceofdocument p WHERE p.paper_id = {opinion.pk} AND p.state = 'served'", party="p.party_id")  # fmt: skip


def _copy(model: Any, many: int, where: str, *, beside: str = "", party: str = "", **changes: str) -> None:
    """Copies of the row `t` that `where` names, numbered by `n`, for each row `p` of what stands `beside`."""
    if many < 1:
        return
    if party:
        changes["party_id"] = party
    columns = [f.column for f in model._meta.concrete_fields if not f.primary_key and not f.generated]
    table, quote = model._meta.db_table, connection.ops.quote_name
    values = ", ".join(changes.get(name, f"t.{quote(name)}") for name in columns)
    names = ", ".join(map(quote, columns))
    rows = f"(SELECT * FROM {table} WHERE {where} LIMIT 1) t, generate_series(1, {many}) n"
    with connection.cursor() as cursor:
        cursor.execute(f"INSERT INTO {table} ({names}) SELECT {values} FROM {rows}" + (f", {beside}" if beside else ""))

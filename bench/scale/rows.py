"""What every table gets for the matters of `plan`: the columns that matter here, as SQL; all others have their default."""

from __future__ import annotations

from dataclasses import dataclass

from mediation.models.searching import TEXT_FORM, WRITTEN


@dataclass(frozen=True)
class Rows:
    """The rows of one model: its columns with their expressions, and where they come from."""

    model: str
    columns: dict[str, str]
    source: str


def lot(key: str, salt: int) -> str:
    """A number that looks drawn and is always the same for a key."""
    return f"(hashint8extended({key}, {salt}) & 2147483647)"


def picked(key: str, salt: int, *words: str) -> str:
    names = ", ".join(f"'{word}'" for word in words)
    return f"(ARRAY[{names}])[1 + {lot(key, salt)} %% {len(words)}]"


ACTING = "coalesce(p.resp, p.organ)"
SEALS_LIKE = {"format": "3", "salt": "md5(mid || 's' || seq)", "facts_digest": "encode(sha256((mid || 'f' || seq)::bytea), 'hex')",
              "row_digest": "encode(sha256((mid || 'r' || seq)::bytea), 'hex')",
              "prev": "''",
              "hash": "encode(sha256((mid || ':' || seq)::bytea), 'hex')"}  # fmt: skip

MATTER = Rows(
    "Matter",
    {"id": "id", "number": "number", "subject": "subject", "opened_on": "received", "organ_id": "organ",
     "words": "array_to_tsvector(words)"},
    "plan ORDER BY id",
)  # fmt: skip
PETITION = Rows(
    "Petition",
    {"state": "state", "version": "CASE WHEN state = 'closed' THEN 3 ELSE 1 END",
     "channel": picked("id", 1, "visit", "letter", "online", "phone", "transfer"), "subject": "subject", "account": "account",
     "received_on": "received", "closed_on": "CASE WHEN state = 'closed' THEN received + 55 END",
     "resolved": f"state = 'closed' AND {lot('id', 2)} %% 3 = 0", "handler_id": "handler", "matter_id": "id",
     "organ_id": "organ", "responsible_organ_id": "resp"},
    "plan ORDER BY id",
)  # fmt: skip
# As steps give it: organs as a whole, the clerk's, the handler's own (anybody's until one is named), the registrar's while a
# paper is on its way. It ends when the matter is closed.
ACCESS = Rows(
    "MatterAccess",
    {
        "matter_id": "id", "organ_id": "o", "role": "r", "user_id": "u", "opened_on": "received", "since": "received",
        "until": "CASE WHEN state IN ('closed', 'not_accepted', 'withdrawn') THEN received + 55 END",
    },
    f"""(SELECT id, received, state, organ AS o, '' AS r, NULL::bigint AS u FROM plan
         UNION SELECT id, received, state, resp, '', NULL FROM plan WHERE resp IS NOT NULL
         UNION SELECT id, received, state, organ, 'intake_clerk', NULL FROM plan
         UNION SELECT id, received, state, {ACTING}, 'handler', p.handler FROM plan p
         UNION SELECT id, received, state, {ACTING}, 'registrar', NULL FROM plan p WHERE state IN ('in_hand', 'answered')) x
       ORDER BY id, o, r""",
)  # fmt: skip
ENTRY = Rows(
    "SearchEntry",
    {
        "matter_id": "m.id", "title": TEXT_FORM % (WRITTEN % {"of": "m"}),
        "readers": "ARRAY(SELECT DISTINCT coalesce(-user_id, organ_id) FROM mediation_matteraccess a WHERE a.matter_id = m.id ORDER BY 1)",
    },
    "plan p JOIN mediation_matter m ON m.id = p.id ORDER BY m.id",
)  # fmt: skip
PARTY = Rows(
    "Party",
    {"role": "'petitioner'", "kind": "'person'",
     "name": f"""CASE WHEN n = 1 THEN person ELSE substr(%(surnames)s, (1 + {lot("p.id * 64 + n", 3)} %% length(%(surnames)s))::int, 1)
        || substr(%(given)s, (1 + {lot("p.id * 64 + n", 4)} %% length(%(given)s))::int, 1)
        || substr(%(given)s, (1 + {lot("p.id * 64 + n", 5)} %% length(%(given)s))::int, 1) END""",
     "address": "'岳山省' || substr(subject, 1, 5) || n || '号'",
     "phone": f"'138' || lpad(({lot('p.id * 64 + n', 6)} %% 100000000)::text, 8, '0')",
     "is_representative": "p.parties > 5 AND n <= 5", "code_hash": "encode(sha256((p.id * 64 + n)::text::bytea), 'hex')",
     "matter_id": "p.id"},
    "plan p, generate_series(1, p.parties) n ORDER BY p.id, n",
)  # fmt: skip
CLAIM = Rows(
    "Claim",
    {"state": """CASE p.state WHEN 'registered' THEN 'raised' WHEN 'dispatched' THEN 'classified' WHEN 'in_hand' THEN 'accepted'
        ELSE 'disposed' END""",
     "version": "3", "no": "n", "text": "claim", "category": "'grievance'", "route": "'petition_procedure'",
     "accepted_on": "CASE WHEN p.state NOT IN ('registered', 'dispatched') THEN received + 8 END",
     "disposal": f"""CASE WHEN p.state IN ('answered', 'closed')
        THEN {picked("p.id", 7, "supported", "partly_supported", "explained", "not_supported")}
        WHEN p.state IN ('not_accepted', 'withdrawn') THEN p.state ELSE '' END""",
     "disposed_on": "CASE WHEN p.state IN ('answered', 'closed') THEN received + 45 END", "matter_id": "p.id", "petition_id": "t.id"},
    "plan p JOIN mediation_petition t ON t.matter_id = p.id, generate_series(1, p.claims) n ORDER BY p.id, n",
)  # fmt: skip
DISPATCH = Rows(
    "Dispatch",
    {"state": "CASE WHEN state = 'dispatched' THEN 'sent' ELSE 'taken' END", "version": "2", "kind": "'transfer'",
     "extract": f"{lot('id', 8)} %% 200 = 0", "note": "'请依法按程序办理'", "sent_on": "received + 3",
     "taken_on": "CASE WHEN state <> 'dispatched' THEN received + 5 END", "matter_id": "id", "organ_id": "organ",
     "to_organ_id": "resp"},
    "plan WHERE resp IS NOT NULL AND resp <> organ ORDER BY id",
)  # fmt: skip
PASSED_ON = Rows(
    "Dispatch.claims",
    {"dispatch_id": "d.id", "claim_id": "c.id"},
    """plan p JOIN mediation_dispatch d ON d.matter_id = p.id JOIN mediation_claim c ON c.matter_id = p.id
       WHERE NOT d.extract OR c.no = 1 ORDER BY 1, 2""",
)
WORD = "CASE k WHEN 'handling_opinion' THEN '处' WHEN 'acceptance_notice' THEN '受' ELSE '登' END"
SERIES = f"'岳访' || {WORD} || '〔' || extract(year FROM p.received) || '〕'"
PAPER = Rows(
    "Paper",
    {"state": "s.st", "version": "4", "kind": "k", "edition": "t.edition", "content": "t.content",
     "needs_approval": "t.needs_approval", "must_be_served": "t.must_be_served", "bears_seal": "t.bears_seal",
     # Without a gap for each organ, kind and year, as the product gives them.
     "number": f"""CASE WHEN s.st = 'issued' THEN {SERIES}
        || row_number() OVER (PARTITION BY {ACTING}, s.st, {SERIES} ORDER BY p.id) + coalesce(before.n, 0) || '号' ELSE '' END""",
     "issued_on": """CASE WHEN s.st = 'issued' THEN p.received
        + (CASE k WHEN 'handling_opinion' THEN 45 WHEN 'acceptance_notice' THEN 8 ELSE 0 END) END""",
     "snapshot": "CASE WHEN s.st = 'issued' THEN t.snapshot ELSE '{}' END",
     "code": "substr(translate(upper(encode(sha256((p.id || k)::bytea), 'hex')), '01', 'YZ'), 1, 16)",
     "page": "CASE WHEN s.st = 'issued' THEN t.page ELSE '' END", "pdf": "CASE WHEN s.st = 'issued' THEN 'papers/x.pdf' ELSE '' END",
     "sha256": "CASE WHEN s.st = 'issued' THEN encode(sha256((p.id || k || 'f')::bytea), 'hex') ELSE '' END", "pages": "3",
     "rendered_at": "CASE WHEN s.st = 'issued' THEN p.received + interval '46 days' END", "drafter_id": "p.handler",
     "approver_id": "p.handler", "matter_id": "p.id", "organ_id": ACTING},
    f"""plan p CROSS JOIN LATERAL (VALUES ('registration_receipt', {lot("p.id", 9)} %% 100 < 30),
            ('acceptance_notice', {lot("p.id", 10)} %% 100 < 35 AND p.state NOT IN ('registered', 'dispatched')),
            ('handling_opinion', (p.state IN ('answered', 'closed') AND {lot("p.id", 11)} %% 100 < 60)
                OR (p.state = 'in_hand' AND {lot("p.id", 11)} %% 100 < 30))) w(k, wanted)
        JOIN LATERAL (SELECT CASE WHEN k = 'handling_opinion' AND p.state = 'in_hand'
            THEN {picked("p.id", 12, "drafted", "submitted", "approved")} ELSE 'issued' END AS st) s ON true
        JOIN scale_paper t ON t.kind = k
        LEFT JOIN (SELECT organ_id, substring(number FROM '^(.*〕)') AS series, max(substring(number FROM '(\\d+)号$')::int) AS n
            FROM mediation_paper WHERE number <> '' GROUP BY 1, 2) before ON before.organ_id = {ACTING} AND before.series = {SERIES}
        WHERE wanted ORDER BY p.id, k""",
)  # fmt: skip
ADDRESSEES = Rows(
    "Paper.addressees",
    {"paper_id": "a.id", "party_id": "b.id"},
    """plan p JOIN mediation_paper a ON a.matter_id = p.id JOIN mediation_party b ON b.matter_id = p.id
       WHERE b.is_representative OR p.parties <= 5 ORDER BY 1, 2""",
)
SERVICE = Rows(
    "ServiceOfDocument",
    {"state": f"""CASE WHEN p.age < 60 AND {lot("a.id * 8 + b.party_id", 13)} %% 3 = 0 THEN 'planned'
        WHEN p.age < 90 AND {lot("a.id", 14)} %% 5 = 0 THEN 'dispatched' WHEN {lot("a.id", 15)} %% 500 = 0 THEN 'not_reached' ELSE 'served' END""",
     "version": "3", "mode": "'in_person'", "dispatched_on": "a.issued_on + 1", "served_on": "a.issued_on + 4", "matter_id": "p.id",
     "paper_id": "a.id", "party_id": "b.party_id", "issuer_id": "a.organ_id"},
    """plan p JOIN mediation_paper a ON a.matter_id = p.id JOIN mediation_paper_addressees b ON b.paper_id = a.id
       WHERE a.state = 'issued' AND a.must_be_served ORDER BY a.id, b.party_id""",
)  # fmt: skip
DEADLINE = Rows(
    "Deadline",
    {"state": f"""CASE WHEN NOT x.open THEN (CASE WHEN {lot("p.id", 16)} %% 20 = 0 THEN 'met_late' ELSE x.done END)
        WHEN x.due >= %(today)s THEN 'running' ELSE 'overdue' END""",
     "version": "2", "code": "x.code", "label": "l.label", "authority": "l.authority", "limit": 'l."limit"',
     "organ_id": f"CASE x.code WHEN 'D6' THEN NULL WHEN 'D1' THEN p.organ ELSE {ACTING} END", "party_id": "x.party",
     "subject_type": "x.kind", "subject_id": "x.key", "trigger": "l.trigger", "trigger_on": "x.due - x.days", "nominal_on": "x.due",
     "legal_on": "x.due", "amber_on": "x.due - x.days / 2", "red_on": "x.due - x.days / 4",
     "provisional": "x.open AND extract(year FROM x.due) > extract(year FROM %(today)s::date)",
     "calendar_version": "l.calendar_version", "met_on": "CASE WHEN NOT x.open THEN x.due - 3 END", "matter_id": "p.id"},
    """plan p JOIN mediation_petition t ON t.matter_id = p.id CROSS JOIN LATERAL (
            SELECT 'D1' code, 0 no, p.received + 15 due, 15 days, p.state = 'registered' AS open, 'met' done, 'petition' kind, t.id key,
                NULL::bigint party
            UNION ALL SELECT 'D3', 0, p.received + 18, 15, p.state = 'dispatched', 'met', 'petition', t.id, NULL WHERE p.state <> 'registered'
            UNION ALL SELECT 'D5', c.no, p.received + 68, 60, p.state = 'in_hand', 'met', 'claim', c.id, NULL FROM mediation_claim c
                WHERE c.matter_id = p.id AND p.state IN ('in_hand', 'answered', 'closed')
            UNION ALL SELECT 'D6', 0, p.received + 80, 30, p.age < 80, 'lapsed', 'paper', a.id, b.party_id
                FROM mediation_paper a JOIN mediation_paper_addressees b ON b.paper_id = a.id
                WHERE a.matter_id = p.id AND a.kind = 'handling_opinion' AND a.state = 'issued') x
        JOIN scale_limit l ON l.code = x.code ORDER BY p.id, x.code, x.no""",
)  # fmt: skip
# Some ten records a matter; `extra` more of the petition make 126.
EVENT = Rows(
    "Event",
    {**SEALS_LIKE, "seq": "seq", "object_type": "ot", "object_id": "oid", "version": "v", "step": "step", "actor": "actor", "facts": "facts",
     "done_on": "don", "recorded_at": "don + time '09:00'", "user_id": "uid", "matter_id": "mid"},
    """(SELECT mid, row_number() OVER (PARTITION BY mid ORDER BY don, ord, oid, v) seq, ot, oid, v, step, actor, facts, don, uid FROM (
        SELECT p.id mid, 1 ord, 'petition' ot, t.id oid, 1 v, 'register' step, '登记人' actor,
            jsonb_build_object('subject', p.subject, 'account', p.account, 'channel', 'visit') facts, p.received don, p.handler uid
            FROM plan p JOIN mediation_petition t ON t.matter_id = p.id
        UNION ALL SELECT p.id, 9, 'petition', t.id, 3, 'close', '承办人', '{"closing_note": "当事人认可，依法办结"}', p.received + 55, p.handler
            FROM plan p JOIN mediation_petition t ON t.matter_id = p.id WHERE p.state = 'closed'
        UNION ALL SELECT p.id, 8, 'petition', t.id, 3 + n, 'assign_handler', '负责人', '{"handler": {"id": 1, "name": "经办"}}',
            p.received + 20, p.handler FROM plan p JOIN mediation_petition t ON t.matter_id = p.id, generate_series(1, %(extra)s) n
        UNION ALL SELECT p.id, 2 + v, 'claim', c.id, v, (ARRAY['raise_claim', 'classify', 'accept'])[v], '承办人',
            '{"category": "grievance", "route": "petition_procedure"}', p.received + (v - 1) * 4, p.handler
            FROM plan p JOIN mediation_claim c ON c.matter_id = p.id, generate_series(1, 3) v
        UNION ALL SELECT p.id, 3, 'dispatch', d.id, v, (ARRAY['send', 'take'])[v], '信访部门', '{"note": "请依法按程序办理"}',
            p.received + 3 + v, p.handler FROM plan p JOIN mediation_dispatch d ON d.matter_id = p.id, generate_series(1, 2) v
        UNION ALL SELECT p.id, 6, 'paper', a.id, v, (ARRAY['draft', 'issue'])[v], '承办人', '{}', coalesce(a.issued_on, p.received + 20),
            p.handler FROM plan p JOIN mediation_paper a ON a.matter_id = p.id, generate_series(1, 2) v WHERE v = 1 OR a.state = 'issued'
        ) every) numbered ORDER BY mid, seq""",
)  # fmt: skip
MESSAGE = Rows(
    "Message",
    {"text": "'期限提醒（过半）：“书面告知受理情况”最迟在某日24时前完成。'", "sent_at": "p.received + interval '40 days'",
     "read_at": f"CASE WHEN p.age > 100 AND {lot('p.id', 17)} %% 4 > 0 THEN p.received + interval '41 days' END",
     "key": "'scale:' || p.id || ':' || n", "matter_id": "p.id", "user_id": "CASE n WHEN 1 THEN p.handler ELSE h.user_id END"},
    f"""plan p JOIN LATERAL (SELECT user_id FROM mediation_appointment WHERE organ_id = {ACTING} AND role = 'head' LIMIT 1) h ON true,
        generate_series(1, 2) n WHERE p.handler IS NOT NULL ORDER BY p.id, n""",
)  # fmt: skip
SEAL_USE = Rows(
    "SealUse",
    {"state": f"CASE WHEN p.age < 60 THEN {picked('a.id', 18, 'applied', 'approved', 'stamped')} ELSE 'scanned' END", "version": "3",
     "seal": "'official'", "copies": "3", "purpose": "'送达2份，存档1份'", "applied_on": "a.issued_on", "decided_on": "a.issued_on",
     "stamped_on": "a.issued_on", "stamped_copies": "3", "scanned_on": "a.issued_on", "paper_sha256": "a.sha256", "applied_by_id": "p.handler",
     "decided_by_id": "p.handler", "keeper_id": "p.handler", "matter_id": "p.id", "organ_id": "a.organ_id", "paper_id": "a.id"},
    """plan p JOIN mediation_paper a ON a.matter_id = p.id WHERE a.state = 'issued' AND a.bears_seal AND a.kind = 'handling_opinion'
       AND p.handler IS NOT NULL ORDER BY a.id""",
)  # fmt: skip
FILE_VIEW = Rows(
    "FileView",
    {"what": "'卷宗'", "seen_at": "p.received + n * interval '3 days'", "matter_id": "p.id", "user_id": "p.handler"},
    "plan p, generate_series(1, 3) n WHERE p.handler IS NOT NULL ORDER BY p.id, n",
)
# In this order: each needs those before it.
EVERY = (MATTER, PETITION, ACCESS, ENTRY, PARTY, CLAIM, DISPATCH, PASSED_ON, PAPER, ADDRESSEES, SERVICE, DEADLINE, EVENT, MESSAGE, SEAL_USE,
         FILE_VIEW)  # fmt: skip

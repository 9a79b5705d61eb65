#!/usr/bin/env python3
"""Verify an exported ledger, with nothing but Python: `verify_ledger.py EXPORT [ANCHOR …]`.

EXPORT comes from `manage.py export_ledger`, anchors from `manage.py anchor_ledger`. Every record is hashed again behind the one before it in its file
and part, its contents are hashed again with their salt, and every chain holds the end that an anchor has of it. Exit 0 when all holds, 1 with the first
faults named. What is keyed (confidences, and rows that hold one) is taken by its digest: it can be proved only with the site's key.
"""

import hashlib
import json
import sys

GENESIS = "0" * 64
WHAT = "mediation ledger anchor 1"
CONTENTS = ("salt", "actor", "facts", "reason", "facts_digest", "row_digest", "prev", "hash", "erased_at")
MOST_SAID = 100


def canonical(told):
    """Names in order, no blanks, characters as they are."""
    return json.dumps(told, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def sha256(text):
    """As hexadecimal."""
    return hashlib.sha256(text.encode()).hexdigest()


def faults_of_chains(lines, ends):
    """Each record that does not fit; `ends` takes the hash of each by file, part and number where an anchor asks for it."""
    names = json.loads(next(lines))
    sealed = [name for name in names if name not in CONTENTS]
    chain, before, due = None, GENESIS, 1
    for line in lines:
        row = dict(zip(names, json.loads(line), strict=True))
        if (row["matter_id"], row["part"]) != chain:
            chain, before, due = (row["matter_id"], row["part"]), GENESIS, 1
        place = (*chain, row["seq"])
        if row["seq"] != due:
            yield place, f"第{due}条不在"
        for said in (*faults_in_chain(row, sealed, before), *faults_of_contents(row)):
            yield place, said
        if place in ends:
            ends[place] = row["hash"]
        before, due = row["hash"], row["seq"] + 1


def faults_in_chain(row, sealed, before):
    """Whether its hash is that of what it seals, behind the record before it."""
    if row["prev"] and row["prev"] != before:
        yield "与前一条不衔接"
    fields = {**row, "elsewhere": json.loads(row["elsewhere"])}
    told = [row["prev"] or before, *(fields[name] for name in sealed), row["facts_digest"], row["row_digest"]]
    if sha256(canonical(told)) != row["hash"]:
        yield "内容、次序或者前一条与哈希值不符"


def faults_of_contents(row):
    """Whether what was stated is that of its digest; what was erased by law stays empty."""
    stated = [row["actor"], json.loads(row["facts"]), row["reason"]]
    if row["erased_at"] is not None and not row["salt"]:
        if stated != ["", {}, ""]:
            yield "已删除的内容又有了文字"
    elif sha256(row["salt"] + canonical(stated)) != row["facts_digest"]:
        yield "所记的内容被改动"


def anchor(path):
    """Its day, its root as it says and as its lines give it, and the ends."""
    with open(path, encoding="ascii") as file:
        what, *rest = file.read().splitlines()
    if what != WHAT:
        sys.exit(f"{path}不是锚定文件。")
    told = dict(line.split(" ", 1) for line in rest[:3])
    level = [hashlib.sha256(b"\0" + line.encode()).digest() for line in rest[3:]] or [hashlib.sha256().digest()]
    while len(level) > 1:
        pairs = [hashlib.sha256(b"\1" + level[n] + level[n + 1]).digest() for n in range(0, len(level) - 1, 2)]
        level = pairs + level[len(level) & ~1 :]
    heads = [line.split("\t") for line in rest[3:]]
    return told["at"][:10], told["root"], level[0].hex(), {(int(m), p, int(s)): h for m, p, s, h in heads}


def main(export, anchors):
    """Look at all; the exit code."""
    read = [(path, *anchor(path)) for path in anchors]
    found = [((path,), "锚定文件被改动") for path, _day, root, real, _heads in read if root != real]
    ends = {place: None for *_more, heads in read for place in heads}
    with open(export, encoding="utf-8") as lines:
        found += faults_of_chains(lines, ends)
    for _path, day, _root, _real, heads in read:
        found += [(place, f"与{day}的锚定不符") for place, digest in heads.items() if ends[place] != digest]
    for place, said in found[:MOST_SAID]:
        sys.stderr.write("\t".join([*map(str, place), said]) + "\n")
    sys.stdout.write(f"{len(found)}处不符。\n" if found else "全部相符。\n")
    return 1 if found else 0


if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    sys.exit(main(sys.argv[1], sys.argv[2:]))

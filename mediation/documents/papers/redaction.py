"""What of a file must not become public: whose it is, in every form in which it may stand, and what is put instead.

Names become 张某某, addresses end with the county, numbers are left out (《个人信息保护法》第二十五条、第二十八条).
Text is compared without spaces, hyphens and the difference of full and half width, so that no way of writing hides a name.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import timedelta

from mediation.models import (
    Agent,
    HearingParticipant,
    InvestigationItem,
    Matter,
    Organ,
    Paper,
    Party,
    ServiceOfDocument,
)
from mediation.models.intake.party_change import as_of
from mediation.models.papers.paper import CARRY_CODE
from mediation.vocabulary import InvestigationItemKind, PartyKind, PersonalData
from mediation.written.phones import WIDE, numbers_in

# What may stand between two characters of a name or a number without hiding it.
BETWEEN = "-‐‑‒–·•・‧_*.()（）"
GAP = rf"[\s{re.escape(BETWEEN)}]*"
COUNTY = re.compile(r".{0,40}?(?:县|区|市(?!.{0,6}[县区]))")
NAME = re.compile(r"[\u3400-\u9fff\U00020000-\U0003ffff·]{2,12}")
SEPARATORS = re.compile(r"[、，,;；\s/和]+")
IN_BRACKETS = re.compile(r"[（(].{0,100}?[）)]")
POSTS = re.compile(r"^(?:委托代理人|代理人|律师|职员|法律工作者|证人|村民)")
# Who took a paper is told by such words too; they are nobody's name.
NOBODY = {
    "本人", "无", "不详", "家属", "家人", "亲属", "父亲", "母亲", "妻子", "丈夫", "配偶", "儿子", "女儿", "儿媳", "女婿", "子女",
    "邻居", "同事", "门卫", "保安", "物业", "收发室", "传达室", "值班室", "办公室", "单位收发室", "村委会", "居委会", "工作人员",
}  # fmt: skip
COMPOUND = re.compile(
    r"(?:欧阳|司马|上官|诸葛|东方|皇甫|尉迟|公孙|慕容|令狐|司徒|夏侯|宇文|长孙|轩辕|端木|独孤|南宫|申屠|淳于)(?=..?$)"
)
SHORTEST_PLACE = 4
NEVER = "(?!)"
IDENTITY = re.compile(r"(?<!\d)\d{6}[ -]?(?:18|19|20)\d{6}[ -]?\d{3}[\dXx](?!\d)")
ACCOUNT = re.compile(r"(?<!\d)\d{4}(?:[ -]?\d{4}){3}(?:[ -]?\d{1,3})?(?!\d)")
MOBILE = re.compile(r"(?<!\d)(?:\+?86[ -]?)?1[3-9]\d[ .-]?\d{4}[ .-]?\d{4}(?!\d)")
# A number may be typed in other groups than its own.
APART = re.compile(r"(?<=\d)[\s–—·-]{1,3}(?=\d)")
IN_ANY_GROUPS = (PersonalData.IDENTITY, PersonalData.PHONE)
LANDLINE = re.compile(r"(?<![\d-])[(（]?0\d{2,3}[)）]?[ -]?\d{7,8}(?!\d)")
MAIL = re.compile(r"[A-Za-z0-9._+-]{1,64}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){1,8}")
# Numbers that are a person's, whoever it is.
PATTERNS = (
    (PersonalData.IDENTITY, IDENTITY, "（证件号码略）"),
    (PersonalData.ACCOUNT, ACCOUNT, "（账号略）"),
    (PersonalData.PHONE, MOBILE, "（电话略）"),
    (PersonalData.MAIL, MAIL, "（邮箱略）"),
)


@dataclass(frozen=True)
class Secret:
    """Something of a person that must not be public, as the file has it; `instead` stands for it.

    `within` are names of organs of which it is a part: there it is nobody's (an organ of 高青县 where 高青 complains).
    """

    kind: PersonalData
    text: str
    instead: str
    within: tuple[str, ...] = ()

    @property
    def closed(self) -> str:
        """Without anything that could hide it."""
        return squeezed(self.text)

    def stands_in(self, closed: str) -> bool:
        """Whether it stands in a squeezed text, elsewhere than in the name of an organ."""
        for longer in self.within:
            closed = closed.replace(squeezed(longer), "|")
        return self.closed in closed


def squeezed(text: str) -> str:
    """A text without blanks, hyphens, dots, and in half width."""
    plain = unicodedata.normalize("NFKC", text).lower()
    return "".join(ch for ch in plain if ch not in BETWEEN and unicodedata.category(ch)[0] not in "ZC")


def secrets_of(matter: Matter) -> list[Secret]:
    """All of the parties, of those who speak for them, of witnesses; longest first. Organs are no secret."""
    people = list(matter.parties.order_by("pk"))
    found = [secret for party in [*people, *_as_they_were(matter, people)] for secret in _of_party(party)]
    found += [secret for agent in matter.agents.order_by("pk") for secret in _of_agent(agent)]
    organs = set(Organ.objects.values_list("name", flat=True))
    found += [Secret(PersonalData.NAME, name, _somebody(name)) for name in _others(matter)]
    found += [Secret(PersonalData.CODE, code, "（查询码略）") for code in _codes(matter)]
    found = [replace(one, within=tuple(name for name in organs if one.text in name)) for one in found]
    unique = {secret.closed: secret for secret in reversed(found) if secret.text not in organs and secret.closed}
    return sorted(unique.values(), key=lambda secret: (-len(secret.closed), secret.closed))


def _somebody(name: str) -> str:
    """欧阳某某, 张某某."""
    compound = COMPOUND.match(name)
    return f"{compound[0] if compound else name[0]}某某"


def _of_party(party: Party) -> Iterator[Secret]:
    if party.organ_id:
        return
    if party.kind == PartyKind.PERSON:
        yield Secret(PersonalData.NAME, party.name, _somebody(party.name))
    else:
        yield Secret(PersonalData.FIRM, party.name, "某单位")
    if party.address:
        county = COUNTY.match(party.address)
        beyond = party.address[county.end() :] if county else ""
        yield Secret(PersonalData.ADDRESS, party.address, f"{county[0] if county else ''}某地")
        if len(beyond) >= SHORTEST_PLACE:
            yield Secret(PersonalData.ADDRESS, beyond, "某地")
    if party.phone:
        # With a note or a second number beside it, each number is a secret of its own too.
        numbers = (party.phone, *numbers_in(party.phone))
        yield from (Secret(PersonalData.PHONE, number, "（电话略）") for number in numbers)
    if party.email:
        yield Secret(PersonalData.MAIL, party.email, "（邮箱略）")
    for number in filter(None, (party.id_number, party.credit_code)):
        yield Secret(PersonalData.IDENTITY, number, "（证件号码略）")


def _as_they_were(matter: Matter, people: list[Party]) -> list[Party]:
    """The parties as they stood before each change: earlier papers name them so."""
    days = {change.changed_on - timedelta(days=1) for change in matter.party_changes.all()}
    return [as_of(party, day) for day in sorted(days) for party in people]


def _of_agent(agent: Agent) -> Iterator[Secret]:
    yield Secret(PersonalData.NAME, agent.name, _somebody(agent.name))
    private = {
        PersonalData.PHONE: agent.phone, PersonalData.MAIL: agent.email, PersonalData.ADDRESS: agent.address,
        PersonalData.IDENTITY: agent.id_number,
    }  # fmt: skip
    yield from (Secret(kind, text, "（略）") for kind, text in private.items() if text)


def _others(matter: Matter) -> Iterator[str]:
    """Who speaks for parties, who was talked with, who took papers for them or saw it: not the officials."""
    talks = InvestigationItem.objects.filter(investigation__matter=matter, kind=InvestigationItemKind.TALK)
    told = [
        *HearingParticipant.objects.filter(hearing__matter=matter).values_list("agents", flat=True),
        *talks.values_list("title", flat=True),
    ]
    for row in ServiceOfDocument.objects.filter(matter=matter).values_list("received_by", "witness"):
        told += row
    for text in told:
        for part in SEPARATORS.split(IN_BRACKETS.sub("", text)):
            name = POSTS.sub("", part)
            if NAME.fullmatch(name) and name not in NOBODY:
                yield name


def _codes(matter: Matter) -> Iterator[str]:
    for paper in Paper.objects.of_kind(*CARRY_CODE).filter(matter=matter):
        if paper.snapshot.get("query_code"):
            yield paper.snapshot["query_code"]


def redacted(text: str, secrets: Iterable[Secret]) -> str:
    """The text with what stands for each secret in its place, and without numbers of persons."""
    for secret in secrets:
        kept = "|".join(map(_pattern, secret.within)) or NEVER
        either = re.compile(f"({kept})|{_pattern(secret.text)}", re.IGNORECASE)
        text = either.sub(lambda hit, instead=secret.instead: hit[1] or instead, text)
    for _kind, pattern, instead in PATTERNS:
        text = pattern.sub(instead, text)
    return text


def without_numbers(text: str) -> str:
    """A text for many eyes: numbers of cards, accounts, telephones and mail addresses left out, whoever's they are; names stay."""
    shown = text.translate(WIDE)
    for _kind, pattern, instead in PATTERNS:
        shown = pattern.sub(instead, shown)
    return LANDLINE.sub("（电话略）", shown)


def _pattern(text: str) -> str:
    """A pattern for the text however it is spaced, and in full width too."""
    return GAP.join(f"[{re.escape(ch)}{_wide(ch)}]" for ch in squeezed(text))


def _wide(ch: str) -> str:
    return chr(ord(ch) + 0xFEE0) if "!" <= ch <= "~" else ""


def _one_line(text: str) -> str:
    """A number or a name may be broken over two lines."""
    return "".join(line.strip() for line in text.split("\n"))


def found_in(text: str, secrets: Iterable[Secret]) -> list[tuple[PersonalData, str]]:
    """What of these stands in the text, and any number of a person: kind and wording."""
    closed, plain = squeezed(text), _one_line(unicodedata.normalize("NFKC", text))
    found = [(secret.kind, secret.text) for secret in secrets if secret.stands_in(closed)]
    covered = "".join(squeezed(one) for _kind, one in found)
    for kind, pattern, _instead in PATTERNS:
        texts = (plain, APART.sub("", plain)) if kind in IN_ANY_GROUPS else (plain,)
        numbers = [one[0].strip() for read in reversed(texts) for one in pattern.finditer(read)]
        as_typed = {squeezed(number): number for number in numbers}
        found += [(kind, number) for key, number in as_typed.items() if key not in covered]
        covered += "".join(squeezed(number) for _kind, number in found)
    return list(dict.fromkeys(found))

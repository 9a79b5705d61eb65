"""Sample papers of three lengths, all different and always the same: the n-th one is made from the seed n."""

from __future__ import annotations

import random
from dataclasses import dataclass
from typing import Any

from django.template import engines

SURNAMES = "王李张刘陈杨赵黄周吴徐孙马朱胡郭何高林罗"
GIVEN = "建国秀英志强桂兰永福海燕春梅文斌晓东立平玉珍学军"
RARE = "喆堃旻昇玥祎珺瑄璟𠮷㐂䶮"
ORGAN = "青河县农业农村局"
SENTENCES = (
    "经查，{year}年{month}月{day}日，{name}与青河县供销合作社签订《青椒收购合同》，约定保底收购价为每斤{price}元。",
    "合同第{n}条载明：“收购方应当自交货之日起{n}日内付清价款，逾期按日加付万分之五的违约金。”",
    "{name}实际交货{amount}斤，有过磅单{n}张、银行转账凭证和村民委员会出具的证明在卷佐证。",
    "收购方以市场价格下跌为由，自{month}月起按每斤0.{day}元结算，差额部分至今没有支付。",
    "上述事实，经{name}、供销合作社负责人分别陈述，双方对交货数量没有争议，本机关予以确认。",
    "根据《信访工作条例》第三十二条第一款第（一）项的规定，请求事实清楚、有法律依据的，应当予以支持。",
    "关于运输补贴，镇政府于{year}年{month}月{day}日召开说明会，承诺每吨补贴180元，会议记录编号为QH{year}{n}07。",
)
STYLES = """<style>{% include "documents/_house/house.css" %}</style>"""
PAGE = """{% extends "documents/_house/paper.html" %}{% load paper %}{% block body %}
{% for kind, what in blocks %}{% if kind == "table" %}<table><thead><tr><th>序号</th><th>证据名称</th><th>证明的事实</th>
</tr></thead><tbody>{% for row in what %}<tr>{% for cell in row %}<td>{{ cell }}</td>{% endfor %}</tr>{% endfor %}
</tbody></table>{% else %}<{{ kind }}>{{ what }}</{{ kind }}>{% endif %}{% endfor %}{% endblock %}"""


@dataclass(frozen=True)
class Sample:
    """One paper: what every tool prints, and the page that the house makes of it."""

    title: str
    number: str
    addressee: str
    blocks: tuple[tuple[str, Any], ...]
    family: str
    html: str


def sample(kind: str, seed: int) -> Sample:
    """The paper of a kind (notice, opinion, record) that belongs to a seed."""
    draw = random.Random(f"{kind} {seed}")
    title, family, blocks = {"notice": _notice, "opinion": _opinion, "record": _record}[kind](draw)
    number = f"青农访〔2025〕{seed + 1}号"
    addressee = _name(draw)
    facts = {
        "title": title,
        "number": number,
        "issued_on": "2025-04-20",
        "organ": {"name": ORGAN},
        "addressees": [{"name": addressee}],
        "verification": {
            "number": number,
            "code": f"{seed:04d}MX8HWZ4RB9TC",
            "site": "https://xf.example.gov.cn",
            "address": f"https://xf.example.gov.cn/v/{seed:04d}MX8HWZ4RB9TC",
        },
        "family": family,
        "blocks": blocks,
        "draft": False,
    }
    html = engines["django"].from_string(PAGE).render(facts)
    return Sample(title, number, addressee, tuple(blocks), family, html)


def _name(draw: random.Random) -> str:
    given = draw.choice(RARE) if draw.random() < 0.3 else draw.choice(GIVEN)
    return draw.choice(SURNAMES) + given + draw.choice(["", draw.choice(GIVEN)])


def _text(draw: random.Random, characters: int) -> str:
    said = ""
    while len(said) < characters:
        said += draw.choice(SENTENCES).format(
            year=draw.randint(2021, 2025),
            month=draw.randint(1, 12),
            day=draw.randint(10, 28),
            n=draw.randint(3, 40),
            price=f"{draw.uniform(1, 2):.2f}",
            amount=f"{draw.randint(1000, 90000):,}",
            name=_name(draw),
        )
    return said


def _notice(draw: random.Random) -> tuple[str, str, list[tuple[str, Any]]]:
    return "信访事项受理告知书", "plain", [("p", _text(draw, 50)) for _n in range(3)]


def _opinion(draw: random.Random) -> tuple[str, str, list[tuple[str, Any]]]:
    parts = (("信访诉求", 100), ("调查核实情况", 360), ("处理依据", 100), ("处理意见", 200), ("权利告知", 80))
    blocks: list[tuple[str, Any]] = [("p", _text(draw, 70))]
    for place, (head, length) in enumerate(parts):
        blocks.append(("h2", f"{'一二三四五'[place]}、{head}"))
        blocks += [("p", _text(draw, length // 2)), ("p", _text(draw, length // 2))]
    return "信访事项处理意见书", "plain", blocks


def _record(draw: random.Random) -> tuple[str, str, list[tuple[str, Any]]]:
    blocks: list[tuple[str, Any]] = []
    for part in range(13):
        blocks.append(("h3", f"（{part + 1}）举证和质证"))
        blocks += [("p", f"{_name(draw)}：{_text(draw, 105)}") for _n in range(8)]
        rows = [(str(n + 1), f"收购合同第{draw.randint(1, 99)}号", _text(draw, 40)[:44]) for n in range(9)]
        blocks.append(("table", rows))
    return "听证笔录", "form", blocks

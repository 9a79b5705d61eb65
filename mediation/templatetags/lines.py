"""How a long line of a page is written in its template."""

from __future__ import annotations

import re

from django.template import Library, Node, NodeList
from django.template.base import Parser, TextNode, Token

register = Library()
LINE_END = re.compile(r"\n\s*")


class OneLine(Node):
    """What stands between `{% oneline %}` and `{% endoneline %}`."""

    def __init__(self, nodelist: NodeList) -> None:
        self.nodelist = nodelist

    def render(self, context: object) -> str:
        """The parts, one after the other."""
        return self.nodelist.render(context)


@register.tag
def oneline(parser: Parser, token: Token) -> OneLine:
    """Write over several lines what is one line of the page: Chinese has no spaces, and a line end would print as one.

    The template's own line ends are dropped with what indents the next, or are a space between the attributes of one
    element; those of what is filled in stay.
    """
    nodelist = parser.parse(("endoneline",))
    parser.delete_first_token()
    within = False  # an element's own brackets
    for text in nodelist.get_nodes_by_type(TextNode):
        lines = LINE_END.split(text.s)
        for place, line in enumerate(lines):
            if place and within:
                lines[place] = f" {line}"
            within = _within(line, within)
        text.s = "".join(lines)
    return OneLine(nodelist)


def _within(line: str, before: bool) -> bool:
    """Whether an element is still open for attributes at the end of the line."""
    opened, closed = line.rfind("<"), line.rfind(">")
    return before if opened == closed else opened > closed

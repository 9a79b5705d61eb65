"""A line that is written over several is one on the page; what is filled in keeps its own line ends."""

from __future__ import annotations

from django.template import engines


def drawn(source, **context):
    return engines["django"].from_string(source).render(context)


def test_the_template_s_own_line_ends_are_dropped_and_those_of_the_text_stay():
    source = "<p>{% oneline %}\n    关于{{ what }}，\n    {% for one in rows %}\n      {{ one }}；\n    {% endfor %}\n    完。\n  {% endoneline %}</p>"
    assert drawn(source, what="甲\n乙", rows=["一", "二"]) == "<p>关于甲\n乙，一；二；完。</p>"


def test_a_space_within_a_line_stays():
    assert drawn("{% oneline %}\n  a {% if x %}\n  b c{% endif %}\n{% endoneline %}", x=True) == "a b c"


def test_between_attributes_a_line_end_is_a_space():
    source = '{% oneline %}\n<a\n  class="x"{% if y %}\n  href="{{ y }}"{% endif %}>\n  甲\n</a>，<b>乙</b>\n{% endoneline %}'
    assert drawn(source, y="/z") == '<a class="x" href="/z">甲</a>，<b>乙</b>'

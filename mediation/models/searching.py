"""What a list finds a file by: its number and what it is about in one normal form, and who may have sight of it, in one index.

The database keeps these rows itself, whatever writes the file or its access. They only narrow: what is shown was asked for
once more of the rows themselves, and of the rule that decides sight.
"""

from __future__ import annotations

from itertools import pairwise

import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Func, TextField

# Hidden characters, as `written.hidden.EITHER` has them.
HIDDEN = (
    "'[\\u0001-\\u0008\\u000b\\u000c\\u000e-\\u001f\\u007f-\\u00a0\\u00ad\\u061c\\u115f\\u1160\\u1680\\u180e"
    "\\u2000-\\u200f\\u2028-\\u202f\\u205f-\\u206f\\u2800\\u3164\\ufeff\\uffa0\\ufff9-\\ufffb"
    "\\U0001bca0-\\U0001bca3\\U0001d173-\\U0001d17a\\U000e0000-\\U000e007f]'"
)
# `written.forms.name_form` for the database: hidden characters out, one width, no blanks and dots, small letters.
NAME_FORM = (
    f"lower(regexp_replace(normalize(regexp_replace(%(expressions)s, {HIDDEN}, '', 'g'), NFKC), "
    "'[ \\t\\n\\r·•・･‧∙⋅․.。｡]+', '', 'g'))"
)
# `written.forms.text_form` for the database.
TEXT_FORM = f"lower(normalize(regexp_replace(%s, {HIDDEN}, '', 'g'), NFKC))"
# Also the subject that each organ was told which has but an extract of the letter.
WRITTEN = "%(of)s.number || ' ' || %(of)s.subject || coalesce((SELECT string_agg(' ' || (e.value ->> 'subject'), '') FROM jsonb_each(%(of)s.extracts) e), '')"
TITLE = TEXT_FORM % (WRITTEN % {"of": "NEW"})
# Every character of a text and every two that stand side by side, once each. A longer word stands in a text only where all of
# its pairs do; the shortest words there are have two characters, and no dictionary knows a village.
PAIRS = """
    CREATE FUNCTION mediation_pairs(written text) RETURNS text[] LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
        SELECT coalesce(array_agg(DISTINCT piece), '{}') FROM (
            SELECT string_to_array(written, NULL) AS one) text,
            generate_series(1, cardinality(text.one)) place,
            LATERAL (VALUES (text.one[place]), (text.one[place] || text.one[place + 1])) pieces(piece)
        WHERE piece IS NOT NULL
    $$
"""


def pairs_of(written: str) -> list[str]:
    """What a text must hold in which the word stands: its pairs, or the one character that it is."""
    return [written] if len(written) == 1 else list(dict.fromkeys(map("".join, pairwise(written))))


class Pairs(Func):
    """The characters and pairs of a text, as the index has them."""

    function = "mediation_pairs"
    output_field = ArrayField(TextField())


class SearchEntry(models.Model):
    """The one line by which a list finds a file. `readers` are organs by key, and people by the negative of theirs."""

    matter = models.OneToOneField("Matter", models.CASCADE, primary_key=True, related_name="entry")
    title = models.TextField()
    readers = ArrayField(models.BigIntegerField(), default=list)

    class Meta:
        verbose_name = "检索条目"
        indexes = [GinIndex(Pairs("title"), F("readers"), name="search_entry")]

    def __str__(self) -> str:
        return self.title


# On the table of files.
entered = pgtrigger.Trigger(
    name="found_by_its_title",
    when=pgtrigger.After,
    operation=pgtrigger.Insert | pgtrigger.UpdateOf("number", "subject", "extracts"),
    func=f"""
        INSERT INTO mediation_searchentry (matter_id, title, readers) VALUES (NEW.id, {TITLE}, '{{}}')
        ON CONFLICT (matter_id) DO UPDATE SET title = EXCLUDED.title;
        RETURN NULL;
    """,  # noqa: S608
)
# On the rows of access. Ended ones stay: the rule decides, this only narrows.
opened = pgtrigger.Trigger(
    name="found_by_its_readers",
    when=pgtrigger.After,
    operation=pgtrigger.Insert | pgtrigger.Delete | pgtrigger.UpdateOf("matter_id", "organ_id", "user_id"),
    declare=[("changed", "bigint")],
    func="""
        changed := CASE WHEN TG_OP = 'DELETE' THEN OLD.matter_id ELSE NEW.matter_id END;
        UPDATE mediation_searchentry SET readers = ARRAY(
            SELECT DISTINCT coalesce(-user_id, organ_id) FROM mediation_matteraccess WHERE matter_id = changed ORDER BY 1)
        WHERE matter_id = changed AND NOT (TG_OP = 'INSERT' AND coalesce(-NEW.user_id, NEW.organ_id) = ANY (readers));
        RETURN NULL;
    """,
)
# All that there was before.
CARRIED_OVER = f"""
    INSERT INTO mediation_searchentry (matter_id, title, readers)
    SELECT m.id, {TEXT_FORM % (WRITTEN % {"of": "m"})}, ARRAY(
        SELECT DISTINCT coalesce(-user_id, organ_id) FROM mediation_matteraccess a WHERE a.matter_id = m.id ORDER BY 1)
    FROM mediation_matter m ON CONFLICT DO NOTHING
"""  # noqa: S608

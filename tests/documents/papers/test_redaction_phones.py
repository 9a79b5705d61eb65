"""A telephone that is kept with a note, or beside another, is found in a copy for publication by itself too."""

from __future__ import annotations

import pytest

from mediation.documents.papers.redaction import _of_party, found_in, redacted
from mediation.models import Party


@pytest.mark.parametrize(
    "text", ["请打0531-88888888。", "电话053188888888", "又打13800000001", "（0531）88888888转8012"]
)
def test_each_number_is_a_secret_of_its_own(text):
    secrets = list(_of_party(Party(name="李四", phone="13800000001/0531-88888888（儿子）")))
    assert found_in(text, secrets)
    assert "88888888" not in redacted(text, secrets)
    assert "13800000001" not in redacted(text, secrets)

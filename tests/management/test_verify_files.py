"""`manage.py verify_files`: what is missing, changed or unreadable is named, and nothing else."""

from __future__ import annotations

from io import StringIO
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.core.management import CommandError, call_command

from mediation.actions import gateway
from mediation.models import Attachment, Petition
from tests.factories.world import at

TODAY = "2026-03-02"


@pytest.fixture
def kept(world):
    """Two files of a matter."""
    petition = world.petition(on=TODAY)
    files = [ContentFile(content, name=name) for name, content in (("甲.txt", b"one"), ("乙.txt", b"two"))]
    gateway.perform(Petition, petition.pk, "hand_in", by=world.handler, at=at(TODAY), files=files)
    return list(Attachment.objects.order_by("pk"))


def verify():
    out, err = StringIO(), StringIO()
    call_command("verify_files", stdout=out, stderr=err)
    return out.getvalue()


def faults():
    err = StringIO()
    with pytest.raises(CommandError) as refused:
        call_command("verify_files", stdout=StringIO(), stderr=err)
    return err.getvalue().splitlines(), str(refused.value), refused.value.returncode


def test_all_is_as_recorded(kept):
    assert verify() == "核对了2个文件，全部相符。\n"


def test_nothing_is_nothing_to_verify(db):
    assert verify() == "核对了0个文件，全部相符。\n"


def test_a_missing_and_a_changed_file_are_named(kept):
    gone, changed = kept
    gone.file.storage.delete(gone.file.name)
    Path(changed.file.path).write_bytes(b"three")
    said, summary, code = faults()
    assert said == [
        f"attachment {gone.pk} {gone.file.name}：文件不在",
        f"attachment {changed.pk} {changed.file.name}：内容与记录的校验值不符",
    ]
    assert (summary, code) == ("核对了2个文件，2个不符。请从备份中取回。", 1)


def test_a_file_that_cannot_be_read_does_not_end_the_run(kept, monkeypatch):
    first, _second = kept
    whole = type(first.file.storage).open

    def broken(self, name, *more):
        if name == first.file.name:
            raise OSError(5, "Input/output error")
        return whole(self, name, *more)

    monkeypatch.setattr(type(first.file.storage), "open", broken)
    assert faults()[0] == [f"attachment {first.pk} {first.file.name}：读不出来（Input/output error）"]

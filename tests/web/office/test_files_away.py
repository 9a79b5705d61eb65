"""A disk that is full, a folder that cannot be written, a file that is gone: each is said, and what was typed is held."""

from __future__ import annotations

import errno
import uuid

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from mediation.models import Attachment, Petition
from mediation.models.storage import ByContent

PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 40


def register(browser, world):
    """Register a letter with its scan."""
    typed = {
        "_key": uuid.uuid4().hex, "organ": world.office.pk, "channel": "letter", "subject": "青椒<b>收购价</b>未兑现",
        "account": "实际只付九角。", "petitioners-rows": "1", "petitioners-0-name": "张大山", "claims-rows": "1",
        "claims-0-text": "补足差额", "files": [SimpleUploadedFile("来信.png", PNG)],
    }  # fmt: skip
    return browser.post("/desk/register/", typed)


@pytest.mark.parametrize(
    ("number", "said"),
    [(errno.ENOSPC, "磁盘已满"), (errno.EDQUOT, "磁盘已满"), (errno.EROFS, "不能写入"), (errno.EACCES, "不能写入"), (errno.EIO, "不能写入")],
)  # fmt: skip
def test_what_was_typed_is_held_while_nothing_can_be_written(desk, world, monkeypatch, number, said):
    def refuse(*args, **more):
        raise OSError(number, "refused")

    monkeypatch.setattr(ByContent, "_save", refuse)
    answer = register(desk(world.clerk), world)
    words = answer.content.decode()
    assert answer.status_code == 503
    assert said in words
    assert "青椒&lt;b&gt;收购价&lt;/b&gt;未兑现" in words
    assert not Petition.objects.exists()


def test_a_file_that_is_gone_is_said_to_be_gone(desk, world):
    assert register(desk(world.clerk), world).status_code == 302
    kept = Attachment.objects.get()
    kept.file.storage.delete(kept.file.name)
    answer = desk(world.clerk).get(f"/desk/attachment/{kept.pk}/file/")
    assert answer.status_code == 500
    assert "这份文件在服务器上找不到" in answer.content.decode()

"""No other user of the machine reads what was handed in or printed."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import storages


@pytest.fixture
def open_handed():
    """A machine on which new files are for everybody, unless somebody says otherwise."""
    before = os.umask(0o000)
    yield
    os.umask(before)


def mode(path):
    return stat.S_IMODE(path.stat().st_mode)


@pytest.mark.parametrize("name", ["materials", "default"])
def test_folder_and_file_are_closed_to_others(open_handed, name):
    kept = storages[name].save("ab/cd/one.txt", ContentFile(b"one"))
    file = Path(storages[name].path(kept))
    assert mode(Path(settings.MEDIA_ROOT)) == 0o700
    assert (mode(file.parent), mode(file)) == (0o700, 0o600)

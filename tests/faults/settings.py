"""Test settings on a scratch database."""

import os
from pathlib import Path

from mediation.settings.test import *  # noqa: F403

DATABASES["default"]["NAME"] = os.environ["SCRATCH_DATABASE"]  # noqa: F405

if folder := os.environ.get("SITE_FOLDER"):  # a site that begins empty has a secret of its own beside its data
    VAR = Path(folder)

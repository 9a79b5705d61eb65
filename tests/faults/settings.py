"""Test settings on a scratch database."""

import os

from mediation.settings.test import *  # noqa: F403

DATABASES["default"]["NAME"] = os.environ["SCRATCH_DATABASE"]  # noqa: F405

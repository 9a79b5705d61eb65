"""On an engineer's machine."""

from mediation.settings.base import *  # noqa: F403

SECRET_KEY = "only-for-development"  # noqa: S105
LEDGER_KEY = "only-for-development"
FACTOR_KEYS = env.list("FACTOR_KEYS", default=["only-for-development"])  # noqa: F405
NOTEBOOK_KEYS = ["only-for-development"]
DEBUG = env.bool("DEBUG", default=True)  # noqa: F405
ALLOWED_HOSTS = ["*"]
DECLARATIONS_CHECKED = True
# Samples lie about for months.
SMS_ADAPTER = env("SMS_ADAPTER", default="mediation.actions.sms.to_console")  # noqa: F405
CLOCK_GAP_DAYS = env.int("CLOCK_GAP_DAYS", default=3650)  # noqa: F405

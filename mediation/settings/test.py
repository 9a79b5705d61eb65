"""In tests: fast hashing, nothing leaves the machine."""

from datetime import timedelta

from mediation.settings.base import *  # noqa: F403
from mediation.settings.base import DATABASES, env
from setup.postgres import database_url

# A server of its own: tests never come near the working data.
DATABASES["default"].update(env.db_url_config(database_url("postgres-test")))
SECRET_KEY = "only-for-tests"  # noqa: S105
LEDGER_KEY = "only-for-tests"
FACTOR_KEYS = ["only-for-tests"]
NOTEBOOK_KEYS = ["only-for-tests"]
ALLOWED_HOSTS = ["*"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher", "mediation.settings.hashers.StartSecretHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
WHITENOISE_AUTOREFRESH = WHITENOISE_USE_FINDERS = True
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
DECLARATIONS_CHECKED = True
# The clock of a test leaps over months; `tests/web/office/test_own_account.py` sets the real ends.
STAFF_IDLE = STAFF_SESSION = PARTY_SESSION = timedelta(days=36_500)
SESSION_COOKIE_AGE = 1_209_600

"""In an office: everything secret comes from the environment."""

from django.conf.global_settings import CSRF_COOKIE_NAME, LANGUAGE_COOKIE_NAME, SESSION_COOKIE_NAME

from mediation.settings.addresses import host_of, public_address
from mediation.settings.base import *  # noqa: F403
from mediation.settings.base import env
from mediation.settings.logs import logging_of
from mediation.settings.required import required

SECRET_KEY = required("SECRET_KEY")
LEDGER_KEY = required("LEDGER_KEY")
# Frozen into every paper that is printed: required, and an address that people can open.
SITE_URL = public_address(required("SITE_URL"))
# Who looks after the site asks it on its own machine.
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=[host_of(SITE_URL), "127.0.0.1"])
SECURE_REDIRECT_EXEMPT = [r"^health/", r"^metrics/$"]
SECURE_SSL_REDIRECT = env.bool("SECURE_SSL_REDIRECT", default=True)
SECURE_HSTS_SECONDS = 31_536_000
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
STORAGES["staticfiles"]["BACKEND"] = "mediation.settings.static_files.Hashed"  # noqa: F405
LOGGING = logging_of(env("LOG_FORMAT", default="json"), requests=True)
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = True
# A browser takes such a cookie over TLS alone, for the whole of this host and for no other.
COOKIE_PREFIX = "__Host-"
SESSION_COOKIE_NAME = f"{COOKIE_PREFIX}{SESSION_COOKIE_NAME}"
CSRF_COOKIE_NAME = f"{COOKIE_PREFIX}{CSRF_COOKIE_NAME}"
LANGUAGE_COOKIE_NAME = f"{COOKIE_PREFIX}{LANGUAGE_COOKIE_NAME}"
# The site works under a role that owns nothing; what changes tables is run as their owner (AS_OWNER, deploy/mediation).
AS_OWNER = env.bool("AS_OWNER", default=False)
if AS_OWNER and (OWNER_URL := env("DATABASE_OWNER_URL", default="")):
    DATABASES["default"].update(env.db_url_config(OWNER_URL))  # noqa: F405
elif DATABASE_ROLE and not AS_OWNER and not env("DATABASE_URL", default=""):  # noqa: F405
    DATABASES["default"]["USER"] = DATABASE_ROLE  # noqa: F405
# Without a mail server no mail is said to be sent.
if EMAIL_BACKEND.endswith("console.EmailBackend"):  # noqa: F405
    MESSAGE_ADAPTERS = [one for one in MESSAGE_ADAPTERS if one != MAIL_ADAPTER]  # noqa: F405

"""What holds everywhere. Secrets and addresses come from the environment."""

from datetime import timedelta
from pathlib import Path

import environ
from bootstrap_wrapper import get_bootstrap_dir
from csp.constants import NONCE, NONE, SELF
from django.conf.global_settings import PASSWORD_HASHERS as USUAL_HASHERS

from mediation.settings.logs import logging_of
from setup.postgres import database_url

env = environ.Env()
ROOT = Path(__file__).resolve().parent.parent.parent
VAR = Path(env("MEDIATION_VAR", default=str(ROOT / "var")))

SECRET_KEY = env("SECRET_KEY", default="")
# For digests of what is confidential in the ledger: never changed, kept apart from the database and its backups.
LEDGER_KEY = env("LEDGER_KEY", default="")
# For codes of parties and addresses of calendars, the newest first: the first keeps new ones, each opens what it kept.
ACCESS_KEYS = env.list("ACCESS_KEYS", default=[])
# Under these the secrets of code apps of staff are encrypted, the newest first; without one nobody sets up an app.
FACTOR_KEYS = env.list("FACTOR_KEYS", default=[])
# For the notes of mediators, the newest first: kept apart from the database and its backups; what all are lost for is lost.
NOTEBOOK_KEYS = env.list("NOTEBOOK_KEYS", default=[])
SECRET_KEY_FALLBACKS = env.list("SECRET_KEY_FALLBACKS", default=[])
DEBUG = False
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=[])
SITE_URL = env("SITE_URL", default="http://127.0.0.1:8000")

INSTALLED_APPS = [
    "mediation.apps.SiteAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django.contrib.postgres",
    "django.forms",
    "pgtrigger",
    "procrastinate.contrib.django",
    "sequences",
    "treebeard",
    "django_htmx",
    "template_partials",
    "axes",
    "csp",
    "mediation",
]

# How many proxies of one's own stand before the site; by default none, and nobody is believed about where he comes from.
TRUSTED_PROXIES = env.int("TRUSTED_PROXIES", default=0)
MIDDLEWARE = [
    "mediation.web.middleware.ProxyMiddleware",
    "mediation.web.request_log.RequestLog",
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    # The length of a compressed page is blurred, and a form's token differs each time: what is secret cannot be felt out by it.
    "django.middleware.gzip.GZipMiddleware",
    "mediation.web.middleware.MethodMiddleware",
    "mediation.web.middleware.NulMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "mediation.web.audience.AudienceMiddleware",
    "mediation.web.middleware.ActorMiddleware",
    "mediation.web.middleware.AwayMiddleware",
    "axes.middleware.AxesMiddleware",
]

AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "django.contrib.auth.backends.ModelBackend"]
AUTH_USER_MODEL = "mediation.User"
PASSWORD_HASHERS = [*USUAL_HASHERS, "mediation.settings.hashers.StartSecretHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "mediation.settings.passwords.MoreThanNames"},
]
# Names that everybody in the house knows, beside those of the program (settings/passwords.py): of the place, of the organs.
PASSWORD_WORDS = env.list("PASSWORD_WORDS", default=[])
# Staff sign in again after so long without a page, and at the latest after so long in all.
STAFF_IDLE = timedelta(minutes=env.int("STAFF_IDLE_MINUTES", default=60))
STAFF_SESSION = timedelta(hours=env.int("STAFF_SESSION_HOURS", default=12))
SESSION_COOKIE_AGE = int(STAFF_SESSION.total_seconds())
# A party enters number and code again after half an hour without a page, and at the latest after so long in all.
PARTY_SESSION = timedelta(hours=env.int("PARTY_SESSION_HOURS", default=8))
# No script reads a cookie; in production their names say to the browser that they are this host's alone (production.py).
COOKIE_PREFIX = ""
CSRF_COOKIE_HTTPONLY = LANGUAGE_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_SAMESITE = "Lax"
MESSAGE_STORAGE = "mediation.web.cookies.Told"
# Sign-in by the government's identity provider (OpenID Connect), where its address is given; see docs/identity_provider.md.
OIDC_ISSUER = env("OIDC_ISSUER", default="")
OIDC_CLIENT_ID = env("OIDC_CLIENT_ID", default="")
OIDC_CLIENT_SECRET = env("OIDC_CLIENT_SECRET", default="")
# Which of what it tells is the lasting identifier of a person, and what it is asked for.
OIDC_CLAIM = env("OIDC_CLAIM", default="sub")
OIDC_SCOPE = env("OIDC_SCOPE", default="openid")
# What it is called on the sign-in page.
OIDC_NAME = env("OIDC_NAME", default="统一身份认证")
LOGIN_URL = "desk:sign-in"
LOGIN_REDIRECT_URL = "desk:my-work"
LOGOUT_REDIRECT_URL = "desk:sign-in"
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
# A device on which the person has signed in is counted by itself (web/entering): strangers at the same address keep nobody waiting.
AXES_WHITELIST_CALLABLE = "mediation.web.devices.is_of_the_named"
AXES_LOCKOUT_TEMPLATE = "desk/office/locked_out.html"
AXES_RESET_ON_SUCCESS = True
# Where somebody signs in from is kept nowhere (decision 40); that he did stands in the log (web/sign_in_log.py).
AXES_DISABLE_ACCESS_LOG = True
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False

ROOT_URLCONF = "mediation.urls"
WSGI_APPLICATION = "mediation.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [ROOT / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "builtins": ["mediation.templatetags.lines"],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "mediation.web.context.house",
                "mediation.web.desk.navigation.pages",
            ],
        },
    }
]

DATABASES = {"default": env.db("DATABASE_URL", default=database_url())}
DATABASES["default"]["CONN_MAX_AGE"] = 60
DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
# The role of web and workers, to which prepare_site and restore give their rights; it owns no table.
DATABASE_ROLE = env("DATABASE_ROLE", default="")
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
CACHES = {"default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "cache"}}

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "简体中文"), ("en", "English")]
LOCALE_PATHS = [ROOT / "locale"]
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True
USE_I18N = True

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF, NONCE],
        "style-src": [SELF, NONCE],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [SELF],
    }
}
X_FRAME_OPTIONS = "SAMEORIGIN"
CSRF_FAILURE_VIEW = "mediation.web.errors.csrf_failure"
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

STATIC_URL = "static/"
STATIC_ROOT = VAR / "static"
# Sheets and scripts are for the pages of this site.
WHITENOISE_ALLOW_ALL_ORIGINS = False
STATICFILES_FINDERS = [
    "django.contrib.staticfiles.finders.FileSystemFinder",
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
    "mediation.settings.static_files.Bundles",
]
STATICFILES_DIRS = [ROOT / "static", ("bootstrap", get_bootstrap_dir())]
MEDIA_ROOT = Path(env("MEDIATION_FILES", default=str(VAR / "files")))
# Files and the folders that they lie in are ours alone; sheets and scripts are for everybody.
FILE_UPLOAD_PERMISSIONS = 0o600
FILE_UPLOAD_DIRECTORY_PERMISSIONS = 0o700
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage",
        "OPTIONS": {"file_permissions_mode": 0o644, "directory_permissions_mode": 0o755},
    },
    "materials": {"BACKEND": "mediation.models.storage.ByContent"},
}
# Whoever shows it reads /metrics/; without one nobody does.
METRICS_TOKEN = env("METRICS_TOKEN", default="")
# What one file of 材料 may hold, and how many are handed in at once.
MATERIAL_BYTES = env.int("MATERIAL_BYTES", default=20 * 1024 * 1024)
MATERIAL_FILES = env.int("MATERIAL_FILES", default=10)

# Public keys (age1…) to which backups are encrypted; without one they lie there plain.
BACKUP_RECIPIENTS = env.list("BACKUP_RECIPIENTS", default=[])
# Where pg_dump, pg_restore and psql are, if the database's server is newer than those that come along.
PG_PROGRAMS = env("PG_PROGRAMS", default="")

FONTS = VAR / "fonts"
# Papers are sealed by hand, unless a class (mediation.documents.papers.sealing.SealSystem) is named here. The one that ships,
# "mediation.documents.papers.sealing.sample.SampleSeals", stamps 样章 on its own certificates.
SEALING = env("SEALING", default="")
# The address of a time-stamp service (RFC 3161), asked for every electronic seal.
TIMESTAMP_URL = env("TIMESTAMP_URL", default="")
# 本地的处理依据目录（与 documents/papers/statutes/national.toml 同样的格式），没有就留空。
STATUTES = env("MEDIATION_STATUTES", default="")
# 本地的途径提示（与 queries/intake/route_check/national.toml 同样的格式），没有就留空。
ROUTE_CHECK = env("MEDIATION_ROUTE_CHECK", default="")
PROCRASTINATE_AUTODISCOVER_MODULE_NAME = "jobs"
SILENCED_SYSTEM_CHECKS: list[str] = []

# A worker that has not been heard of for so long is dead; its jobs go to another one.
STALLED_JOB_SECONDS = env.int("STALLED_JOB_SECONDS", default=30)

# After so many days in which nothing ran, an administrator looks at the machine's time before limits fall due again.
CLOCK_GAP_DAYS = env.int("CLOCK_GAP_DAYS", default=7)

# TOML files of local limits, beside those that ship; an organ names one in its settings ("local_rules").
LOCAL_RULES_FOLDER = env("LOCAL_RULES_FOLDER", default="")
# How long the secret on a slip opens a first sign-in: long enough for somebody on leave, short enough for a lost slip.
START_SECRET_DAYS = env.int("START_SECRET_DAYS", default=14)
# How far back a step may be entered that was done on an earlier day.
LATE_ENTRY_DAYS = env.int("LATE_ENTRY_DAYS", default=30)

# Who opens more files than this within an hour is told of to the heads of the organ: one a minute for a whole hour is more than
# anybody reads who handles them, and less than a copy of the registers takes. An organ names its own ("files_an_hour").
FILES_AN_HOUR = env.int("FILES_AN_HOUR", default=60)

# How messages that only inform leave the house; each is a function (message) -> None.
MAIL_ADAPTER = "mediation.actions.messages.by_mail"
MESSAGE_ADAPTERS = env.list("MESSAGE_ADAPTERS", default=[MAIL_ADAPTER])

# What sends text messages: a function (phone, text) -> None. Where one is named, what binds a party asks for a code that is
# sent to its mobile number, too. "mediation.actions.sms.by_gateway" posts to SMS_URL, signed with SMS_KEY.
SMS_ADAPTER = env("SMS_ADAPTER", default="")
SMS_URL = env("SMS_URL", default="")
SMS_KEY = env("SMS_KEY", default="")

DATA_UPLOAD_MAX_MEMORY_SIZE = 10 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000
# EMAIL_URL=smtp+tls://user:password@host:587; on an engineer's machine mail is printed.
globals().update(env.email_url("EMAIL_URL", default="consolemail://"))
EMAIL_BACKEND = env("EMAIL_BACKEND", default=globals()["EMAIL_BACKEND"])
# A mail server that says nothing holds up one message for so many seconds, and no other.
EMAIL_TIMEOUT = env.int("EMAIL_TIMEOUT", default=20)
DEFAULT_FROM_EMAIL = env("DEFAULT_FROM_EMAIL", default="mediation@localhost")

# What went wrong is told on the console, whence the office's own log takes it.
LOGGING = logging_of(env("LOG_FORMAT", default="whole"))

# Whether a step may bring about only what its effects declare (actions/consequences.py).
DECLARATIONS_CHECKED = False

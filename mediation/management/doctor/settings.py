"""Whether the settings are an office's own: keys, addresses, proxies, mail."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.mail import get_connection
from django.http.request import validate_host

from mediation.management.doctor.finding import Finding, unseen
from mediation.settings.addresses import AT_HOME as NO_ADDRESS
from mediation.settings.addresses import public_address

KEY_LENGTH = 32
KEY_MARKS = 8
# What stands in settings that everybody can read.
WELL_KNOWN = ("only-for-", "django-insecure-", "changeme", "secret")
MAKE_KEY = '用python -c "import secrets; print(secrets.token_urlsafe(48))"生成后写入环境'
# Whoever knows a key that still holds can sign a session: it stays for codes alone, which it only digests.
SITE_MEND = (
    f"请{MAKE_KEY}；原来的值不要再留作SECRET_KEY_FALLBACKS，已发过查询凭条的，在ACCESS_KEYS里先写新值、末尾写原来的值。"
)
LEDGER_MEND = f"没有办理记录的新站请{MAKE_KEY}；已有记录的不能更换，否则以前的记录核对不了，请取得技术支持。"
NOTEBOOK_MEND = f"请{MAKE_KEY}，放在最前，原来的留在后面，再运行manage.py rewrap_notebooks；密钥要另行备份，丢失后调解笔记无法恢复。"
# Mail that goes nowhere.
AT_HOME = ("console", "dummy", "locmem", "filebased")


def examined() -> Iterator[Finding]:
    """Each of them."""
    yield _mode()
    yield _key("SECRET_KEY", settings.SECRET_KEY, SITE_MEND)
    yield _fallbacks()
    yield _access_keys()
    yield _factor_keys()
    yield _key("LEDGER_KEY", settings.LEDGER_KEY, LEDGER_MEND)
    yield _key("NOTEBOOK_KEYS", settings.NOTEBOOK_KEYS[0] if settings.NOTEBOOK_KEYS else "", NOTEBOOK_MEND)
    yield _address()
    yield _hosts()
    yield _proxies()
    yield from _identity()
    yield _mail()


def _mode() -> Finding:
    if settings.DEBUG:
        return Finding(
            "运行方式", "开着调试（DEBUG），出错时会把内部情况显示给来访者。",
            "请设DJANGO_SETTINGS_MODULE=mediation.settings.production。",
        )  # fmt: skip
    return Finding("运行方式", "没有开调试。")


def _key(name: str, value: str, mend: str) -> Finding:
    """A key is never told, neither whole nor in part."""
    if not value:
        return Finding(name, "没有设置。", mend)
    if value.lower().startswith(WELL_KNOWN):
        return Finding(name, "是人人看得到的样例值。", mend)
    if len(value) < KEY_LENGTH or len(set(value)) < KEY_MARKS:
        return Finding(name, "太短或者太简单，猜得出来。", mend)
    if name == "LEDGER_KEY" and value == settings.SECRET_KEY:
        return Finding(name, "与SECRET_KEY相同，更换其中一个就会毁掉另一个。", mend)
    return Finding(name, "已设置，不是样例值。")


def _fallbacks() -> Finding:
    """A key that everybody knows opens as a former one too."""
    what = "SECRET_KEY_FALLBACKS"
    for value in settings.SECRET_KEY_FALLBACKS:
        if _key(what, value, SITE_MEND).wrong:
            return Finding(what, "其中有人人看得到的或者猜得出来的值。", "请删去它；在用它的人重新登录即可。")
    count = len(settings.SECRET_KEY_FALLBACKS)
    return Finding(what, f"还认{count}个原来的值。" if count else "没有原来的值。")


def _access_keys() -> Finding:
    """The first keys what is given out now; those behind it only open what they kept."""
    if not settings.ACCESS_KEYS:
        said = "没有设置，查询凭条跟着SECRET_KEY走，更换它会使已发的凭条作废。"
        return Finding("ACCESS_KEYS", said, f"请{MAKE_KEY}。")
    return _key("ACCESS_KEYS", settings.ACCESS_KEYS[0], f"请{MAKE_KEY}，放在最前，原来的留在后面。")


def _factor_keys() -> Finding:
    """Apart from every other: whoever reads the database does not make the codes of an app."""
    if not settings.FACTOR_KEYS:
        return Finding("FACTOR_KEYS", "没有设置，工作人员不能用验证器应用做第二验证方式。", f"请{MAKE_KEY}。")
    if settings.FACTOR_KEYS[0] in (settings.SECRET_KEY, settings.LEDGER_KEY, *settings.ACCESS_KEYS):
        return Finding(
            "FACTOR_KEYS", "与别的密钥相同，知道其中一个就知道两个。", f"请{MAKE_KEY}，放在最前，原来的留在后面。"
        )
    return _key("FACTOR_KEYS", settings.FACTOR_KEYS[0], f"请{MAKE_KEY}，放在最前，原来的留在后面。")


def _address() -> Finding:
    try:
        public_address(settings.SITE_URL)
    except ImproperlyConfigured:
        said = f"“{settings.SITE_URL}”印在文书上，别人打不开。"
        return Finding("SITE_URL", said, "请改为本单位对外的网址，如https://xf.example.gov.cn。")
    if urlsplit(settings.SITE_URL).scheme != "https":
        return Finding("SITE_URL", f"{settings.SITE_URL}没有加密。", "请配置证书，并把SITE_URL改为https开头。")
    return Finding("SITE_URL", f"{settings.SITE_URL}。")


def _hosts() -> Finding:
    host = urlsplit(settings.SITE_URL).hostname or ""
    if host in ("", *NO_ADDRESS):
        return unseen("ALLOWED_HOSTS", "要先改好SITE_URL，没有检查。")
    if "*" in settings.ALLOWED_HOSTS:
        return Finding("ALLOWED_HOSTS", "什么域名都接受。", f"请改为本单位的域名：{host}。")
    if not validate_host(host, settings.ALLOWED_HOSTS):
        return Finding("ALLOWED_HOSTS", f"不接受SITE_URL的域名{host}，来访者打不开网站。", "请把它加入ALLOWED_HOSTS。")
    return Finding("ALLOWED_HOSTS", f"接受{host}。")


def _proxies() -> Finding:
    """The site speaks no TLS itself, so https always has a proxy before it."""
    count = settings.TRUSTED_PROXIES
    if count < 0:
        return Finding("TRUSTED_PROXIES", f"不能是{count}。", "请写站前自己的代理的层数。")
    if count == 0 and urlsplit(settings.SITE_URL).scheme == "https":
        said = "网址是https，却没有说站前有几层代理，所有来访者都会被当成同一个来源，一人输错，人人被锁。"
        return Finding("TRUSTED_PROXIES", said, "请写站前自己的代理的层数，通常是1。")
    return Finding("TRUSTED_PROXIES", f"站前有{count}层自己的代理。" if count else "站前没有代理。")


def _identity() -> Iterator[Finding]:
    """Where staff sign in by an identity provider: whether it is one over an encrypted line, and knows the site."""
    what, issuer = "OIDC_ISSUER", settings.OIDC_ISSUER
    if not issuer:
        return
    if urlsplit(issuer).scheme != "https":
        yield Finding(what, f"{issuer}没有加密，谁都可以冒充认证平台。", "请改为https开头的地址。")
    elif not (settings.OIDC_CLIENT_ID and settings.OIDC_CLIENT_SECRET):
        yield Finding(what, "没有写认证平台给本站的编号和密钥。", "请设OIDC_CLIENT_ID和OIDC_CLIENT_SECRET。")
    else:
        yield Finding(what, f"用{issuer}认证。")


def _mail() -> Finding:
    """Whether the mail server lets us in; nothing is sent."""
    kind = settings.EMAIL_BACKEND.rpartition(".")[0].rpartition(".")[2]
    if kind in AT_HOME:
        return Finding("邮件", "没有设邮件服务器，提醒只在系统内显示。")
    mend = "请核对EMAIL_URL和邮件服务器。"
    try:
        connection = get_connection()
        connection.open()
        connection.close()
    except OSError as fault:
        return Finding("邮件", f"连不上邮件服务器（{type(fault).__name__}），提醒发不出去。", mend)
    if settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].strip("> ") in ("", "localhost"):
        said = f"发件人{settings.DEFAULT_FROM_EMAIL}不是真实的地址，多会被拒收。"
        return Finding("邮件", said, "请设DEFAULT_FROM_EMAIL。")
    return Finding("邮件", "邮件服务器连得上。")

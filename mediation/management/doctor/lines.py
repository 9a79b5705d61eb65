"""Whether what the site says to other machines goes over encrypted lines, whose other end is known."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlsplit

from django.conf import settings

from mediation.management.doctor.finding import Finding
from mediation.settings.addresses import AT_HOME

CHECKED = ("verify-ca", "verify-full")


def examined() -> Iterator[Finding]:
    """Each of those that leave the machine."""
    yield from _mail()
    yield from _text_messages()
    yield from _database()


def _is_here(host: str) -> bool:
    """By a socket, or by this machine's own address."""
    return not host or host.startswith("/") or host in AT_HOME


def _mail() -> Iterator[Finding]:
    if not settings.EMAIL_BACKEND.endswith("smtp.EmailBackend") or _is_here(settings.EMAIL_HOST):
        return
    if settings.EMAIL_USE_TLS or settings.EMAIL_USE_SSL:
        yield Finding("邮件线路", f"到{settings.EMAIL_HOST}加密。")
    else:
        said = f"到{settings.EMAIL_HOST}没有加密，邮件和密码路上看得见。"
        yield Finding("邮件线路", said, "请把EMAIL_URL改为smtp+tls://或smtp+ssl://开头。")


def _text_messages() -> Iterator[Finding]:
    address = urlsplit(settings.SMS_URL)
    if not settings.SMS_ADAPTER or _is_here(address.hostname or ""):
        return
    if address.scheme == "https":
        yield Finding("短信线路", f"到{address.hostname}加密。")
    else:
        yield Finding(
            "短信线路", f"到{address.hostname}没有加密，验证码路上看得见。", "请把SMS_URL改为https开头的地址。"
        )


def _database() -> Iterator[Finding]:
    held = settings.DATABASES["default"]
    host = str(held.get("HOST") or held.get("OPTIONS", {}).get("host") or "")
    if _is_here(host):
        return
    if held.get("OPTIONS", {}).get("sslmode") in CHECKED:
        yield Finding("数据库线路", f"到{host}加密，并核对对方的证书。")
    else:
        said = f"到{host}不一定加密，也不核对对方是谁。"
        yield Finding("数据库线路", said, "请在DATABASE_URL末尾加上?sslmode=verify-full，并备好根证书。")

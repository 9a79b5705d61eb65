"""Whether the address that is printed on papers is one that people can open."""

from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

AT_HOME = ("localhost", "127.0.0.1", "::1", "0.0.0.0")  # noqa: S104 refused, never bound


def public_address(typed: str) -> str:
    """The address without a slash at its end; ImproperlyConfigured where it is none, or leads nowhere but to this machine."""
    found = urlsplit(typed.strip())
    try:
        known = found.hostname or ""
        wrong = found.scheme not in ("http", "https") or not known or found.port == 0
    except ValueError:
        known, wrong = "", True
    if wrong or found.query or found.fragment:
        raise ImproperlyConfigured(
            f"SITE_URL应当是完整的网址，如https://xf.example.gov.cn，现为“{typed}”。 / SITE_URL must be a whole address."
        )
    if known in AT_HOME:
        raise ImproperlyConfigured(
            f"SITE_URL印在每一份文书上，不能是本机地址“{typed}”。 / SITE_URL is printed on papers and must not lead to this machine."
        )
    return typed.strip().rstrip("/")


def host_of(address: str) -> str:
    """The name under which it is asked for."""
    return urlsplit(address).hostname or ""

"""Text messages: what sends one, as the settings name it; without an adapter none is sent and none is asked for."""

from __future__ import annotations

import hashlib
import hmac
import json
import logging
import re
import secrets
import time
from collections.abc import Callable
from typing import cast
from urllib.error import URLError
from urllib.request import HTTPRedirectHandler, Request, build_opener

from django.conf import settings
from django.utils.module_loading import import_string

log = logging.getLogger(__name__)
MOBILE = re.compile(r"(?:\+?86)?(1[3-9]\d{9})")
WAITS = 10  # seconds for the gateway to answer


class Stay(HTTPRedirectHandler):
    """What is meant for the gateway goes nowhere else, wherever its answer leads."""

    def redirect_request(self, *told: object) -> None:
        """Nowhere: the answer is a fault."""


class NotSent(Exception):
    """The gateway did not take the message; whoever waits for it is told."""


def mobile_of(phone: str) -> str:
    """The number that takes text messages among what was written down; empty where there is none."""
    found = MOBILE.fullmatch(re.sub(r"[\s-]", "", phone))
    return found.group(1) if found else ""


def is_on() -> bool:
    """Whether messages can be sent at all."""
    return bool(settings.SMS_ADAPTER)


def send(phone: str, text: str) -> None:
    """Hand one message to the adapter. Raises NotSent; what was in it is never logged."""
    adapter = cast(Callable[[str, str], None], import_string(settings.SMS_ADAPTER))
    try:
        adapter(phone, text)
    except (URLError, TimeoutError, ConnectionError) as fault:
        log.error("a text message was not taken: %s", type(fault).__name__)
        raise NotSent from fault


def to_console(phone: str, text: str) -> None:
    """On an engineer's machine: printed, never sent."""
    print(f"SMS → {phone}: {text}", flush=True)  # noqa: T201 this is what it is for


def by_gateway(phone: str, text: str) -> None:
    """To the office's own gateway (`SMS_URL`), as JSON signed with `SMS_KEY`.

    HMAC-SHA256 over time, nonce and body: none is forged, or sent again by who has heard it.
    """
    body = json.dumps({"phone": phone, "text": text}, ensure_ascii=False).encode()
    stamp, nonce = str(int(time.time())), secrets.token_hex(16)
    signed = hmac.new(settings.SMS_KEY.encode(), f"{stamp}\n{nonce}\n".encode() + body, hashlib.sha256).hexdigest()
    headers = {"Content-Type": "application/json", "X-Timestamp": stamp, "X-Nonce": nonce, "X-Signature": signed}
    with build_opener(Stay).open(Request(settings.SMS_URL, data=body, headers=headers), timeout=WAITS):  # noqa: S310 the office's own address
        pass

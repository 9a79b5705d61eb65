"""What a password may not consist of: the names that everybody knows who would guess at it."""

from __future__ import annotations

import re
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

# What the program and its trade are called, and what people write where they are asked for a password.
WORDS = (
    "mediation",
    "xinfang",
    "petition",
    "tiaojie",
    "password",
    "passwd",
    "mima",
    "admin",
    "信访",
    "调解",
    "密码",
    "管理员",
)
LEFT = 8


class MoreThanNames:
    """Without the user's own names, those of the trade and those of the office, eight characters are still left."""

    def validate(self, password: str, user: Any = None) -> None:
        """Raise ValidationError where what is left is soon guessed."""
        own = [part for said in _said_of(user) for part in re.split(r"[\W_]+", said.lower())]
        known = {word.lower() for word in (*WORDS, *settings.PASSWORD_WORDS, *own) if len(word) > 1}
        left = password.lower()
        for word in sorted(known, key=len, reverse=True):
            left = left.replace(word, "")
        if len(left) < LEFT and len(left) < len(password):
            raise ValidationError(self.get_help_text(), code="password_of_names")

    def get_help_text(self) -> Any:
        """What to do instead."""
        return _("除了姓名、用户名和单位、系统的名称，密码里还要有8个以上别的字符，否则容易被猜到。")


def _said_of(user: Any) -> list[str]:
    return [str(getattr(user, name, "") or "") for name in ("username", "name", "email")] if user is not None else []

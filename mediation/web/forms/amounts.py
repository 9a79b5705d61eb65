"""Amounts and whole numbers as people write them: 12,000.00, ￥12000, 12000元, 1.2万, 壹万贰仟元整."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy

from mediation.written.amounts import Unreadable, amount_of, whole_number


class AmountField(forms.Field):
    """An amount in yuan; what was typed is shown again as it was typed."""

    widget = forms.TextInput(attrs={"inputmode": "decimal"})
    read = staticmethod(amount_of)
    help = gettext_lazy(
        "“%(label)s”看不出是多少元，请写成12000或者12000.50的样子，也可以写12,000元、1.2万元或者壹万贰仟元整。"
    )

    def to_python(self, value: Any) -> Any:
        """The amount; a fault says what to write."""
        if value in self.empty_values or not str(value).strip():
            return None
        try:
            return self.read(str(value))
        except Unreadable:
            raise ValidationError(str(self.help) % {"label": self.label}, code="invalid") from None


class WholeNumberField(AmountField):
    """A whole number."""

    widget = forms.TextInput(attrs={"inputmode": "numeric"})
    read = staticmethod(whole_number)
    help = gettext_lazy("“%(label)s”应当是整数，请只写数字，例如12。")

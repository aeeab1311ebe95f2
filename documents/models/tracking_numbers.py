"""PTT tracking numbers (domain 3.8): domestic ones of a contracted sender, their other form, international ones."""

import re

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from stdnum import ean

_INTERNATIONAL_WEIGHTS = (8, 6, 4, 2, 3, 5, 9, 7)


def normalize_tracking_number(typed: str) -> str:
    """As PTT writes it: capitals, no spaces."""
    return "".join(typed.split()).upper()


def is_tracking_number(number: str) -> bool:
    """Whether a tidied number could be PTT's, its check digit included where it has one."""
    if re.fullmatch(r"[0-9]{13}", number):
        return ean.is_valid(number)
    if re.fullmatch(r"KP[0-9]{11}", number):
        return True
    found = re.fullmatch(r"[A-Z]{2}([0-9]{8})([0-9])TR", number)
    return found is not None and _international_digit(found[1]) == int(found[2])


def _international_digit(serial: str) -> int:
    """UPU S10: 11 less the weighted sum modulo 11; 10 is written 0 and 11 is written 5."""
    rest = 11 - sum(int(d) * w for d, w in zip(serial, _INTERNATIONAL_WEIGHTS, strict=True)) % 11
    return {10: 0, 11: 5}.get(rest, rest)


def validate_tracking_number(number: str) -> None:
    if not is_tracking_number(number):
        raise ValidationError(_("PTT takip numarasında yazım hatası var."), code="tracking_number")

"""Payment references, 14 digits: year, eleven that cannot be guessed, Luhn (domain 3.9)."""

import re
import secrets

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from stdnum import luhn


def generate_reference(year: int) -> str:
    body = f"{year % 100:02d}{secrets.randbelow(10**11):011d}"
    return body + luhn.calc_check_digit(body)


def is_reference(text: str) -> bool:
    return bool(re.fullmatch(r"[0-9]{14}", text)) and luhn.is_valid(text)


def validate_reference(text: str) -> None:
    if not is_reference(text):
        raise ValidationError(_("İşlem referans numarasında yazım hatası var."), code="reference")

"""What a number or an address that an officer looks for may be: of an application, of a person, or of a workplace.

Each is looked up in an index of its own; MOST_ROWS bounds what one of them may bring.
"""

import re
from uuid import UUID

from django.db.models import Q
from stdnum import luhn

from applicants.models import Applicant, Identity
from emuafiyet.core.fields import EmailField, PassportNumberField, PhoneField, SgkWorkplaceField
from emuafiyet.core.text.digits import ascii_digits

from ..models import Contact, Passport, Work

MAX_ROWS = 200
_NUMBER_PATTERN = re.compile(
    r"(?:EM)?[\s./-]*(\d{4})(?:[\s./-]*(\d{6})|[\s./-]+(\d{1,5}))(?:[\s./-]*\d)?", re.IGNORECASE
)


def parse_application_numbers(text: str) -> set[str]:
    """The number as it is written, and with the check digit that belongs to it (domain 3.12)."""
    written = ascii_digits(text).upper()
    numbers = {written.replace(" ", "")}
    if body := _NUMBER_PATTERN.fullmatch(written):
        year, sequence = body[1], (body[2] or body[3]).zfill(6)
        numbers.add(f"EM-{year}-{sequence}-{luhn.calc_check_digit(year + sequence)}")
    return numbers


def find_people(text: str) -> set[UUID]:
    """Whose identity number, passport, e-mail address or telephone this is."""
    if "@" in text:
        email = EmailField().to_python(text)
        people = _select_keys(Applicant.objects.filter(email=email), "pk")
        return people | _select_keys(Contact.objects.filter(second_email=email), "applicant_id")
    number = PassportNumberField().to_python(text)
    people = _select_keys(Identity.objects.filter(Q(foreigner_id=number) | Q(passport_number=number)), "pk")
    people |= _select_keys(Passport.objects.filter(number=number), "applicant_id")
    phones = parse_telephone_numbers(text)
    for column in ("phone", "second_phone") if phones else ():
        people |= _select_keys(Contact.objects.filter(**{f"{column}__in": phones}), "applicant_id")
    return people


def parse_telephone_numbers(text: str) -> set[str]:
    """The numbers in E.164 that may be meant: officers leave out + and, in Türkiye, the country."""
    digits = re.sub(r"[^0-9]", "", ascii_digits(text))
    typed = {text, f"+{digits}", f"+90{digits.removeprefix('0')}"}
    return {number for each in typed if (number := PhoneField().to_python(each)).startswith("+")}


def find_applications_by_workplace(text: str) -> set[UUID]:
    """The applications for work at the workplace with this SGK number; a main employer's may lack its zeros."""
    number = SgkWorkplaceField().to_python(text)
    numbers = {number, f"{number}000"} if len(number) == 23 else {number}
    return (
        _select_keys(Work.objects.filter(sgk_workplace_no__in=numbers), "application_id")
        if len(number) >= 23
        else set()
    )


def applications_from(employer: str) -> set[UUID]:
    """The applications of people whom an employer abroad of this name sends (A-31)."""
    named = Work.objects.filter(~Q(foreign_employer=""), foreign_employer__icontains=employer)
    return _select_keys(named, "application_id") if employer else set()


def _select_keys(rows, column: str) -> set[UUID]:
    return {*rows.order_by().values_list(column, flat=True)[:MAX_ROWS]}

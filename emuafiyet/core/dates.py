"""A date asked as day, month and year; the day and month may be unknown where the law allows it (domain 3.4)."""

import re
from calendar import monthrange
from datetime import date
from typing import NamedTuple

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from .month_names import month_number
from .nullable import require_value
from .text.digits import ascii_digits
from .text.invisible_characters import without_invisible

DATE_PARTS = ("day", "month", "year")
EARLIEST_YEAR, LATEST_YEAR = 1900, 2100
# What papers and people write for a day or month that nobody knows; the second X is the Cyrillic letter.
UNKNOWN_PART = re.compile(r"0{1,2}|[XxХх]{1,2}|[-‐‑–—−_?*<]{1,2}")


class PartialDate(NamedTuple):
    """A date of birth as the authorities keep it: the month and the day may be missing."""

    year: int
    month: int | None = None
    day: int | None = None


class DatePartsInput(forms.Widget):
    """Three short text boxes under one legend; their value is a dict of the strings typed."""

    template_name = "forms/date_parts.html"
    use_fieldset = True
    labels = {
        "day": pgettext_lazy("date part", "Gün"),
        "month": pgettext_lazy("date part", "Ay"),
        "year": pgettext_lazy("date part", "Yıl"),
    }

    def value_from_datadict(self, data, files, name) -> dict[str, str]:
        return {part: str(data.get(f"{name}_{part}", "")) for part in DATE_PARTS}

    def value_omitted_from_data(self, data, files, name) -> bool:
        return not any(f"{name}_{part}" in data for part in DATE_PARTS)

    def id_for_label(self, id_: str) -> str:
        return ""

    def id_of_problem(self, id_: str, codes: list[str]) -> str:
        """The box that the error summary leads to: the first wrong part, else the day."""
        return f"{id_}_{(self.wrong_parts(codes) or DATE_PARTS)[0]}"

    @staticmethod
    def wrong_parts(codes: list[str]) -> tuple[str, ...]:
        """The parts named by error codes such as "day" or "day month"; any other code blames all three."""
        named = {word for code in codes for word in code.split()}
        return tuple(part for part in DATE_PARTS if part in named) or (DATE_PARTS if codes else ())

    def get_context(self, name, value, attrs) -> dict:
        context = super().get_context(name, value, attrs)
        widget = context["widget"]
        wrong = self.wrong_parts(widget["attrs"].pop("problem_codes", []))
        id_ = widget["attrs"].get("id") or f"id_{name}"
        autocomplete = widget["attrs"].get("autocomplete")
        value = value or {}
        widget["parts"] = [
            {
                "id": f"{id_}_{part}",
                "name": f"{name}_{part}",
                "label": self.labels[part],
                "value": value.get(part, ""),
                "width": "govuk-input--width-4" if part == "year" else "govuk-input--width-2",
                "wrong": part in wrong,
                "autocomplete": f"{autocomplete}-{part}" if autocomplete else "",
            }
            for part in DATE_PARTS
        ]
        return context

    def format_value(self, value):
        return value


class DatePartsField(forms.Field):
    """Cleans to a ``date``, or with ``partial=True`` to a ``PartialDate``; empty and not required: ``None``.

    As ``initial`` it takes what it cleans to, its JSON form (ISO text, or ``[year, month, day]``), or a dict of parts.
    """

    widget = DatePartsInput
    default_error_messages = {
        "required": _("Tarihi yazın"),
        "day": _("Günü yazın"),
        "month": _("Ayı yazın"),
        "year": _("Yılı yazın"),
        "day month": _("Günü ve ayı yazın"),
        "day year": _("Günü ve yılı yazın"),
        "month year": _("Ayı ve yılı yazın"),
        "day_wrong": _("Gün 1 ile 31 arasında bir sayı olmalı"),
        "month_wrong": _("Ay 1 ile 12 arasında bir sayı veya ayın adı olmalı"),
        "year_wrong": _("Yılı dört haneyle ve miladi takvime göre yazın, örneğin 1990"),
        "no_such_day": _("Yazdığınız ayda %(day)s. gün yok"),
        "day_without_month": _("Ayı da yazın; ay bilinmiyorsa günü boş bırakın"),
    }

    def __init__(self, *, partial: bool = False, **kwargs):
        self.partial = partial
        super().__init__(**kwargs)

    def prepare_value(self, value):
        if not value:
            return {}
        if isinstance(value, dict):
            return value
        if isinstance(value, date):
            value = (value.year, value.month, value.day)
        elif isinstance(value, str):
            value = [int(part) for part in value.split("-")]
        year, month, day = (*value, None, None)[:3]
        return {"day": str(day or ""), "month": str(month or ""), "year": str(year)}

    def has_changed(self, initial, data) -> bool:
        try:
            return self.clean(initial) != self.clean(data)
        except ValidationError:
            return True

    def clean(self, value):
        given = self.prepare_value(value)
        typed = {part: self._normalise_part(part, given.get(part, "")) for part in DATE_PARTS}
        if not any(typed.values()):
            if self.required:
                raise self._build_error("required", code="required")
            return None
        self._check_missing_parts(typed)
        numbers = self._parse_numbers(typed)
        year, month, day = require_value(numbers["year"]), numbers["month"], numbers["day"]
        if day and day > monthrange(year, require_value(month))[1]:
            raise self._build_error("no_such_day", code="day", day=day)
        result: PartialDate | date = PartialDate(year, month, day)
        if not self.partial:
            result = date(year, require_value(month), require_value(day))
        self.run_validators(result)
        return result

    def _normalise_part(self, part: str, text: str) -> str:
        """The part as a number where it can be read: a month by its name, an unknown day or month as nothing (A-40)."""
        text = without_invisible(ascii_digits(text)).strip().strip(".,").strip()
        if part == "year":
            return text
        if self.partial and UNKNOWN_PART.fullmatch(text):
            return ""
        if part == "month" and not text.isdecimal() and (month := month_number(text)):
            return str(month)
        return text

    def _build_error(self, message: str, *, code: str, **params) -> ValidationError:
        return ValidationError(self.error_messages[message], code=code, params=params)

    def _check_missing_parts(self, typed: dict[str, str]) -> None:
        missing = [part for part in DATE_PARTS if not typed[part]]
        if self.partial:
            if typed["day"] and missing == ["month"]:
                raise self._build_error("day_without_month", code="month")
            missing = [part for part in missing if part == "year"]
        if missing:
            raise self._build_error(" ".join(missing), code=" ".join(missing))

    def _parse_numbers(self, typed: dict[str, str]) -> dict[str, int | None]:
        limits = {"day": (1, 31), "month": (1, 12), "year": (EARLIEST_YEAR, LATEST_YEAR)}
        numbers: dict[str, int | None] = {}
        problems = []
        for part, (least, most) in limits.items():
            text = typed[part]
            number = int(text) if text.isascii() and text.isdigit() and len(text) <= 4 else -1
            if not text:
                numbers[part] = None
            elif least <= number <= most:
                numbers[part] = number
            else:
                problems.append(self._build_error(f"{part}_wrong", code=part))
        if problems:
            raise ValidationError(problems)
        return numbers

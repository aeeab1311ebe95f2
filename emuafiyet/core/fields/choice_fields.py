"""Countries, nationalities and languages: typed with suggestions or chosen from a list (domain 3.5)."""

from collections.abc import Iterator
from html import escape
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.safestring import mark_safe
from django.utils.translation import gettext_lazy as _

from ..countries import (
    COUNTRIES,
    LANGUAGES,
    NATIONALITIES,
    country_choices,
    country_code,
    language_choices,
    language_code,
    nationality_choices,
)
from ..text.invisible_characters import without_invisible

LIST_SUFFIX = "_list"  # ends the name of the list under a text box


class SuggestInput(forms.Widget):
    """A text box with the browser's own suggestions, and the whole list for whoever would rather choose.

    Works without scripts. What is chosen in the list counts before what stands in the box.
    """

    template_name = "forms/suggest.html"
    choices: Any = ()

    def value_from_datadict(self, data, files, name) -> str | None:
        return data.get(name + LIST_SUFFIX) or data.get(name)

    def value_omitted_from_data(self, data, files, name) -> bool:
        return name not in data and name + LIST_SUFFIX not in data

    def id_of_problem(self, id_: str, codes: list[str]) -> str:
        return id_

    def get_context(self, name, value, attrs) -> dict:
        context = super().get_context(name, value, attrs)
        choices = list(self.choices)
        pairs = list(flatten_choices(choices))
        names = {code: str(label) for code, label in pairs}
        attrs = context["widget"]["attrs"]
        context["widget"] |= {
            "wrong": bool(attrs.pop("problem_codes", [])),
            "described_by": attrs.get("aria-describedby", ""),
            "text": names.get(value, value) or "",
            "list_ending": LIST_SUFFIX,
            "pairs": pairs,
            # Drawn here: a template would take ten times as long for hundreds of names.
            "suggestions": mark_safe("".join(f'<option value="{escape(each)}">' for each in names.values())),  # noqa: S308
            "options": mark_safe(render_options(choices)),  # noqa: S308
        }
        return context


class SuggestManyInput(SuggestInput):
    """Boxes to tick for the usual answers and those given already, and empty text boxes for others."""

    template_name = "forms/suggest_many.html"
    empty_boxes = 3
    usual: tuple[str, ...] = ()

    def value_from_datadict(self, data, files, name) -> Any:
        read = getattr(data, "getlist", lambda each: data.get(each) or [])
        values = [*read(name), *read(name + LIST_SUFFIX)]
        return list(dict.fromkeys(each for each in values if each.strip()))

    def value_omitted_from_data(self, data, files, name) -> bool:
        return False  # nothing ticked is an answer

    def get_context(self, name, value, attrs) -> dict:
        chosen = list(value or [])
        context = super().get_context(name, None, attrs)
        widget = context["widget"]
        names = dict(widget["pairs"])
        unknown = [each for each in chosen if each not in names]
        shown = {*self.usual, *chosen}
        widget["ticks"] = [(code, label, code in chosen) for code, label in widget["pairs"] if code in shown]
        widget["boxes"] = unknown + [""] * max(1, self.empty_boxes - len(unknown))
        return context


def render_options(choices) -> str:
    """The options of a list and its groups as HTML, without the empty one."""
    drawn = []
    for value, label in choices:
        if isinstance(label, list | tuple):
            drawn.append(f'<optgroup label="{escape(str(value))}">{render_options(label)}</optgroup>')
        elif value:
            drawn.append(f'<option value="{escape(value)}">{escape(str(label))}</option>')
    return "".join(drawn)


def flatten_choices(choices) -> Iterator[tuple[str, Any]]:
    """The pairs of all groups, without the empty one."""
    for value, label in choices:
        if isinstance(label, list | tuple):
            yield from flatten_choices(label)
        elif value:
            yield value, label


class CountryField(forms.ChoiceField):
    """A country by alpha-3 code or name. ``turkey=False`` asks for a nationality: not Turkish; statuses are offered."""

    widget = SuggestInput
    default_error_messages = {
        "required": _("Listeden seçin"),
        "invalid_choice": _("Listeden bir ülke seçin"),
        "turkish": _("Türkiye Cumhuriyeti vatandaşları çalışma izni muafiyetine ihtiyaç duymaz ve başvuramaz"),
    }

    def __init__(self, *, turkey: bool = False, **kwargs):
        self.turkey = turkey
        offered = country_choices if turkey else nationality_choices
        super().__init__(choices=lambda: [("", _("Seçin")), *offered()], **kwargs)

    def to_python(self, value) -> str:
        value = without_invisible(super().to_python(value)).strip()
        # Germany prints "D<<" in the machine-readable zone.
        if value.rstrip("<") == "D":
            return "DEU"
        return value if value in COUNTRIES | NATIONALITIES else country_code(value) or value

    def validate(self, value: str) -> None:
        forms.Field.validate(self, value)
        if not value:
            return
        if value == "TUR" and not self.turkey:
            raise ValidationError(self.error_messages["turkish"], code="turkish")
        if value not in (COUNTRIES if self.turkey else NATIONALITIES):
            raise ValidationError(self.error_messages["invalid_choice"], code="invalid_choice")


class LanguageField(forms.ChoiceField):
    """A language by its CLDR code or name."""

    widget = SuggestInput
    default_error_messages = {"required": _("Listeden bir dil seçin"), "invalid_choice": _("Listeden bir dil seçin")}

    def __init__(self, **kwargs):
        super().__init__(choices=lambda: [("", _("Seçin")), *language_choices()], **kwargs)

    def to_python(self, value) -> str:
        return read_language(super().to_python(value))


class LanguagesField(forms.MultipleChoiceField):
    """Several languages; ``usual`` are offered to be ticked, every other one can be typed."""

    widget = SuggestManyInput
    default_error_messages = {"invalid_choice": _("«%(value)s» adında bir dil bulamadık; listeden seçin")}

    def __init__(self, *, usual: tuple[str, ...], **kwargs):
        super().__init__(choices=language_choices, **kwargs)
        self.widget.usual = usual

    def to_python(self, value) -> list[str]:
        return list(dict.fromkeys(map(read_language, super().to_python(value))))


def read_language(typed: str) -> str:
    """The code of a language that is typed by name; what names none is left as it is."""
    typed = without_invisible(typed).strip()
    return typed if typed in LANGUAGES else language_code(typed) or typed

"""Countries, nationalities and languages, chosen from a list (domain 3.5)."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from ..countries import COUNTRIES, NATIONALITIES, country_choices, language_choices, nationality_choices


class CountryField(forms.ChoiceField):
    """A country by alpha-3 code. ``turkey=False`` asks for a nationality: Turkish is refused, statuses are offered."""

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
        value = super().to_python(value).strip()
        # Germany prints "D<<" in the machine-readable zone.
        return "DEU" if value.rstrip("<") == "D" else value

    def validate(self, value: str) -> None:
        forms.Field.validate(self, value)
        if not value:
            return
        if value == "TUR" and not self.turkey:
            raise ValidationError(self.error_messages["turkish"], code="turkish")
        if value not in (COUNTRIES if self.turkey else NATIONALITIES):
            raise ValidationError(self.error_messages["invalid_choice"], code="invalid_choice")


class LanguageField(forms.ChoiceField):
    """A language by its CLDR code."""

    default_error_messages = {"required": _("Listeden bir dil seçin"), "invalid_choice": _("Listeden bir dil seçin")}

    def __init__(self, **kwargs):
        super().__init__(choices=lambda: [("", _("Seçin")), *language_choices()], **kwargs)

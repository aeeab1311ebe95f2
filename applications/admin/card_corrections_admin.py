"""The officer's form on a card that the administration got wrong: the finding, and what is right instead."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from documents.issued.certificate import find_unprintable
from emuafiyet.core.fields import (
    CountryField,
    DatePartsField,
    ForeignerIdField,
    NameField,
    PartialDate,
    PassportNumberField,
    PlaceField,
    set_optional_mark,
)

from ..casework.decision_forms import build_text_field
from ..models import Application, Personal
from ..requests.card_corrections import BIRTH, LABELS, names, printed_facts
from ..wizard.employer_questions import title_field
from .request_form import RequestDecisionForm

FIELDS: dict[str, tuple[Callable[..., forms.Field], dict[str, Any]]] = {
    "surname": (NameField, {}),
    "given_names": (NameField, {}),
    "nationality": (CountryField, {}),
    "birth_date": (DatePartsField, {"partial": True}),
    "birth_place": (PlaceField, {}),
    "sex": (forms.ChoiceField, {"choices": Personal.Sex.choices}),
    "passport_number": (PassportNumberField, {}),
    "foreigner_id": (ForeignerIdField, {}),
    "workplace": (title_field, {}),
    "foreign_employer": (title_field, {}),
    "foreign_employer_country": (CountryField, {"turkey": True}),
    "host": (title_field, {}),
}
MAY_BE_EMPTY = {"given_names", "birth_place", "foreigner_id", "host", "workplace"}


class CorrectionForm(RequestDecisionForm):
    """Beside the finding: every printed fact as it should be. What is left as printed stays."""

    evidence = build_text_field(_("Düzeltmenin dayanağı (yalnız görevliler görür)"), rows=2, required=False)

    def __init__(self, *args: Any, case: Application, card: dict, **kwargs: Any):
        self.printed = printed_facts(case, card)
        super().__init__(*args, case=case, **kwargs)
        self.correctable = names(self.printed)
        for name in self.correctable:
            make, arguments = FIELDS[name]
            label = format_lazy("{} {}", _("Doğrusu:"), LABELS[name])
            self.fields[name] = make(label=label, required=False, initial=self._initial(name), **arguments)
            set_optional_mark(self.fields[name], False)
        self.order_fields(["reason", "text", *self.correctable, "evidence"])
        set_optional_mark(self.fields["evidence"], False)
        self.fields["evidence"].help_text = _("Bir bilgiyi düzeltiyorsanız hangi belge veya kayıt gösteriyor?")

    def _initial(self, name: str) -> Any:
        if name != "birth_date":
            return self.printed.get(name, "")
        return PartialDate(*(self.printed[part] for part in BIRTH))

    def findings(self) -> list[forms.BoundField]:
        """The fields that every decision has."""
        return [self[name] for name in self.fields if name not in {*self.correctable, "evidence"}]

    def corrections_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in (*self.correctable, "evidence")]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        corrections: dict[str, Any] = {}
        for name in self.correctable:
            widget, value = self.fields[name].widget, cleaned.get(name)
            if name in self.errors or widget.value_omitted_from_data(self.data, self.files, self.add_prefix(name)):
                continue
            if not value and name not in MAY_BE_EMPTY:
                self.add_error(name, _("Bu bilgi belgede boş olamaz"))
            elif isinstance(value, str) and find_unprintable(value):
                self.add_error(name, _("Belgede basılabilmesi için Latin harfleriyle yazın"))
            else:
                corrections |= self._difference(name, value)
        cleaned["corrections"] = corrections
        return cleaned

    def _difference(self, name: str, value: Any) -> dict[str, Any]:
        fresh = dict(zip(BIRTH, value, strict=True)) if name == "birth_date" else {name: value or ""}
        return fresh if any(self.printed.get(key, "") != each for key, each in fresh.items()) else {}

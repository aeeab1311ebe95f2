"""Marks on a form's fields that Django's fields have no place for, and choices that a form fills in for itself."""

from typing import cast

from django import forms
from django.utils.functional import Promise


def set_optional_mark(field: forms.Field, shown: bool) -> None:
    """Whether "(isteğe bağlı)" stands beside the label; without this, beside each field that is not required."""
    vars(field)["optional_mark"] = shown


def set_text_when_empty(field: forms.Field, text: str | Promise) -> None:
    """What the overview says of a question that was left empty on purpose."""
    vars(field)["when_empty"] = text


def get_choice_field(form: forms.BaseForm, name: str) -> forms.ChoiceField:
    """The field of that name, whose choices the form knows when it is made."""
    return cast(forms.ChoiceField, form.fields[name])

"""What form fields are given and what they refuse."""

import pytest
from django.core.exceptions import ValidationError
from django.utils.translation import override


def refusal(field, value) -> str:
    """The one sentence that the person reads."""
    with override("tr"), pytest.raises(ValidationError) as refused:
        field.clean(value)
    (message,) = refused.value.messages
    return message


def parts(day="", month="", year=""):
    return {"day": day, "month": month, "year": year}

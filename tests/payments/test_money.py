"""Amounts as the bank prints them."""

import pytest
from django.template import Context, Template
from django.utils import translation

from payments.templatetags.money import lira, lira_plain


@pytest.mark.parametrize(
    ("kurus", "printed"),
    [
        (1_257_490, "12.574,90"),
        (96_400, "964,00"),
        (5, "0,05"),
        (0, "0,00"),
        (123_456_789_01, "123.456.789,01"),
        (-150, "-1,50"),
    ],
)
def test_lira(kurus: int, printed: str) -> None:
    assert lira(kurus) == printed


def test_the_copyable_form_has_no_dots() -> None:
    assert lira_plain(1_257_490) == "12574,90"


@pytest.mark.parametrize("language", ["tr", "en", "ar"])
def test_templates_print_amounts_the_same_in_every_language(language: str) -> None:
    with translation.override(language):
        page = Template("{% load money %}{{ kurus|lira }}").render(Context({"kurus": 1_257_490}))
    assert page == "12.574,90"

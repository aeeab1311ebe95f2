"""Kuruş as people read them: ``{% load money %} {{ kurus|lira }}``."""

from django.template import Library

register = Library()


@register.filter
def lira(kurus: int) -> str:
    """1257490 as ``12.574,90``, in every language: this is how the bank and the tax office print it."""
    sign = "-" if kurus < 0 else ""
    whole, rest = divmod(abs(int(kurus)), 100)
    return f"{sign}{whole:,}".replace(",", ".") + f",{rest:02d}"


@register.filter
def lira_plain(kurus: int) -> str:
    """1257490 as ``12574,90``, for copying into a bank's form."""
    return lira(kurus).replace(".", "")

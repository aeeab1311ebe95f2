"""The provision that an exemption rests on, as its reader cites it: ``{% load legal %} {{ text|legal_reference }}``."""

import re

from django.template import Library
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

register = Library()

PROVISIONS = (
    (re.compile(r"Yön\. m\.(?P<article>\S+)"), gettext_noop("Yön. m.%(article)s")),
    (
        re.compile(r"Yön\. m\.(?P<first>\S+) ve m\.(?P<second>\S+)"),
        gettext_noop("Yön. m.%(first)s ve m.%(second)s"),
    ),
    (
        re.compile(r"(?P<number>\d+) sayılı Türk Petrol Kanunu \(özel kanun\)"),
        gettext_noop("%(number)s sayılı Türk Petrol Kanunu (özel kanun)"),
    ),
    (re.compile(r"Kanun m\.(?P<article>\S+)"), gettext_noop("Kanun m.%(article)s")),
    (re.compile(r"(?P<number>\d+) sayılı Kanun"), gettext_noop("%(number)s sayılı Kanun")),
)


@register.filter
def legal_reference(text: str) -> str:
    """``Kanun m.13; Yön. m.48/1-c`` in the active language. Papers and machines keep the Turkish citation."""
    return "; ".join(_translate_citation(part.strip()) for part in text.split(";"))


def _translate_citation(part: str) -> str:
    for form, words in PROVISIONS:
        if found := form.fullmatch(part):
            return _(words) % found.groupdict()
    return part  # what an editor wrote in another form stays as it is

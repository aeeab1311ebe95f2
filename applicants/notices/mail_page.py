"""The HTML part of a mail, made from its plain text, for mail programs that know little and screens 320 px wide."""

import re
from typing import Any

from django.template.loader import render_to_string
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext

ADDRESS_LINE = re.compile(r"https?://\S+")
CODE_LINE = re.compile(r"\d{4} \d{4}")
# What is read from left to right in every language, and in Arabic is drawn in pieces unless it stands by itself.
LEFT_TO_RIGHT = re.compile(
    r"(?P<link>https?://[^\s<>]*[^\s<>.,;:!?)»”])"
    r"|(?P<mail>[\w.+-]+@[\w-]+(?:\.[\w-]+)+)"
    r"|(?P<told>[\d.]+,\d\d TL\b|\+\d[\d ()-]{6,}\d|\b[A-Z]*\d{6,}\b|\b[A-Z0-9]{2,}(?:-[A-Z0-9]{2,})+\b)"
)
# Old programs know the second spelling only.
BREAKS_ANYWHERE = "overflow-wrap:anywhere;word-break:break-word"


def render_mail_page(context: dict[str, Any]) -> str:
    """The whole page in the active language: ``title``, ``text``, ``language`` and ``rtl`` are needed."""
    return render_to_string("mail/page.html", context | {"body": format_body(context["text"])})


def format_body(text: str) -> SafeString:
    """Paragraphs and lines as in the text. An address on a line of its own becomes a button, a code is set large."""
    paragraphs = re.split(r"\n\s*\n", text.strip())
    return format_html_join("\n", "{}", ((_format_paragraph(each),) for each in paragraphs))


def _format_paragraph(text: str) -> SafeString:
    parts: list[SafeString] = []
    lines: list[SafeString] = []
    for line in map(str.strip, text.split("\n")):
        block = _format_block(line)
        if block is None:
            lines.append(_format_line(line))
        else:
            parts += [*_join_lines(lines), block]
            lines = []
    return format_html_join("\n", "{}", ((each,) for each in [*parts, *_join_lines(lines)]))


def _join_lines(lines: list[SafeString]) -> list[SafeString]:
    """One paragraph, or none of no lines."""
    joined = format_html_join(SafeString("<br>"), "{}", ((each,) for each in lines))
    return [format_html('<p style="margin:0 0 16px">{}</p>', joined)] if lines else []


def _format_block(line: str) -> SafeString | None:
    """What a line is that stands for itself, or None for a line of words."""
    if ADDRESS_LINE.fullmatch(line):
        return _format_button(line)
    if CODE_LINE.fullmatch(line):
        return format_html(
            '<p style="margin:16px 0;font-size:32px;font-weight:600;letter-spacing:2px"><bdi dir="ltr">{}</bdi></p>',
            line,
        )
    return None


def _format_button(address: str) -> SafeString:
    return format_html(
        '<p style="margin:0 0 16px"><a class="button" href="{}" style="display:inline-block;padding:12px 20px;'
        'border-radius:6px;background:#0b5e6b;color:#ffffff;font-weight:600;text-decoration:none">{}</a></p>',
        address,
        gettext("Portalda açın"),
    )


def _format_line(line: str) -> SafeString:
    parts, end = [], 0
    for found in LEFT_TO_RIGHT.finditer(line):
        parts.append(format_html("{}", line[end : found.start()]))
        parts.append(_format_left_to_right(found))
        end = found.end()
    parts.append(format_html("{}", line[end:]))
    return format_html_join("", "{}", ((each,) for each in parts))


def _format_left_to_right(found: re.Match[str]) -> SafeString:
    words = found[0]
    if found["told"]:
        return format_html('<bdi dir="ltr">{}</bdi>', words)
    target = words if found["link"] else f"mailto:{words}"
    return format_html(
        '<a href="{}" style="color:#0a5a8f;{}"><bdi dir="ltr">{}</bdi></a>', target, BREAKS_ANYWHERE, words
    )

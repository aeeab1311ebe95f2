"""Django's plainest controls as its own templates draw them, byte for byte, without a template for each option.

The review page has seventy of them: a third of its time went into their templates.
"""

from collections.abc import Callable, Iterable
from html import escape
from typing import Any

from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe


def draw_options(choices: Iterable[tuple[Any, Any]], chosen: str) -> SafeString:
    """``<option>`` for each value and its words; a list of such pairs in the place of words is a group."""
    drawn = []
    for option, label in choices:
        if isinstance(label, list | tuple):
            drawn.append(f'<optgroup label="{escape(str(option))}">{draw_options(label, chosen)}</optgroup>')
        else:
            option = "" if option is None else str(option)
            mark = " selected" if option == chosen else ""
            drawn.append(f'<option value="{escape(option)}"{mark}>{escape(str(label))}</option>')
    return mark_safe("".join(drawn))  # noqa: S308  every part is escaped above


def _draw_attrs(attrs: dict[str, Any]) -> str:
    return "".join(
        f" {conditional_escape(name)}" + ("" if value is True else f'="{conditional_escape(str(value))}"')
        for name, value in attrs.items()
        if value is not False
    )


def _draw_select(widget: dict[str, Any]) -> str:
    drawn = [f'<select name="{conditional_escape(widget["name"])}"{_draw_attrs(widget["attrs"])}>']
    for group, options, _index in widget["optgroups"]:
        if group:
            drawn.append(f'\n  <optgroup label="{conditional_escape(group)}">')
        drawn += [
            f'\n  <option value="{conditional_escape(str(option["value"]))}"{_draw_attrs(option["attrs"])}>'
            f"{conditional_escape(option['label'])}</option>\n"
            for option in options
        ]
        if group:
            drawn.append("\n  </optgroup>")
    drawn.append("\n</select>")
    return "".join(drawn)


def _draw_textarea(widget: dict[str, Any]) -> str:
    value = conditional_escape(widget["value"]) if widget["value"] else ""
    return f'<textarea name="{conditional_escape(widget["name"])}"{_draw_attrs(widget["attrs"])}>\n{value}</textarea>'


# By the name of the template whose work each does.
DRAWN: dict[str, Callable[[dict[str, Any]], str]] = {
    "django/forms/widgets/select.html": _draw_select,
    "django/forms/widgets/textarea.html": _draw_textarea,
}

"""The markup of one question: label, hint, problems and control, as GOV.UK Frontend draws them.

Written in Python: a template of the same markup takes a quarter of a wizard page's time, and this a fiftieth.
"""

from typing import TYPE_CHECKING

from django.utils.html import conditional_escape as esc
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

if TYPE_CHECKING:
    from .form_rendering import BoundField

REDRAW_ATTRS = (
    ' hx-post="" hx-sync="closest form:queue last"'
    """ hx-trigger="change target:([name='{name}'],[name^='{name}_'])" hx-vals='{{"_redraw": "1"}}'"""
    ' hx-include="closest form" hx-target="#questions" hx-select="#questions" hx-swap="outerHTML"'
)


def draw_field(field: "BoundField") -> SafeString:
    """The whole ``govuk-form-group``; questions that hang on a radio are drawn inside its item."""
    kind, name, id_, hint, problems = field.kind, esc(field.html_name), esc(field.auto_id), field.hint, field.problems
    drawn = [f'<div class="govuk-form-group{" govuk-form-group--error" if problems else ""}"']
    if field.redraw:
        drawn.append(REDRAW_ATTRS.format(name=name))
    drawn.append(">\n")
    if kind != "checkbox":
        drawn.append(_draw_label(field, id_))
        if hint:
            drawn.append(f'<div class="govuk-hint" id="{id_}_helptext">{esc(hint)}</div>\n')
    if problems:
        error = _("Hata:")
        said = f'<p class="govuk-error-message"><span class="govuk-visually-hidden">{error}</span> '
        told = "".join(f"{said}{esc(problem)}</p>" for problem in problems)
        drawn.append(f'<div id="{id_}_error">{told}</div>\n')
    if kind in {"radios", "checkboxes"}:
        drawn.append(_draw_choices(field, name))
    elif kind == "checkbox":
        drawn.append(_draw_checkbox(field, id_, hint))
    elif field.prefix or field.suffix:
        drawn.append(_draw_between(field))
    else:
        drawn.append(f"{field.control()}\n")
    if field.grouped:
        drawn.append("</fieldset>")
    if field.redraw:
        update = _("Güncelle")
        drawn.append(
            '<noscript><button class="govuk-button govuk-button--secondary" name="_redraw" value="1">'
            f"{update}</button></noscript>"
        )
    drawn.append("\n</div>")
    return mark_safe("".join(drawn))  # noqa: S308  every part is escaped above


def _draw_label(field: "BoundField", id_: str) -> str:
    words: str = esc(field.label)
    if field.optional_mark:
        mark = _("(isteğe bağlı)")  # the collector of texts reads no f-strings
        words += f' <span class="optional">{mark}</span>'
    css = f" {esc(field.label_class)}" if field.label_class else ""
    if not field.grouped:
        return f'<label class="govuk-label{css}" for="{esc(field.label_target)}">{words}</label>\n'
    described = f' aria-describedby="{esc(field.described_by)}"' if field.described_by else ""
    return (
        f'<fieldset class="govuk-fieldset" id="{id_}_group"{described}>\n'
        f'<legend class="govuk-fieldset__legend{css}">{words}</legend>\n'
    )


def _draw_choices(field: "BoundField", name: str) -> str:
    """Radios or checkboxes, one under the other."""
    family, type_ = ("radios", "radio") if field.kind == "radios" else ("checkboxes", "checkbox")
    css = f" {esc(field.choices_class)}" if field.choices_class else ""
    disabled = " disabled" if field.field.disabled else ""
    drawn = [f'<div class="govuk-{family}{css}">']
    for option in field.options:
        id_, hint = esc(option["id"]), option["hint"]
        described = f' aria-describedby="{id_}_hint"' if hint else ""
        drawn.append(
            f'\n<div class="govuk-{family}__item"><input class="govuk-{family}__input" id="{id_}" name="{name}"'
            f' type="{type_}" value="{esc(option["value"])}"{" checked" if option["checked"] else ""}'
            f"{described}{disabled}>\n"
            f'<label class="govuk-label govuk-{family}__label" for="{id_}">{esc(option["label"])}</label>'
        )
        if hint:
            drawn.append(f'\n<div class="govuk-hint govuk-{family}__hint" id="{id_}_hint">{esc(hint)}</div>')
        drawn.append("</div>")
        if option["children"] and family == "radios":
            inside = "".join(f"\n{child.as_field_group()}" for child in option["children"])
            drawn.append(f'\n<div class="govuk-radios__conditional" id="{id_}_more">{inside}\n</div>')
    drawn.append("\n</div>\n")
    return "".join(drawn)


def _draw_checkbox(field: "BoundField", id_: str, hint: str) -> str:
    below = f'\n<div class="govuk-hint govuk-checkboxes__hint" id="{id_}_helptext">{esc(hint)}</div>' if hint else ""
    return (
        '<div class="govuk-checkboxes govuk-checkboxes--single"><div class="govuk-checkboxes__item">'
        f'{field.control()}\n<label class="govuk-label govuk-checkboxes__label" for="{id_}">{esc(field.label)}</label>'
        f"{below}</div></div>\n"
    )


def _draw_between(field: "BoundField") -> str:
    """A control with words before or after it, such as a currency."""
    sides = [
        f'<div class="govuk-input__{side}" aria-hidden="true">{esc(words)}</div>' if words else ""
        for side, words in (("prefix", field.prefix), ("suffix", field.suffix))
    ]
    return f'<div class="govuk-input__wrapper">{sides[0]}{field.control()}{sides[1]}</div>\n'

"""How every form is drawn: one template for the form, its questions and plain controls written straight from Python.

A form may declare, beside Django's own attributes:

``shown_when: dict[child, tuple[parent, frozenset[values]]]``
    The child is asked only while the parent has one of the values. Under a radio group with one such value
    the child is drawn inside that radio's item and folded by CSS; otherwise it is drawn only when the
    parent's present value asks for it.
``redraws: frozenset[name]``
    A change of the field posts the form with ``_redraw=1`` to the same address and swaps ``#questions``.

``is_open(name) -> bool`` and ``get_current_value(name) -> str``
    A question that is not open is not drawn; its answer is the stored one.

A field may carry ``optional_mark`` (bool) and ``label_class`` (str). A widget's ``attrs`` may carry ``prefix``,
``suffix`` and ``choice_hints`` (value to text); they are words for the templates and never reach the HTML.
"""

from typing import Any, Protocol, cast

from django import forms
from django.forms import boundfield, renderers
from django.forms.utils import flatatt
from django.http import HttpRequest
from django.utils.choices import CallableChoiceIterator
from django.utils.formats import number_format
from django.utils.functional import cached_property
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from .field_markup import draw_field
from .widget_markup import DRAWN, draw_options

DJANGO_WIDGET_TEMPLATES = "django/forms/widgets/"
TEMPLATE_ONLY_ATTRS = ("prefix", "suffix", "choice_hints")


def _number(count: int) -> str:
    """With the thousands of the reader's language."""
    return number_format(count, use_l10n=True, force_grouping=True)


class ConditionalForm(Protocol):
    """A form whose questions are not all open; see above."""

    def get_current_value(self, name: str) -> str: ...


class FieldPlacement:
    """Where each conditional field of one form goes: inside a radio item, on its own, or nowhere."""

    def __init__(self, form: forms.BaseForm):
        self.inside: dict[tuple[str, str], list[str]] = {}
        self.nested: set[str] = set()
        self.absent: set[str] = set()
        rules = getattr(form, "shown_when", {})
        is_open = getattr(form, "is_open", lambda name: True)
        self.absent |= {name for name in form.fields if not is_open(name)}
        for child, (parent, values) in rules.items():
            if child not in form.fields or parent not in form.fields or child in self.absent:
                continue
            if not is_open(parent):  # its answer stands, and the child is asked for by itself or not at all
                if cast(ConditionalForm, form).get_current_value(parent) not in values:
                    self.absent.add(child)
                continue
            if len(values) == 1 and cast(BoundField, form[parent]).kind == "radios":
                self.inside.setdefault((parent, *values), []).append(child)
                self.nested.add(child)
            elif parent in self.absent or not values.intersection(self._chosen_values(form[parent])):
                self.absent.add(child)

    @staticmethod
    def _chosen_values(parent) -> set[str]:
        value = parent.value()
        if isinstance(value, list | tuple | set | frozenset):
            return {str(item) for item in value}
        return set() if value is None else {str(value)}


def widget_kind(widget: forms.Widget) -> str:
    """The shape of a widget's markup; a widget with a template of its own draws itself ("own")."""
    if not getattr(widget, "template_name", "").startswith(DJANGO_WIDGET_TEMPLATES):
        return "own"
    # CheckboxSelectMultiple is a RadioSelect to Django, so it is asked first.
    for kind, classes in (
        ("checkboxes", forms.CheckboxSelectMultiple),
        ("radios", forms.RadioSelect),
        ("checkbox", forms.CheckboxInput),
        ("file", forms.FileInput),
        ("own", (forms.SelectMultiple, forms.NullBooleanSelect, forms.MultiWidget)),
        ("select", forms.Select),
        ("textarea", forms.Textarea),
        ("input", forms.widgets.Input),
    ):
        if isinstance(widget, classes):
            return kind
    return "own"


class BoundField(boundfield.BoundField):
    """A field as the templates see it. ``{{ field }}`` stays Django's; only ``as_field_group`` uses ours."""

    @cached_property
    def kind(self) -> str:
        return widget_kind(self.field.widget)

    @cached_property
    def problems(self) -> list[str]:
        return [str(problem) for problem in self.errors]

    @cached_property
    def problem_codes(self) -> list[str]:
        return [error.code or "" for error in self.errors.as_data()] if self.problems else []

    @cached_property
    def placement(self) -> FieldPlacement:
        known = vars(self.form)
        if "_placement" not in known:
            known["_placement"] = FieldPlacement(self.form)
        return cast(FieldPlacement, known["_placement"])

    def as_field_group(self) -> SafeString:
        return draw_field(self)

    @property
    def stands_alone(self) -> bool:
        """Whether the form draws it by itself, not inside another question and not left out."""
        return self.name not in self.placement.nested and self.name not in self.placement.absent

    @cached_property
    def grouped(self) -> bool:
        return self.kind in {"radios", "checkboxes"} or (self.kind == "own" and self.use_fieldset)

    @property
    def label_class(self) -> str:
        return getattr(self.field, "label_class", "")

    @property
    def optional_mark(self) -> bool:
        mark = getattr(self.field, "optional_mark", None)
        if mark is not None:
            return mark
        asked_later = self.name in getattr(self.form, "shown_when", {})
        return not (self.field.required or self.field.disabled or asked_later or self.kind == "checkbox")

    @cached_property
    def hint(self) -> str:
        if self.most_characters and self.kind == "textarea":
            limit = _("En çok %(count)s karakter.") % {"count": _number(self.most_characters)}
            if self.least_characters:
                counts = {"least": _number(self.least_characters), "most": _number(self.most_characters)}
                limit = _("En az %(least)s, en çok %(most)s karakter.") % counts
            return format_html("{} {}", self.help_text, limit) if self.help_text else limit
        return conditional_escape(self.help_text)

    @property
    def most_characters(self) -> int | None:
        return getattr(self.field, "max_length", None)

    @property
    def least_characters(self) -> int | None:
        return getattr(self.field, "min_length", None)

    @cached_property
    def described_by(self) -> str:
        named = [f"{self.auto_id}_helptext"] if self.hint else []
        return " ".join([*named, f"{self.auto_id}_error"] if self.problems else named)

    @property
    def target(self) -> str:
        """The id that the error summary's link leads to: the control, or the wrong part of it."""
        widget = self.field.widget
        if self.is_hidden:
            return ""
        if hasattr(widget, "id_of_problem"):
            return widget.id_of_problem(self.auto_id, self.problem_codes)
        if self.kind in {"radios", "checkboxes"}:
            return f"{self.auto_id}_0"
        return widget.id_for_label(self.auto_id) or f"{self.auto_id}_group"

    @property
    def label_target(self) -> str:
        return self.field.widget.id_for_label(self.auto_id)

    @property
    def redraw(self) -> bool:
        return self.name in getattr(self.form, "redraws", ())

    @property
    def prefix(self) -> str:
        return self.field.widget.attrs.get("prefix", "")

    @property
    def suffix(self) -> str:
        return self.field.widget.attrs.get("suffix", "")

    @cached_property
    def choices_class(self) -> str:
        return self.field.widget.attrs.get("class", "")

    @property
    def options(self) -> list[dict]:
        """Radios or checkboxes: id, name, value, label, hint, checked, and the questions that hang on each."""
        widget = self.field.widget
        value = self.value()
        chosen = value if isinstance(value, list | tuple | set) else [value]
        chosen = {str(item) for item in chosen if item is not None}
        hints = widget.attrs.get("choice_hints", {})
        inside = self.placement.inside
        return [
            {
                "id": f"{self.auto_id}_{number}",
                "value": str(option),
                "label": label,
                "hint": hints.get(str(option), ""),
                "checked": str(option) in chosen,
                "children": [self.form[name] for name in inside.get((self.name, str(option)), ())],
            }
            for number, (option, label) in enumerate(
                (option, label) for option, label in widget.choices if str(option) != ""
            )
        ]

    def control(self) -> SafeString:
        """The bare control with its class, id and descriptions; no ``required``, no ``maxlength``.

        ``maxlength`` would cut a pasted answer without a word, and browsers' own ``required`` bubbles are
        neither translated nor kept on the page.
        """
        widget = self.field.widget
        attrs: dict[str, Any] = self.build_widget_attrs({"id": self.auto_id}, widget)
        attrs.pop("required", None)
        if self.described_by and not self.grouped:
            attrs["aria-describedby"] = self.described_by
        if self.kind == "own":
            if hasattr(widget, "id_of_problem"):
                attrs["problem_codes"] = self.problem_codes
            return widget.render(self.html_name, self.value(), attrs, self.renderer)
        context: dict[str, Any] = {"attrs": {**widget.attrs, **attrs}}
        if self.kind != "select":
            context = widget.get_context(self.html_name, self.value(), attrs)["widget"]
        attrs = context["attrs"]
        for word in (*TEMPLATE_ONLY_ATTRS, "maxlength", "required"):
            attrs.pop(word, None)
        attrs["class"] = " ".join(filter(None, (self._base_class(), attrs.get("class"))))
        if self.kind == "select":
            return self._render_select(attrs)
        if self.kind == "textarea":
            if self.most_characters:
                attrs["data-most"] = self.most_characters
            if self.least_characters:
                attrs["data-least"] = self.least_characters
                attrs["data-words"] = _("{n} karakter yazdınız; en az {least} gerekir.")
            return format_html(
                '<textarea name="{}"{}>\n{}</textarea>', self.html_name, flatatt(attrs), context["value"] or ""
            )
        if context["value"] is not None and self.kind not in {"file", "checkbox"}:
            attrs["value"] = context["value"]
        if self.kind == "checkbox":
            attrs["value"] = "on"
        if self.kind == "file":
            attrs["hx-preserve"] = "true"
        return format_html('<input type="{}" name="{}"{}>', context["type"], self.html_name, flatatt(attrs))

    def _base_class(self) -> str:
        base = {
            "input": "govuk-input",
            "textarea": "govuk-textarea",
            "select": "govuk-select",
            "checkbox": "govuk-checkboxes__input",
            "file": "file-input",
        }[self.kind]
        wrong = self.problems and self.kind in {"input", "textarea", "select"}
        return f"{base} {base}--error" if wrong else base

    def _render_select(self, attrs: dict) -> SafeString:
        # Django renders one template per option: 5 ms for the countries of the world against 0.3 ms here.
        value = self.value()
        chosen = "" if value is None else str(value)
        return format_html(
            '<select name="{}"{}>{}</select>',
            self.html_name,
            flatatt(attrs),
            draw_options(self._plain_choices(), chosen),
        )

    def _plain_choices(self):
        choices = self.field.widget.choices
        # Django walks the whole list once more to normalise what a callable gives; ours gives pairs already.
        given = choices.func() if isinstance(choices, CallableChoiceIterator) else None
        return given if isinstance(given, list) else choices


class Renderer(renderers.TemplatesSetting):
    form_template_name = "forms/form.html"
    bound_field_class = BoundField

    def render(self, template_name: str, context: dict, request: HttpRequest | None = None) -> str:
        if draw := DRAWN.get(template_name):
            return mark_safe(draw(context["widget"]))  # noqa: S308  escaped as Django's template would
        return super().render(template_name, context, request)

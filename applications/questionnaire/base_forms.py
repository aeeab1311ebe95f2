"""What every page of the wizard is made of: a form that knows its table and its conditional questions."""

from typing import Any, ClassVar

from django import forms
from django.db import models
from django.forms.utils import ErrorDict

from applicants.models import Applicant
from documents.uploads.form_field import bind_owner
from emuafiyet.core.fields import set_optional_mark

from ..models import Application
from ..models.catalogue import find_kinds


class PageForm(forms.Form):
    """One page. ``save`` writes the page's row; the row exists exactly when the page has been valid.

    ``shown_when`` maps a question to (parent, values): the question is asked only while the parent
    has one of the values. One declaration does three things: hidden answers are cleared, shown ones
    are required (unless in ``may_stay_empty``), and the template draws or folds them.
    ``redraws`` names the questions whose change makes the server draw the page anew.
    """

    shown_when: dict[str, tuple[str, frozenset[str]]] = {}
    may_stay_empty: ClassVar[frozenset[str]] = frozenset()
    redraws: ClassVar[frozenset[str]] = frozenset()
    # Questions that apply by what was sent but were not on the page yet (no script drew it anew meanwhile).
    # They keep the page from being saved; they are asked, not complained about.
    added: tuple[str, ...] = ()

    def __init__(
        self,
        *args: Any,
        applicant: Applicant,
        case: Application | None = None,
        reading: bool = False,
        opened: frozenset[str] | None = None,
        place: str = "",
        **kwargs: Any,
    ):
        """``reading``: nobody is asked; answers given earlier are told, those too that were known already.

        ``place``: where the page lies among the person's drafts, so that what was handed in on it is shown again.

        ``opened``: in a revision, the only questions that may be answered anew; None opens all.
        """
        self.applicant, self.case, self.reading, self.opened, self.place = applicant, case, reading, opened, place
        if "initial" not in kwargs:
            kwargs["initial"] = self.load_answers()
        super().__init__(*args, **kwargs)
        self.arrange_questions()
        for name in self.shown_when:
            if name in self.fields:
                self.fields[name].required = False
                set_optional_mark(self.fields[name], name in self.may_stay_empty)
        kinds = find_kinds(case, applicant)
        bind_owner(self, applicant, place, {slug: kind.formats for slug, kind in kinds.items()} if kinds else None)

    def load_answers(self) -> dict[str, Any]:
        """The values of the page's row, empty when there is none."""
        raise NotImplementedError

    @classmethod
    def as_asked(cls, values: dict[str, Any]) -> dict[str, Any]:
        """The page's columns as answers to its questions, where the two differ."""
        return values

    def arrange_questions(self) -> None:
        """Set choices, drop questions that do not apply."""

    def save(self) -> None:
        raise NotImplementedError

    def is_open(self, name: str) -> bool:
        return self.opened is None or name in self.opened

    @classmethod
    def add_dependent_questions(cls, names: frozenset[str]) -> frozenset[str]:
        """The questions and all that depend on their answers: whoever may change one must be asked the others."""
        following = {child for child, parent in cls.list_dependencies() if parent in names}
        return names if following <= names else cls.add_dependent_questions(names | following)

    @classmethod
    def list_dependencies(cls) -> list[tuple[str, str]]:
        """Every (question, question whose answer it depends on), whatever the answers are now."""
        return [(child, parent) for child, (parent, _) in cls.shown_when.items()]

    def get_current_value(self, name: str) -> str:
        """A question's value as it stands on the page: posted, else stored, else nothing."""
        posted = self.is_bound and self.is_open(name)
        value = self.data.get(self.add_prefix(name)) if posted else self.initial.get(name)
        return "" if value is None else str(value)

    def is_shown(self, name: str) -> bool:
        """Whether the question is asked, given the answers as they stand; a child of a hidden parent is hidden."""
        if name not in self.fields:
            return False
        if name not in self.shown_when:
            return True
        parent, values = self.shown_when[name]
        return self.is_shown(parent) and self.get_current_value(parent) in values

    def clear_errors(self) -> "PageForm":
        """The page drawn again while it is still being filled in: typed values, no complaints yet."""
        self._errors = ErrorDict()
        self.cleaned_data = {}
        return self

    @property
    def forgotten(self) -> list[Any]:
        """Labels of answers that were stored and no longer apply: saving the page has removed them."""
        return [
            self.base_fields[name].label
            for name, value in self.initial.items()
            if value not in (None, "", [], False) and name in self.base_fields and not self.is_shown(name)
        ]

    @property
    def asked(self) -> frozenset[str] | None:
        """The questions on the page that was sent, folded ones included; None when it does not say."""
        if self.is_bound and "_asked" in self.data:
            return frozenset(self.data["_asked"].split())
        return None

    def _clean_fields(self) -> None:
        """What was sent for a question that is not open is not even read; its answer stands as it was."""
        every = self.fields
        self.fields = {name: question for name, question in every.items() if self.is_open(name)}
        super()._clean_fields()  # type: ignore[misc]  # Django's own, not in the stubs
        self.fields = every
        for name in every:
            if not self.is_open(name):
                self.cleaned_data[name] = self.initial.get(name)

    def full_clean(self) -> None:
        super().full_clean()
        asked = self.asked
        if asked is not None:
            self.added = tuple(name for name in self.fields if name in self._errors and name not in asked)
            for name in self.added:
                del self._errors[name]

    def is_valid(self) -> bool:
        return super().is_valid() and not self.added

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        for name in self.shown_when:
            if name not in self.fields or not self.is_open(name):
                continue
            if not self.is_shown(name):
                self._errors.pop(name, None)
                data[name] = None
            elif (
                name not in self.may_stay_empty and name not in self._errors and data.get(name) in (None, "", [], False)
            ):
                self.add_error(name, self.fields[name].error_messages["required"])
        return data


class RowForm(PageForm):
    """A page whose questions are the columns of one table, named alike."""

    model: ClassVar[type[models.Model]]

    @property
    def owner(self) -> dict[str, Any]:
        """The page's primary key: the person for the profile, the application for its pages."""
        if self.model._meta.pk.name == "applicant":
            return {"applicant": self.applicant}
        return {"application": self.case}

    def get_row(self) -> models.Model | None:
        (name, holder), *_ = self.owner.items()
        relation: Any = self.model._meta.get_field(name).remote_field
        return getattr(holder, relation.get_accessor_name(), None)

    def load_answers(self) -> dict[str, Any]:
        row = self.get_row()
        if row is None:
            return {}
        return self.as_asked({field.name: getattr(row, field.attname) for field in self.model._meta.concrete_fields})

    def save(self) -> None:
        """Write every open column: answered ones as answered, questions that were not asked as empty."""
        values = {}
        for field in self.model._meta.concrete_fields:
            if field.primary_key or field.name == "saved_at" or not self.is_open(field.name):
                continue
            value = self.cleaned_data.get(field.name)
            values[field.name] = field.get_default() if value is None else value
        self.model._default_manager.update_or_create(**self.owner, defaults=values)

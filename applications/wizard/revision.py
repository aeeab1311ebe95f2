"""What an officer may open for revision, what that opens to the applicant, and what becomes of what was sent.

Guide 4.2, A-8, A-10: only the opened items can change, each with its reason. What the sign-in told about the
person is nobody's to revise here.
"""

from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from django.utils.translation import get_language

from documents.uploads.form_field import UploadField

from ..models import Application, ReasonTemplate, RevisionItem
from ..questionnaire.base_forms import PageForm
from .answer_rows import build_initial
from .completeness import APPLICATION_PAGES, PROFILE_SECTIONS, Section
from .consent_and_documents import SupportingForm
from .forms_by_page import PAGE_FORMS, PROFILE_FORMS

# The consent cannot be asked again in the middle of an evaluation.
REVISABLE_STEPS: dict[str, Section] = {
    page.slug: page for page in (*PROFILE_SECTIONS, *APPLICATION_PAGES) if page.slug != "riza"
}
STEP_FORMS: dict[str, type[PageForm]] = PROFILE_FORMS | PAGE_FORMS


class RevisableQuestion(NamedTuple):
    """``about``: which ready-made reasons fit it, a ``ReasonTemplate.About``."""

    name: str
    label: Any
    about: str


def list_revisable_questions(case: Application) -> list[tuple[Section, list[RevisableQuestion]]]:
    """Per page: everything an officer may ask to be mended, in the order of the pages.

    Only questions that were asked of this person: what hangs on their answers opens along with them.
    A page asks this for its forms, its labels and its verdicts: what was found stays with ``case`` per language.
    """
    found = case.__dict__.setdefault("_openable", {})
    language = get_language()
    if language not in found:
        found[language] = [(section, list(_iterate_questions(case, section))) for section in REVISABLE_STEPS.values()]
    return found[language]


def _iterate_questions(case: Application, section: Section) -> Iterator[RevisableQuestion]:
    form_class = STEP_FORMS[section.slug]
    sent = case.snapshot.get(section.row, {})
    initial = {} if issubclass(form_class, SupportingForm) else build_initial(form_class, sent)
    form = form_class(applicant=case.applicant, case=case, initial=initial)
    aside = set(getattr(form, "ABSENCE_TICKS", {}).values())  # ticks that only say why a question stays empty
    for name, question in form.fields.items():
        if name not in aside and form.is_shown(name):
            yield RevisableQuestion(name, question.label, _get_reason_subject(name, question))


def _get_reason_subject(name: str, question: Any) -> str:
    if not isinstance(question, UploadField):
        return ReasonTemplate.About.ANSWER
    return ReasonTemplate.About.PHOTO if name == "photo" else ReasonTemplate.About.DOCUMENT


def get_question_labels(case: Application) -> dict[tuple[str, str], Any]:
    """(step, field) -> its words, in the active language."""
    return {
        (section.slug, each.name): each.label
        for section, questions in list_revisable_questions(case)
        for each in questions
    }


def list_open_items(case: Application) -> list[RevisionItem]:
    """What was asked in the round that is under way."""
    return [item for item in case.revision_items.all() if item.closed_at is None]


def group_opened_questions(items: Iterable[RevisionItem]) -> dict[str, frozenset[str]]:
    """Per page, the questions that may be answered anew: those asked for, and those that hang on them."""
    asked: dict[str, frozenset[str]] = {}
    for item in items:
        asked[item.step] = asked.get(item.step, frozenset()) | {item.field}
    return {step: STEP_FORMS[step].add_dependent_questions(names) for step, names in asked.items()}


def amend_snapshot(sent: dict, fresh: dict, items: Iterable[RevisionItem]) -> dict:
    """What was sent, with the opened answers as they are now; every other answer stays as it was sent."""
    after = dict(sent)
    for step, names in group_opened_questions(items).items():
        page = REVISABLE_STEPS[step].row
        now = fresh.get(page, {})
        kept = {name: value for name, value in sent.get(page, {}).items() if name not in names}
        after[page] = kept | {name: now[name] for name in names if name in now}
    if after["work"].get("sgk_workplace_no") != sent["work"].get("sgk_workplace_no"):
        after["registered"] = fresh["registered"]
    if "number" in after["passport"]:
        after["identity"] = sent["identity"] | {"passport_number": after["passport"]["number"]}
    return after

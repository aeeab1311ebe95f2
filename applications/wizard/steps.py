"""The step list beside a wizard page: what is done, where one is, what comes."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from applicants.models import Applicant

from ..models import Application
from .completeness import (
    APPLICATION_PAGES,
    PROFILE_SECTIONS,
    build_section_url,
    find_first_gap,
    list_done_pages,
    list_done_sections,
)


@dataclass(frozen=True)
class StepItem:
    title: Any
    url: str
    state: str
    hint: Any = ""


def list_profile_steps(applicant: Applicant, current: str, unfinished: Collection[str] = ()) -> list[StepItem]:
    """``unfinished``: the slugs of pages on which something lies that has not been saved."""
    done = list_done_sections(applicant)
    return [
        StepItem(
            section.title, build_section_url(None, section), _get_state(section.slug, current, done, unfinished, False)
        )
        for section in PROFILE_SECTIONS
    ]


def list_application_steps(case: Application, current: str, unfinished: Collection[str] = ()) -> list[StepItem]:
    """Later pages open once the earlier required ones are done. ``unfinished`` as for ``profile_steps``."""
    done = list_done_pages(case)
    gap = find_first_gap(case)
    items, reached = [], True
    for page in APPLICATION_PAGES:
        state = _get_state(page.slug, current, done, unfinished, page.optional)
        if not reached and state == "todo":
            state = "blocked"
        items.append(StepItem(page.title, build_section_url(case, page), state))
        reached = reached and not (gap and page.slug == gap.slug)
    preview = "current" if current == "on-izleme" else "todo" if gap is None else "blocked"
    items.append(StepItem(_("Ön izleme ve gönderme"), reverse("application_preview", args=[case.pk]), preview))
    return items


def _get_state(slug: str, current: str, done: set[str], unfinished: Collection[str], optional: bool) -> str:
    if slug == current:
        return "current"
    if slug in unfinished:
        return "unfinished"
    if slug in done:
        return "done"
    return "optional" if optional else "todo"

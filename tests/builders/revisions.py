"""Applications that are to be revised, and the pages for it."""

from django.urls import reverse

from applications.lifecycle.actors import Actor
from applications.models import Application
from tests.applications import cases


def asked(*items: tuple[str, str], case: Application | None = None) -> Application:
    """An application sent back with these (step, field), each with a reason of its own."""
    wanted = [
        {"step": step, "field": field, "explanation": f"{field} için gerekçe {number}."}
        for number, (step, field) in enumerate(items, 1)
    ]
    return cases.do("request_revision", case or cases.sent(), Actor.from_person(cases.officer()), items=wanted)


def overview(case: Application) -> str:
    return reverse("revision", args=[case.pk])


def step(case: Application, slug: str = "isyeri") -> str:
    return reverse("revision_step", args=[case.pk, slug])

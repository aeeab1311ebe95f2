"""The front page: who is here to be played, and what can be broken."""

from pathlib import Path

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from . import consular_people, entries, residents
from .controls import CONTROLS, read_control
from .mfa import is_expired
from .nvi import MAGIC_NUMBERS
from .state import state

CSS = (Path(__file__).parent / "assets" / "sandbox.css").read_bytes()


@require_GET
def front(request: HttpRequest) -> HttpResponse:
    scenario = [
        {
            **person.record(),
            "purpose_tr": person.purpose_tr,
            "purpose_en": person.purpose_en,
            "used": consular_people.is_used(person.reference),
            "expired": person.issued_days_ago > consular_people.LIFETIME.days,
        }
        for person in consular_people.PEOPLE
    ]
    with state.read() as data:
        made = list(data["references"].values())
        residents_made, entries_made = list(data["residents"].values()), list(data["entries"].values())
        receivables = [r for r in data["receivables"].values() if r["state"] == "open"]
    made = [{**m, "used": consular_people.is_used(m["reference"]), "expired": is_expired(m)} for m in made]
    page = {
        "people": scenario,
        "made": made[::-1][:20],
        "residents": [
            *({**r.record(), "purpose_tr": r.purpose_tr, "purpose_en": r.purpose_en} for r in residents.RESIDENTS),
            *residents_made[::-1][:20],
        ],
        "password": residents.PASSWORD,
        "entries": [
            *({**e.record(), "purpose_tr": e.purpose_tr, "purpose_en": e.purpose_en} for e in entries.ENTRIES),
            *entries_made[::-1][:20],
        ],
        "receivables": receivables[::-1][:20],
        "controls": [
            {"name": name, "meaning": meaning, "value": read_control(name)} for name, meaning in CONTROLS.items()
        ],
        "nvi_magic": MAGIC_NUMBERS,
    }
    return render(request, "sandbox/front.html", page)


@require_GET
def health(request: HttpRequest) -> HttpResponse:
    return HttpResponse("ok", content_type="text/plain")


@require_GET
def css(request: HttpRequest) -> HttpResponse:
    return HttpResponse(CSS, content_type="text/css")


@require_GET
def icon(request: HttpRequest) -> HttpResponse:
    """Browsers ask for one whatever the page says."""
    return HttpResponse(status=204)

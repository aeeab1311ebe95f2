"""An officer's presses at the desk, as their browser makes them."""

from typing import Any

from django.test import Client
from django.urls import reverse

from applications.models import Application


def looked_at(row: Any, **values: str) -> dict[str, str]:
    """The first press: the answers, and the version of the row that the page showed."""
    return {"version": str(row.version), **values}


def confirmed(row: Any, **values: str) -> dict[str, str]:
    """The second press: the officer has seen the mail."""
    return looked_at(row, send="1", **values)


def decide(desk: Client, case: Application, decision: str, **values: str) -> Any:
    return desk.post(reverse("admin:decide", args=[case.pk, decision]), confirmed(case, **values))

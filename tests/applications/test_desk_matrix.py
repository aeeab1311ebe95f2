"""Every address of the desk for every role, by GET and by POST: who may see it, who may press it, none forgotten.

``desk_matrix.txt`` is read by people: a line for each address, a column for each role, "GET/POST" in each. 200, 302
(done, or led on), 403 (not yours), 404 (nothing there), 405, 422 (yours, and the empty form is explained). The last
column names what of it stands in the audit log.
"""

import re
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.db import transaction
from django.db.models import Max
from django.test import Client

from applicants.models import AuditEntry, Officer
from applications import roles
from applications.models import Application, Holiday, ReissueRequest
from documents.models import Certificate
from tests.builders.browsers import signed_in
from tests.builders.desk_world import OPEN, address, make_world
from tests.builders.routes import ALL, OURS
from tests.staff import at_the_desk

pytestmark = pytest.mark.django_db
FILE = Path(__file__).with_name("desk_matrix.txt")
COLUMNS = (
    roles.REVIEWER,
    roles.SENIOR_REVIEWER,
    roles.PAYMENTS_OFFICER,
    roles.CARD_OFFICER,
    roles.CATALOGUE_EDITOR,
    roles.AUDITOR,
    roles.ADMINISTRATOR,
)


@pytest.fixture
def world(catalogue: None) -> dict[str, str]:
    return make_world()


def answers(browser: Client, here: str, noted: dict[str, set[str]]) -> str:
    """GET/POST; whatever a POST did is taken back. What was written into the audit log is added to ``noted``."""
    told = []
    for method in ("get", "post"):
        with transaction.atomic():
            last = AuditEntry.objects.aggregate(last=Max("pk"))["last"] or 0
            told.append(str(getattr(browser, method)(here).status_code))
            noted[method] |= set(AuditEntry.objects.filter(pk__gt=last).values_list("action", flat=True))
            transaction.set_rollback(True)
    return "/".join(told)


def observed(world: dict[str, str]) -> dict[str, list[str]]:
    desks = []
    for role in COLUMNS:
        officer = Officer.objects.create(username=f"matrix-{role.name}", is_staff=True)
        officer.groups.add(Group.objects.get(name=role.name))
        desks.append(at_the_desk(officer))
    found = {}
    for route in sorted(ALL - OURS):
        if not OPEN.match(route):
            noted: dict[str, set[str]] = {"get": set(), "post": set()}
            found[route] = [answers(desk, address(route, world), noted) for desk in desks]
            found[route].append("/".join(" ".join(sorted(each)) or "-" for each in noted.values()))
    return found


def written(found: dict[str, list[str]]) -> str:
    width = max(len(route) for route in found) + 2
    head = "".join(f"{name:<9}" for name in ("reviewer", "senior", "payments", "cards", "catalog", "auditor", "admin"))
    head += "audit"
    lines = [f"{'':<{width}}{head}".rstrip()]
    lines += [f"{route:<{width}}{''.join(f'{each:<9}' for each in cells)}".rstrip() for route, cells in found.items()]
    return "\n".join(lines) + "\n"


# Pages that show nobody's data: the way about the desk, and one's own account.
SHOWS_NOBODY = re.compile(r"admin/($|\^|\(|password_change/|oturumlarim/|isletim/|autocomplete/)")


def test_every_address_answers_each_role_as_it_is_written(world: dict[str, str]) -> None:
    found = observed(world)
    assert written(found).splitlines() == FILE.read_text(encoding="utf-8").splitlines()
    silent = [
        route
        for route, (*cells, noted) in found.items()
        if any(cell.startswith("200/") for cell in cells) and noted.startswith("-") and not SHOWS_NOBODY.match(route)
    ]
    assert silent == [], "whoever opened these left no trace"


def test_strangers_and_applicants_are_led_to_the_password_everywhere(world: dict[str, str]) -> None:
    applicant = Application.objects.get(pk=world["<uuid:application_id>"]).applicant
    for browser in (Client(headers={"host": "localhost"}), signed_in(applicant)):
        for route in sorted(ALL - OURS):
            if OPEN.match(route):
                continue
            here = address(route, world)
            for answer in (browser.get(here), browser.post(here)):
                assert answer.status_code == 302, here
                assert answer["Location"].startswith("/admin/login/"), here


def test_the_auditor_presses_nothing_that_counts(world: dict[str, str]) -> None:
    """The matrix says it; here it is tried on what matters most, with forms that would be right."""
    officer = Officer.objects.create(username="denetci-2", is_staff=True)
    officer.groups.add(Group.objects.get(name=roles.AUDITOR.name))
    desk = at_the_desk(officer)
    before = {
        model: list(model._default_manager.order_by("pk").values())
        for model in (Application, ReissueRequest, Officer, Holiday, Certificate)
    }
    case = Application.objects.get(pk=world["<uuid:application_id>"])
    right: list[tuple[str, dict[str, Any]]] = [
        (
            f"/admin/applications/application/{case.pk}/karar/reddet/",
            {"version": case.version, "send": "1", "reject-ground": "policy", "reject-text": "x"},
        ),
        (f"/admin/applications/application/{case.pk}/ustlen/", {"take": "1"}),
        (f"/admin/applications/application/{case.pk}/not/", {"text": "x"}),
        (f"/admin/applications/application/{case.pk}/bulgu/", {"bulgu-isyeri__occupation": "fine"}),
        ("/admin/applications/application/siradaki/", {}),
        (f"/admin/applicants/notice/{world['<uuid:notice_id>']}/yeniden/", {}),
        (f"/admin/applicants/officer/{world['<int:officer_id>']}/islem/kapat/", {}),
        (f"/admin/documents/card/{world['<uuid:card_id>']}/change/", {"to": "printed"}),
        ("/admin/applications/holiday/add/", {"day": "2031-01-01", "name": "x"}),
    ]
    for here, form in right:
        desk.post(here, form)
    for model, rows in before.items():
        assert list(model._default_manager.order_by("pk").values()) == rows, model

"""Files of an officer whose account is closed, or who got other duties, go back to the queue and are named before."""

import pytest
from django.contrib.auth.models import Group
from django.urls import reverse

from applicants.models import AuditEntry, Officer
from applicants.staff import account_changes, approvals
from applications import roles
from applications.casework import assignment
from applications.models import Application
from tests.staff import at_the_desk

from . import cases

pytestmark = pytest.mark.django_db


def make(username: str, role: roles.StaffRole) -> Officer:
    officer = Officer.objects.create(username=username, is_staff=True)
    officer.groups.add(Group.objects.get(name=role.name))
    return officer


@pytest.fixture(autouse=True)
def _roles(catalogue: None) -> None:
    roles.load_roles()


def test_closing_an_account_names_the_files_in_hand_and_returns_them() -> None:
    case, other = cases.sent(), cases.sent()
    leaves, stays = make("giden", roles.REVIEWER), make("kalan", roles.REVIEWER)
    administrator = make("yonetici", roles.ADMINISTRATOR)
    assignment.take_application(case.pk, leaves)
    assignment.take_application(other.pk, stays)
    desk, there = at_the_desk(administrator), reverse("admin:officer_deed", args=[leaves.pk, "kapat"])
    page = desk.get(there).text
    assert case.number in page
    assert other.number not in page
    desk.post(there)
    case.refresh_from_db()
    other.refresh_from_db()
    assert (case.assigned_to, other.assigned_to) == (None, stays)
    assert assignment.take_next_application(stays) == case
    entries = AuditEntry.objects.filter(officer=administrator).exclude(action="saw_page").order_by("pk")
    found = list(entries.values_list("action", "key"))
    assert found == [("assigned_application", str(case.pk)), ("closed_account", str(leaves.pk))]


def test_who_gets_other_duties_keeps_only_what_she_may_still_decide() -> None:
    first, second = make("y1", roles.ADMINISTRATOR), make("y2", roles.ADMINISTRATOR)
    officer, case = make("uzman", roles.REVIEWER), cases.sent()
    assignment.take_application(case.pk, officer)
    for role, keeps in ((roles.SENIOR_REVIEWER, True), (roles.CARD_OFFICER, False)):
        details = {"roles": [role.name]}
        change = approvals.propose_change(account_changes.CHANGE_ROLES, first, officer=officer, details=details)
        approvals.confirm_change(change.pk, second)
        assert (Application.objects.get(pk=case.pk).assigned_to == officer) is keeps

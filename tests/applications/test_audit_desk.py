"""The auditor's desk: who saw what, found by an application's number, exported as it is filtered, never changed."""

import csv
import io
import uuid
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import reverse

from applicants.models import AuditEntry, Officer
from applicants.staff import audit
from applications import roles
from tests.builders.browsers import reviewer
from tests.staff import at_the_desk

from . import cases

pytestmark = pytest.mark.django_db
LIST = "admin:applicants_auditentry_changelist"


@pytest.fixture
def auditor() -> Client:
    roles.load_roles()
    officer = Officer.objects.create(username="denetci", is_staff=True)
    officer.groups.add(Group.objects.get(name=roles.AUDITOR.name))
    return at_the_desk(officer)


def test_the_auditor_finds_who_opened_an_application_by_its_number(catalogue: None, auditor: Client) -> None:
    mine, other = cases.sent(), cases.sent()
    officer, desk = reviewer("view_application")
    for case in (mine, other):
        assert desk.get(reverse("admin:review", args=[case.pk])).status_code == 200
    page = auditor.get(reverse(LIST), {"q": mine.number}).text
    assert page.count("Başvuruyu açtı") - page.count('islem=saw_application"') >= 1
    assert reverse("admin:review", args=[mine.pk]) in page
    assert reverse("admin:review", args=[other.pk]) not in page
    assert officer.username in page
    assert auditor.get(reverse("admin:review", args=[mine.pk])).status_code == 200
    assert AuditEntry.objects.filter(action="saw_audit").count() == 1


def test_the_export_holds_what_the_filter_chooses_and_no_formula(auditor: Client) -> None:
    officer = Officer.objects.create(username="=cmd")
    audit.record_action(None, "decided", "application", "k1", detail="=1+1", officer=officer)
    audit.record_action(None, "saw_file", "application", "k2", officer=officer)
    answer = auditor.get(reverse("admin:audit_export"), {"islem": "decided"})
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    header, *rows = csv.reader(io.StringIO(text), delimiter=";")
    assert [row[1:6] for row in rows] == [["'=cmd", "decided", "application", "k1", "'=1+1"]]
    assert header[0] == "zaman"
    assert AuditEntry.objects.filter(action="exported_audit", detail="islem=decided").exists()


def test_it_costs_the_same_with_one_and_with_fifty_and_cannot_be_changed(
    auditor: Client, django_assert_num_queries: Any
) -> None:
    for number in (1, 49):
        for _ in range(number):
            audit.record_action(None, "decided", "application", uuid.uuid4())
        with django_assert_num_queries(8):
            assert auditor.get(reverse(LIST)).status_code == 200
    entry = AuditEntry.objects.first()
    assert entry is not None
    for page in ("add", "delete", "change"):
        where = reverse(f"admin:applicants_auditentry_{page}", args=[] if page == "add" else [entry.pk])
        assert auditor.post(where, {}).status_code == 403


def test_a_reviewer_does_not_read_the_log() -> None:
    _, desk = reviewer("view_application")
    assert desk.get(reverse(LIST)).status_code == 403
    assert desk.get(reverse("admin:audit_export")).status_code == 403

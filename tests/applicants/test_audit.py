"""The audit log: who saw what, written once and changed by nobody."""

from contextlib import suppress
from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import RequestFactory
from django.utils import timezone

from applicants.models import AuditEntry, Officer
from applicants.staff import audit
from tests.owner import run_as_owner

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer() -> Officer:
    return Officer.objects.create(username="denetlenen", is_staff=True)


def test_an_entry_says_who_what_and_from_where(officer: Officer) -> None:
    request = RequestFactory().get("/", REMOTE_ADDR="2001:db8::17")
    request.user = officer
    entry = audit.record_action(request, "saw_application", "application", "k-1", detail="sayfa 2")
    kept = AuditEntry.objects.get(pk=entry.pk)
    assert (kept.officer, kept.action, kept.subject, kept.key) == (officer, "saw_application", "application", "k-1")
    assert (kept.detail, kept.address) == ("sayfa 2", "2001:db8::17")
    with pytest.raises(KeyError):
        audit.record_action(request, "something nobody has named")


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE applicants_auditentry SET officer_id = NULL",
        "DELETE FROM applicants_auditentry",
        "TRUNCATE applicants_auditentry",
    ],
)
def test_the_log_is_only_ever_added_to(officer: Officer, sql: str) -> None:
    audit.record_action(None, "decided", officer=officer)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # pending checks of foreign keys would hide the answer
        with pytest.raises(IntegrityError, match="only ever added to"), transaction.atomic():
            run_as_owner(sql)  # what even the owner is refused


@pytest.mark.parametrize(("days", "goes"), [(729, False), (732, True)])
def test_after_two_years_an_entry_may_go(days: int, goes: bool) -> None:
    entry = AuditEntry.objects.create(action="decided", at=timezone.now() - timedelta(days=days))
    with suppress(IntegrityError), transaction.atomic():
        entry.delete()
    assert AuditEntry.objects.exists() is not goes

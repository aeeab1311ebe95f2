"""The demo as somebody finds it after ``make run``: every desk has real work, and the books balance."""

import io

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.test import Client
from django.urls import reverse

from applicants.models import Officer
from applications.models import Application, MissionCopy, ReissueRequest, TerminationRequest
from documents.models import Card
from emuafiyet.core.outbox.delivery import attempt_delivery
from payments.models import CollectionLine
from payments.reconciliation import reconcile_payments
from tests.sandbox_server import Sandbox
from tests.staff import at_the_desk

pytestmark = pytest.mark.django_db


@pytest.fixture
def told(catalogue: None) -> str:
    said = io.StringIO()
    call_command("seed_demo", stdout=said)
    return said.getvalue()


def desk_of(username: str) -> Client:
    return at_the_desk(Officer.objects.get(username=username))


def test_every_desk_has_work_and_the_books_balance(told: str) -> None:
    money = desk_of("odeme").get(reverse("admin:payments_collectionline_changelist"))
    counts = {each["key"]: each["count"] for each in money.context["tiles"]}
    waiting = {"uyumsuz", "fazla", "sahipsiz", "bosa", "ters"}
    assert {key for key in waiting if counts[key] == "0"} == set()
    office = desk_of("kart").get(reverse("admin:documents_card_changelist"))
    counts = {each["key"]: each["count"] for each in office.context["tiles"]}
    assert {key for key in ("basilacak", "verilecek", "bildiriliyor", "sessiz") if counts[key] == "0"} == set()
    statuses = set(Application.objects.values_list("status", flat=True))
    assert statuses >= {
        "under_evaluation",
        "revision_requested",
        "objection_under_evaluation",
        "awaiting_payment",
        "approved",
        "lapsed_unpaid",
    }
    assert ReissueRequest.objects.filter(status="under_review").exists()
    assert TerminationRequest.objects.filter(status="requested").exists()
    assert "amara.okafor@ornek.test" in told
    books = reconcile_payments()
    assert books.collected.kurus > 0
    assert books.balanced


def test_the_missions_hear_of_the_demos_decisions(told: str, sandbox: Sandbox) -> None:
    copies = list(MissionCopy.objects.values_list("pk", flat=True))
    assert copies
    assert [key for key in copies if not attempt_delivery(MissionCopy, key)] == []


def test_running_it_again_changes_nothing(told: str) -> None:
    tables = (Application, Card, CollectionLine, Officer)
    before = [table.objects.count() for table in tables]
    call_command("seed_demo", stdout=io.StringIO())
    assert [table.objects.count() for table in tables] == before


def test_an_empty_demo_has_officers_only(catalogue: None) -> None:
    call_command("seed_demo", "--empty", stdout=io.StringIO())
    assert Officer.objects.exists()
    assert not Application.objects.exists()


def test_a_real_installation_refuses(catalogue: None, settings) -> None:
    settings.DEMO = False
    with pytest.raises(CommandError):
        call_command("seed_demo")

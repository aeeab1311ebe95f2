"""Somebody is told: the operators' page with its buttons, the metrics, the page and the banner for people."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import Group
from django.test import Client
from django.utils import timezone
from prometheus_client.parser import text_string_to_metric_families

from applicants.models import Applicant, AuditEntry, EdevletVisit, Notice, Officer, OneTimeCode, RecordReading
from applications import roles
from emuafiyet.core.heartbeats.writing import beat
from emuafiyet.core.models import BreakerState, Heartbeat, OutsideSystem
from emuafiyet.core.outbox.models import OutboxState, outbox_models
from emuafiyet.operations.outages import memory
from emuafiyet.operations.service_status import SERVICES
from emuafiyet.operations.table_names import TABLE_NAMES
from tests.applicants.doors import sign_in
from tests.staff import at_the_desk

pytestmark = pytest.mark.django_db
PAGE = "/admin/isletim/"


@pytest.fixture
def operator() -> Client:
    roles.load_roles()
    return sit_down("isletmen", roles.ADMINISTRATOR)


def sit_down(name: str, role: roles.StaffRole) -> Client:
    officer = Officer.objects.create_user(username=name, password="Uzun-bir-parola-2026", is_staff=True)
    officer.groups.add(Group.objects.get(name=role.name))
    return at_the_desk(officer)


def make_code(**values) -> OneTimeCode:
    return OneTimeCode.objects.create(
        purpose=OneTimeCode.Purpose.SIGN_IN, email="kisi@example.org", language="tr", network="n", **values
    )


def fail(**values) -> OneTimeCode:
    return make_code(promise_state=OutboxState.FAILED, last_error="ValueError", **values)


def break_system(name: str = "nvi") -> None:
    since = timezone.now() - timedelta(hours=2)
    OutsideSystem.objects.create(
        name=name,
        state=BreakerState.OPEN,
        since=since,
        reason="timeout",
        failures=9,
        last_failure_at=timezone.now(),
        next_probe_at=timezone.now() + timedelta(minutes=1),
    )
    memory.forget()


def press(operator: Client, row: OneTimeCode, action: str, **more):
    fields = {"table": row._meta.label_lower, "key": str(row.pk), "action": action, **more}
    return operator.post(PAGE, fields, follow=True)


def test_the_page_shows_what_waits_what_is_away_and_who_works(operator):
    fail()
    make_code(waits_for="mail", last_error="mail: timeout")
    break_system("mail")
    beat("worker-mail@here", is_start=True)
    Heartbeat.objects.create(name="worker-pdf@here", seen_at=timezone.now() - timedelta(minutes=5))
    page = operator.get(PAGE).content.decode()
    for words in ("Bir kişiyi bekleyenler (1)", "Tek kullanımlık kod", "ValueError", "Yanıt vermiyor", "timeout"):
        assert words in page
    assert "worker-mail@here" in page
    assert page.count("Ses vermiyor") == 1
    assert "kisi@example.org" not in page


def test_every_table_of_the_outbox_has_a_name_there():
    assert {model._meta.label_lower for model in outbox_models()} == set(TABLE_NAMES)


@pytest.mark.parametrize("many", [0, 30])
def test_it_costs_the_same_whatever_the_data(operator, django_assert_max_num_queries, many):
    for _ in range(many):
        fail()
        make_code(waits_for="mail")
    if many:
        break_system()
        beat("worker@here", is_start=True)
    with django_assert_max_num_queries(15):
        assert operator.get(PAGE).status_code == 200


def test_only_who_may_operate_sees_it():
    roles.load_roles()
    for role in (roles.REVIEWER, roles.AUDITOR, roles.CARD_OFFICER):
        assert sit_down(f"x{role.name[:4]}", role).get(PAGE).status_code == 403
    assert Client().get(PAGE).status_code == 302


def test_one_is_tried_again_and_the_audit_log_knows_who_did_it(operator):
    row = fail(attempts=12)
    assert "yeniden denenecek" in press(operator, row, "retry").content.decode()
    row.refresh_from_db()
    assert (row.promise_state, row.attempts) == (OutboxState.QUEUED, 0)
    entry = AuditEntry.objects.get(action="retried_item")
    assert (entry.officer.username, entry.key) == ("isletmen", str(row.pk))


def test_one_is_given_up_with_a_reason_and_is_no_alarm_any_more(operator):
    row = fail()
    assert press(operator, row, "close").status_code == 422
    press(operator, row, "close", reason="Adres değişti")
    row.refresh_from_db()
    assert (row.promise_state, row.last_error) == (OutboxState.FAILED, "closed: Adres değişti")
    assert AuditEntry.objects.get(action="closed_item").detail == "Adres değişti"
    assert "Bir kişiyi bekleyenler (0)" in operator.get(PAGE).content.decode()


def test_giving_up_what_had_not_failed_has_what_follows_a_failure(operator):
    visit = EdevletVisit.objects.create(promise_state=OutboxState.QUEUED)
    press(operator, visit, "close", reason="e-Devlet kapalı")
    visit.refresh_from_db()
    assert visit.outcome == EdevletVisit.Outcome.UNREACHABLE


def test_all_of_a_system_are_tried_again(operator):
    break_system("mail")
    waiting = make_code(waits_for="mail", next_attempt_at=timezone.now() + timedelta(minutes=1))
    given_up = fail()
    OneTimeCode.objects.filter(pk=given_up.pk).update(last_error="mail: smtp_451")
    other = fail()
    operator.post(PAGE, {"action": "retry_system", "system": "mail"})
    for row in (waiting, given_up, other):
        row.refresh_from_db()
    assert waiting.next_attempt_at <= timezone.now()
    assert (given_up.promise_state, other.promise_state) == (OutboxState.QUEUED, OutboxState.FAILED)
    assert OutsideSystem.objects.get().next_probe_at <= timezone.now(), "a probe may go at once"
    assert AuditEntry.objects.get(action="retried_system").key == "mail"


@pytest.mark.parametrize(
    "fields",
    [
        {"action": "retry_system", "system": "nobody"},
        {"action": "retry", "table": "applicants.applicant", "key": "1"},
        {"action": "retry", "table": "nonsense", "key": "1"},
        {"action": "retry", "table": "applicants.notice", "key": "nonsense"},
        {},
    ],
)
def test_nonsense_is_nowhere(operator, fields):
    assert operator.post(PAGE, fields).status_code == 404


def test_somebody_who_never_comes_back_from_edevlet_is_no_alarm_and_a_held_notice_is(operator):
    day_ago = timezone.now() - timedelta(days=1)
    EdevletVisit.objects.create(promise_state=OutboxState.ON_HOLD, created_at=day_ago)
    assert "Bir kişiyi bekleyenler (0)" in operator.get(PAGE).content.decode()
    Notice.objects.create(
        applicant=Applicant.objects.create(email="a@ornek.example"),
        kind="approved",
        dedupe_key="x",
        language="tr",
        recipient="a@ornek.example",
        title="x",
        text="x",
        html="x",
        promise_state=OutboxState.ON_HOLD,
        created_at=day_ago,
    )
    assert "Bir kişiyi bekleyenler (1)" in operator.get(PAGE).content.decode()


# --- metrics -------------------------------------------------------------------------------------------


def read_metrics(text: str) -> dict[str, list]:
    return {family.name: family.samples for family in text_string_to_metric_families(text)}


def test_metrics_tell_what_lies_in_the_outbox_and_who_is_away(client):
    fail()
    make_code(waits_for="mail", created_at=timezone.now() - timedelta(hours=1))
    break_system("mail")
    beat("worker@here", is_start=True)
    found = read_metrics(client.get("/metrics").content.decode())
    values = {
        tuple(each.labels[name] for name in ("table", "queue", "state")): each.value
        for each in found["emuafiyet_outbox_items"]
    }
    assert values["applicants.onetimecode", "otp", "failed"] == 1
    assert values["applicants.onetimecode", "otp", "pending"] == 1
    (waiting,) = found["emuafiyet_outbox_waiting"]
    assert (waiting.labels, waiting.value) == ({"table": "applicants.onetimecode", "system": "mail"}, 1)
    assert [(each.labels["system"], each.value) for each in found["emuafiyet_system_up"]] == [("mail", 0)]
    assert max(each.value for each in found["emuafiyet_outbox_oldest_seconds"]) >= 3600
    assert found["emuafiyet_process_seen_timestamp_seconds"][0].labels == {"process": "worker@here"}
    assert RecordReading._meta.label_lower in {key[0] for key in values}


def test_metrics_are_for_the_machine_itself_or_for_who_has_the_token(client, settings):
    assert client.get("/metrics", REMOTE_ADDR="198.51.100.7").status_code == 403
    assert client.get("/metrics", HTTP_X_FORWARDED_FOR="127.0.0.1").status_code == 403
    settings.METRICS_TOKEN = "a-long-token"
    assert client.get("/metrics").status_code == 403
    assert client.get("/metrics", HTTP_AUTHORIZATION="Bearer another").status_code == 403
    answer = client.get("/metrics", HTTP_AUTHORIZATION="Bearer a-long-token", REMOTE_ADDR="198.51.100.7")
    assert answer.status_code == 200


# --- for people ----------------------------------------------------------------------------------------


def test_the_status_page_says_that_all_works(client, django_assert_max_num_queries):
    memory.forget()
    with django_assert_max_num_queries(1):
        page = client.get("/durum/").content.decode()
    assert "Bütün hizmetler çalışıyor" in page
    assert "Yanıt vermiyor" not in page


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("tr", "NVİ yanıt vermiyor; başvurunuz sürüyor"),
        ("en", "The population register (NVİ) is not answering; your application goes on"),
        ("ru", "Реестр населения (NVİ) не отвечает"),
        ("ar", "NVİ"),
    ],
)
def test_the_status_page_says_what_is_away_and_that_people_lose_nothing(client, language, words):
    break_system("nvi")
    page = client.get("/durum/", headers={"accept-language": language}).content.decode()
    assert words in page
    assert "timeout" not in page


def test_a_person_who_is_signed_in_reads_it_on_every_page_and_a_stranger_does_not(client, settings):
    applicant = Applicant.objects.create(email="nilufar@ornek.example")
    break_system("nvi")
    assert "NVİ yanıt vermiyor" not in client.get("/").content.decode()
    sign_in(client, applicant)
    assert "NVİ yanıt vermiyor; başvurunuz sürüyor" in client.get("/bildirimler/").content.decode()
    OutsideSystem.objects.update(state=BreakerState.CLOSED)
    memory.forget()
    assert "NVİ yanıt vermiyor" not in client.get("/bildirimler/").content.decode()


def test_the_footer_leads_there(client):
    assert 'href="/durum/"' in client.get("/").content.decode()


def test_every_system_that_people_notice_belongs_to_a_service():
    named = {system for service in SERVICES for system in service.systems}
    assert named == {
        "mail",
        "edevlet",
        "nvi",
        "goc",
        "mfa",
        "sgk",
        "gib",
        "ptt",
        "store",
        "scanner",
        "seal",
        "timestamp",
    }

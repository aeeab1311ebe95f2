"""/verify: every answer an officer can get, nothing about the person beyond it, and no way to fish for codes."""

import uuid
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from documents.issued.certificate import revoke_certificate
from documents.issued.certificate.certificate_codes import format_code, generate_code
from documents.issued.verification import VerificationVerdict, format_initials, verify_code

from .papers import issued

pytestmark = pytest.mark.django_db

TODAY = date(2026, 3, 10)
SECRETS = ("KOWALSKA", "Zofia", "Maria", "EK4402187", "99041776235", "Kraków", "EM-2026-000123-3", "MB-2026")


def around_today(**changes):
    today = timezone.localdate()
    return issued(**{"valid_from": today - timedelta(days=5), "valid_to": today + timedelta(days=30)} | changes)


def page(client: Client, code: str, **headers) -> str:
    answer = client.get(reverse("verify", args=[code]), headers=headers)
    assert answer.status_code == 200
    return answer.content.decode()


def test_answers_on_every_day_of_a_certificates_life():
    case = uuid.uuid4()
    code = issued(case=case).verification_code
    first, last = date(2026, 1, 15), date(2026, 7, 14)
    assert verify_code(code, first - timedelta(days=1)).verdict is VerificationVerdict.UPCOMING
    assert verify_code(code, first).verdict is VerificationVerdict.VALID
    assert verify_code(code, last).verdict is VerificationVerdict.VALID
    over = verify_code(code, last + timedelta(days=1))
    assert (over.verdict, over.since, over.reason) == (VerificationVerdict.ENDED, date(2026, 7, 15), "expired")
    revoke_certificate(case, reason="terminated", at=TODAY)
    assert verify_code(code, TODAY - timedelta(days=1)).verdict is VerificationVerdict.VALID
    ended = verify_code(code, TODAY)
    assert (ended.verdict, ended.since, ended.reason) == (VerificationVerdict.ENDED, TODAY, "terminated")
    assert verify_code(code, last + timedelta(days=90)).since == TODAY


def test_ending_an_expired_certificate_does_not_lengthen_it():
    case = uuid.uuid4()
    code = issued(case=case).verification_code
    revoke_certificate(case, reason="cancelled", at=date(2026, 9, 1))
    answer = verify_code(code, date(2026, 9, 2))
    assert (answer.since, answer.reason) == (date(2026, 7, 15), "expired")


@pytest.mark.requirement("R76")
def test_a_valid_certificate_is_called_valid_and_shows_no_more_than_initials(client):
    certificate = around_today()
    text = page(client, certificate.verification_code)
    assert 'class="verdict verdict--valid"' in text
    assert "Geçerli</h1>" in text
    assert f"{certificate.valid_to:%d.%m.%Y} gününün sonuna kadar geçerlidir" in text
    assert "Z. M. K." in text
    assert "Bilimsel, kültürel ve sanatsal faaliyet" in text
    assert "m.48/1-a" in text
    assert "Sorgulama zamanı" in text
    assert not [secret for secret in SECRETS if secret in text]
    assert "<img" not in text.partition('id="main"')[2].partition("</main>")[0]


@pytest.mark.parametrize(
    ("reason", "words"),
    [
        ("terminated", "Muafiyet sonlandırıldı; belge 10.03.2026 gününden beri geçerli değil."),
        ("cancelled", "Muafiyet iptal edildi; belge 10.03.2026 gününden beri geçerli değil."),
        ("superseded", "Yerine yeni bir belge düzenlendi; bu belge 10.03.2026 gününden beri geçerli değil."),
    ],
)
@pytest.mark.requirement("R76")
def test_an_ended_certificate_says_why_and_since_when(client, reason, words):
    case = uuid.uuid4()
    certificate = around_today(case=case, valid_from=date(2026, 1, 15))
    revoke_certificate(case, reason=reason, at=TODAY)
    text = page(client, certificate.verification_code)
    assert "Artık geçerli değil</h1>" in text
    assert words in text


def test_an_expired_certificate_says_when_it_ran_out(client):
    text = page(client, issued(valid_from=date(2025, 1, 1), valid_to=date(2025, 3, 1)).verification_code)
    assert "Artık geçerli değil</h1>" in text
    assert "Belgenin süresi 01.03.2025 gününün sonunda doldu." in text


def test_a_certificate_of_the_future_is_real_but_not_yet_valid(client):
    start = timezone.localdate() + timedelta(days=3)
    text = page(client, around_today(valid_from=start).verification_code)
    assert "Henüz başlamadı</h1>" in text
    assert f"{start:%d.%m.%Y} gününde geçerli olmaya başlayacaktır" in text


@pytest.mark.requirement("R76")
def test_twenty_random_codes_and_near_misses_give_nothing(client):
    code = around_today().verification_code
    nearby = [code[:-1] + other for other in "0123456789ABCDEFGHJKMNPQRSTVWXYZ" if other != code[-1]][:5]
    for guess in [*nearby, *(generate_code() for _ in range(20))]:
        text = page(client, guess)
        assert "Böyle bir belge yok</h1>" in text
        assert format_code(guess) in text
        assert "Z. M. K." not in text


def test_every_answer_costs_the_same_one_query(client):
    case = uuid.uuid4()
    ended = around_today(case=case)
    revoke_certificate(case, reason="cancelled", at=timezone.localdate())
    for code in (around_today().verification_code, ended.verification_code, generate_code()):
        with CaptureQueriesContext(connection) as queries:
            page(client, code)
        asked = [query["sql"] for query in queries if "documents_certificate" in query["sql"]]
        assert len(queries) == len(asked) == 1
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL enable_seqscan = off")
            cursor.execute("EXPLAIN " + asked[0])
            assert "Index Scan" in str(cursor.fetchall())


def test_the_form_takes_a_code_as_people_write_it(client):
    code = around_today().verification_code
    typed = " ".join(format_code(code).lower().replace("0", "o").split("-"))
    answer = client.get(reverse("verify"), {"code": typed})
    assert "Geçerli</h1>" in answer.content.decode()


@pytest.mark.parametrize("typed", ["", "1234", "U" * 16, "x" * 400, "<script>alert(1)</script>", "\x00" * 16])
def test_a_malformed_code_is_explained_beside_the_field_and_kept(client, typed):
    answer = client.get(reverse("verify"), {"code": typed})
    text = answer.content.decode()
    assert answer.status_code == 200
    assert "govuk-error-message" in text
    assert 'href="#id_code"' in text
    assert "verdict" not in text.partition('id="main"')[2]
    assert "<script>alert" not in text
    if typed == "1234":
        assert 'value="1234"' in text


def test_a_malformed_code_in_the_address_gets_the_form_too(client):
    answer = client.get("/verify/so-not-a-code")
    assert answer.status_code == 200
    assert "govuk-error-message" in answer.content.decode()


@pytest.mark.requirement("R76")
def test_the_thirty_first_question_of_a_minute_has_to_wait(client):
    statuses = [client.get(reverse("verify"), {"code": generate_code()}).status_code for _ in range(70)]
    # the minute may turn once while we ask, never twice
    assert statuses[:30] == [200] * 30
    assert 429 in statuses
    assert statuses.count(200) <= 60
    late = client.get(reverse("verify"), {"code": generate_code()})
    if late.status_code == 429:
        assert late["Retry-After"] == "60"
        assert "Çok fazla sorgu yapıldı" in late.content.decode()
    assert client.get(reverse("verify")).status_code == 200  # the empty form stays open


def test_answers_are_neither_stored_nor_indexed_and_need_no_cookie(client):
    for address in (reverse("verify"), reverse("verify", args=[generate_code()])):
        answer = client.get(address)
        assert answer["Cache-Control"] == "no-store"
        assert answer["X-Robots-Tag"] == "noindex"
        assert "sessionid" not in answer.cookies
    assert client.post(reverse("verify")).status_code == 405


def test_the_category_is_read_in_english_outside_turkish(client):
    text = page(client, around_today().verification_code, accept_language="ru")
    assert "Scientific, cultural or artistic activity" in text
    assert '<html lang="ru" dir="ltr"' in text
    arabic = page(client, around_today().verification_code, accept_language="ar")
    assert '<html lang="ar" dir="rtl"' in arabic
    assert "<bdi>Z. M. K.</bdi>" in arabic


@pytest.mark.parametrize(
    ("given_names", "surname", "shown"),
    [("Zofia Maria", "KOWALSKA-WIŚNIEWSKA", "Z. M. K."), ("", "SUHARTO", "S."), ("İnci", "Öz", "İ. Ö.")],
)
def test_initials(given_names, surname, shown):
    assert format_initials(given_names, surname) == shown

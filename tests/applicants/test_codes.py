"""One-time codes: right once, in the asking browser, within its time and tries, and found nowhere but in the mail."""

import base64
import json
from datetime import timedelta

import pytest
import redis
from django.conf import settings as configured
from django.db import connection
from django.test import Client
from django.utils import timezone

from applicants.models import Applicant, OneTimeCode, Session
from emuafiyet.core.limits import client_network
from emuafiyet.core.outbox.delivery import attempt_delivery

from .doors import CODE, RESEND, ask, asked, at_once, later, sign_in, type_code, wrong

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("R8")]


def text(response) -> str:
    return response.content.decode()


def is_signed_in(browser: Client) -> bool:
    return "applicant" in browser.session


def code_row(**values) -> OneTimeCode:
    return OneTimeCode(purpose="sign_in", language="tr", **{"email": "x@ornek.example", "network": "n", **values})


def test_the_code_of_the_mail_signs_in(browser, nilufar, sandbox):
    ask(browser, "  NILUFAR@ornek.example ")
    assert attempt_delivery(OneTimeCode, asked(browser).pk)
    (mail,) = sandbox.mails(nilufar.email, at_least=1)
    line = next(line for line in mail["text"].splitlines() if line[:1].isdigit())
    assert type_code(browser, line).status_code == 302
    assert browser.session["applicant"] == str(nilufar.pk)


@pytest.mark.parametrize(
    "spelling",
    [
        lambda digits: f"  {digits[:4]}\u00a0{digits[4:]} ",
        lambda digits: f"{digits[:4]}-{digits[4:]}",
        lambda digits: " ".join(digits),
        lambda digits: digits.translate(str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")),
        lambda digits: digits.translate(str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹")),
        # Copied out of an Arabic mail, typed on a Japanese keyboard, or set with a typographer's hyphen.
        lambda digits: f"\u202a{digits[:4]} {digits[4:]}\u202c\u200f",
        lambda digits: digits.translate(str.maketrans("0123456789", "０１２３４５６７８９")),
        lambda digits: f"{digits[:4]}\u2011{digits[4:]}",
    ],
)
def test_the_code_is_accepted_however_it_was_copied(browser, nilufar, spelling):
    ask(browser, nilufar.email)
    type_code(browser, spelling(asked(browser).derive_digits()))
    assert is_signed_in(browser)


@pytest.mark.parametrize("typed", ["1234567", "123456789", "1234567a", "12345678" * 6, "'; --", "-" * 8])
def test_what_cannot_be_a_code_costs_no_try(browser, nilufar, typed):
    ask(browser, nilufar.email)
    page = type_code(browser, typed)
    assert page.status_code == 200
    assert "Hata:" in text(page)
    assert asked(browser).tries == 0


def test_wrong_tries_count_down_and_the_fifth_ends_the_code(browser, nilufar):
    ask(browser, nilufar.email)
    code = asked(browser)
    for left in (4, 3, 2, 1):
        assert f"{left} deneme hakkınız kaldı" in text(type_code(browser, wrong(code)))
    assert "5 kez yanlış girildi ve geçersiz oldu. Yeni kod isteyin." in text(type_code(browser, wrong(code)))
    assert "5 kez yanlış girildi" in text(type_code(browser, code.derive_digits()))
    assert not is_signed_in(browser)


def test_a_code_is_dead_after_ten_minutes(browser, nilufar):
    ask(browser, nilufar.email)
    code = asked(browser)
    assert code.expires_at - code.created_at <= timedelta(minutes=10, seconds=1)
    later(code, minutes=10)
    assert "Kodun süresi doldu. Yeni kod isteyin." in text(type_code(browser, code.derive_digits()))
    assert not is_signed_in(browser)


def test_a_code_opens_one_door_once(browser, nilufar):
    ask(browser, nilufar.email)
    OneTimeCode.objects.filter(pk=asked(browser).pk).update(used_at=timezone.now())
    page = type_code(browser, asked(browser).derive_digits())
    assert "Bu kod kullanıldı. Yeni kod isteyin." in text(page)
    assert not is_signed_in(browser)


def test_a_code_pressed_twice_tells_the_second_press_what_to_do(browser, nilufar):
    """The first press ended the session that the second one came with."""
    ask(browser, nilufar.email)
    twin = Client()
    twin.cookies.load({configured.SESSION_COOKIE_NAME: browser.cookies[configured.SESSION_COOKIE_NAME].value})
    digits = asked(browser).derive_digits()
    type_code(browser, digits)
    again = twin.post(CODE, {"code": digits}, follow=True)
    assert "Bu kod artık geçerli değil" in text(again)
    assert not is_signed_in(twin)


def test_another_browser_cannot_use_the_code(browser, nilufar):
    ask(browser, nilufar.email)
    digits = asked(browser).derive_digits()
    stranger = Client()
    assert type_code(stranger, digits).url == "/giris/"
    ask(stranger, "stranger@ornek.example")
    type_code(stranger, digits)
    assert not is_signed_in(stranger)
    assert type_code(browser, digits).status_code == 302


def test_a_new_code_makes_the_old_one_useless(browser, nilufar):
    ask(browser, nilufar.email)
    old = asked(browser)
    later(old, seconds=61)
    assert "Yeni kod gönderildi. Önceki kod artık geçersiz." in text(browser.post(RESEND, follow=True))
    assert asked(browser).pk != old.pk
    assert "Kod yanlış" in text(type_code(browser, old.derive_digits()))
    assert type_code(browser, asked(browser).derive_digits()).status_code == 302


def test_a_new_code_within_a_minute_is_refused_and_the_old_one_still_works(browser, nilufar):
    ask(browser, nilufar.email)
    assert "60 saniye sonra" in text(browser.post(RESEND, follow=True))
    assert "60 saniye sonra" in text(ask(Client(), nilufar.email))
    assert OneTimeCode.objects.count() == 1
    assert type_code(browser, asked(browser).derive_digits()).status_code == 302


def test_pressing_the_button_twice_leads_to_the_code_both_times(browser, nilufar):
    """Without scripts nothing stops a double click, and its second answer is the one that is shown."""
    assert ask(browser, nilufar.email).url == CODE
    code = asked(browser)
    again = ask(browser, nilufar.email)
    assert again.url == CODE
    assert "az önce kod gönderdik" in text(browser.get(CODE))
    assert asked(browser) == code
    assert OneTimeCode.objects.count() == 1
    # Spent or expired, it leads nowhere.
    OneTimeCode.objects.update(used_at=timezone.now())
    assert ask(browser, nilufar.email).status_code == 200


@pytest.mark.parametrize(
    ("sent", "minutes_ago", "column", "refused"),
    [
        (4, 59, "email", False),
        (5, 59, "email", True),
        (5, 61, "email", False),
        (9, 23 * 60, "email", False),
        (10, 23 * 60, "email", True),
        (10, 24 * 60 + 1, "email", False),
        (19, 4, "network", False),
        (20, 4, "network", True),
        (20, 6, "network", False),
    ],
)
def test_addresses_and_networks_have_their_share(browser, nilufar, rf, sent, minutes_ago, column, refused):
    here = client_network(rf.get("/"))
    same = {"email": nilufar.email, "network": here} if column == "email" else {"network": here}
    at = timezone.now() - timedelta(minutes=minutes_ago)
    OneTimeCode.objects.bulk_create(
        code_row(**{"email": f"{n}@ornek.example", **same}, created_at=at) for n in range(sent)
    )
    answer = ask(browser, nilufar.email)
    assert (answer.status_code == 200) is refused
    assert OneTimeCode.objects.count() == sent + (not refused)
    if refused:
        assert "Kısa sürede çok kod istendi" in text(answer)
        assert f'value="{nilufar.email}"' in text(answer)


def test_a_crowded_network_does_not_hide_what_an_address_has_had(browser, nilufar, rf):
    crowd = timezone.now() - timedelta(minutes=20)
    here = client_network(rf.get("/"))
    OneTimeCode.objects.bulk_create(
        code_row(email=f"{n}@ornek.example", network=here, created_at=crowd) for n in range(2_500)
    )
    OneTimeCode.objects.bulk_create(code_row(email=nilufar.email, network=here, created_at=crowd) for _ in range(5))
    assert "Kısa sürede çok kod istendi" in text(ask(browser, nilufar.email))


@pytest.mark.django_db(transaction=True)
def test_fifty_guesses_at_once_are_five_guesses(browser):
    applicant = Applicant.objects.create(email="nilufar@ornek.example")
    ask(browser, applicant.email)
    code, key = asked(browser), browser.cookies[configured.SESSION_COOKIE_NAME].value

    def guess(number: int) -> str:
        mine = Client()
        mine.cookies.load({configured.SESSION_COOKIE_NAME: key})
        return text(type_code(mine, f"{(int(code.derive_digits()) + 1 + number) % 100_000_000:08d}"))

    pages = at_once(50, guess)
    assert sum("deneme hakkınız kaldı" in page for page in pages) == 4
    assert sum("5 kez yanlış girildi" in page for page in pages) == 46
    code.refresh_from_db()
    assert code.tries == 5
    type_code(browser, code.derive_digits())
    assert not is_signed_in(browser)


@pytest.mark.django_db(transaction=True)
def test_the_right_code_twenty_times_at_once_signs_in_once(browser):
    applicant = Applicant.objects.create(email="nilufar@ornek.example")
    ask(browser, applicant.email)
    digits, key = asked(browser).derive_digits(), browser.cookies[configured.SESSION_COOKIE_NAME].value

    def press(number: int) -> bool:
        mine = Client()
        mine.cookies.load({configured.SESSION_COOKIE_NAME: key})
        answer = type_code(mine, digits)
        assert answer.status_code in {200, 302}
        return is_signed_in(mine)

    assert sorted(at_once(20, press), key=str) == [False] * 19 + [True]
    assert applicant.sessions.count() == 1


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("together", "most"), [("address", 1), ("network", 20)])
def test_asking_from_many_tabs_at_once_gets_no_code_more(together, most):
    at_once(30, lambda n: ask(Client(), "x@ornek.example" if together == "address" else f"x{n}@ornek.example"))
    assert OneTimeCode.objects.count() == most


@pytest.mark.django_db(transaction=True)
def test_the_digits_are_kept_nowhere(browser, sandbox):
    """Not in a column of any table, not in Redis, not in a task's arguments: only in the mail."""
    applicant = Applicant.objects.create(email="nilufar@ornek.example")
    ask(browser, applicant.email)
    code = asked(browser)
    with redis.Redis.from_url(configured.REDIS_URL) as client:
        messages = [
            message
            for key in client.scan_iter()
            if client.type(key) == b"list"
            for message in client.lrange(key, 0, -1)
        ]
        assert any(str(code.pk).encode() in message for message in messages), "the broker was told"
        rest = [client.dump(key) for key in client.scan_iter()]
    assert attempt_delivery(OneTimeCode, code.pk)
    type_code(browser, wrong(code))
    rows = every_row()
    sign_in_page = type_code(browser, code.derive_digits())
    rows += every_row()

    (mail,) = sandbox.mails(applicant.email, at_least=1)
    digits = code.derive_digits()
    assert f"{digits[:4]} {digits[4:]}" in mail["text"]
    assert sign_in_page.status_code == 302
    kept = [*rows, *messages, *rest, *map(decoded, messages)]
    for spelling in (digits, f"{digits[:4]} {digits[4:]}", f"{digits[:4]}-{digits[4:]}"):
        assert not [each for each in kept if spelling.encode() in each]
    assert not [each for each in map(decoded, messages) if b"nilufar" in each]


def every_row() -> list[bytes]:
    """Every column of every table as text; session data in clear."""
    found = [str(session.get_decoded()).encode() for session in Session.objects.all()]
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT t::text FROM "{table}" t')
            found += [row[0].encode() for row in cursor.fetchall()]
    assert any(b"nilufar@ornek.example" in row for row in found), "rows were read at all"
    return found


def decoded(message: bytes) -> bytes:
    return base64.b64decode(json.loads(message)["body"]) + message


def test_nobody_is_signed_in_by_digits_of_an_address_without_account(browser, db):
    """Whoever guesses them (they were mailed to nobody) sees what every wrong guess sees."""
    ask(browser, "nobody@ornek.example")
    page = type_code(browser, asked(browser).derive_digits())
    assert "Kod yanlış. E-postadaki son kodu yazın; 4 deneme hakkınız kaldı." in text(page)
    assert not is_signed_in(browser)


def test_a_signed_in_person_is_not_asked_again(browser, nilufar):
    sign_in(browser, nilufar)
    assert browser.get("/giris/").url == "/basvurularim/"
    assert browser.get(CODE).status_code == 302

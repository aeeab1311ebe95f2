"""What people and workers do at the doors, for tests: ask, read the mail, type, knock with a reference."""

import re
import threading
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

from django.db import connection
from django.db.models import F, Model
from django.test import Client
from django.utils import timezone

from applicants.models import Applicant, Arrival, EdevletVisit, OneTimeCode
from emuafiyet.core.outbox.delivery import attempt_delivery
from tests.sandbox_server import Sandbox

EMAIL, CODE, RESEND = "/giris/e-posta/", "/giris/kod/", "/giris/kod/yeni/"
CONSULAR, ADMISSION, SIGN_OUT = "/giris/konsolosluk/", "/giris/sonuc/", "/cikis/"
PASSPORT, EDEVLET = "/giris/pasaport/", "/giris/e-devlet/"
EDEVLET_OUTCOME, EDEVLET_EMAIL = "/giris/e-devlet/sonuc/", "/giris/e-devlet/e-posta/"


def ask(browser: Client, email: str) -> Any:
    return browser.post(EMAIL, {"email": email})


def asked(browser: Client) -> OneTimeCode:
    """The code this browser was promised last."""
    return OneTimeCode.objects.get(pk=browser.session["code"])


def type_code(browser: Client, digits: str) -> Any:
    return browser.post(CODE, {"code": digits})


def wrong(code: OneTimeCode) -> str:
    """Eight digits that are not the code's."""
    return f"{(int(code.derive_digits()) + 1) % 100_000_000:08d}"


def sign_in(browser: Client, applicant: Applicant) -> Client:
    ask(browser, applicant.email)
    assert type_code(browser, asked(browser).derive_digits()).status_code == 302
    assert browser.session["applicant"] == str(applicant.pk)
    return browser


def knock(browser: Client, reference: str, passport: str, email: str = "nilufar@ornek.example") -> Any:
    return browser.post(CONSULAR, {"consular_reference": reference, "passport_number": passport, "email": email})


def prove(browser: Client) -> Any:
    """Type the right code of the consular door."""
    return type_code(browser, asked(browser).derive_digits())


def arrive(browser: Client, reference: str, passport: str, email: str = "nilufar@ornek.example") -> Any:
    """Knock, prove the e-mail, let a worker ask the mission, and look at what became of it."""
    assert knock(browser, reference, passport, email).url == CODE
    assert prove(browser).url == ADMISSION
    attempt_delivery(Arrival, Arrival.objects.latest("created_at").pk)
    return browser.get(ADMISSION)


def approve(sandbox: Sandbox, login: str, ykn: str, answer: str = "onayla") -> str:
    """What a person does on e-Devlet's two pages; the address that e-Devlet sends the browser back to."""
    page = sandbox.http.get(login)
    hidden = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', page.text))
    form = hidden | {"ykn": ykn, "password": "sanal-2026", "answer": answer}
    return sandbox.http.post(urlsplit(login).path, data=form).headers["location"]


def ours(address: str) -> str:
    """The part of an address of ours that the test client understands."""
    parts = urlsplit(address)
    return f"{parts.path}?{parts.query}"


def through_edevlet(browser: Client, sandbox: Sandbox, ykn: str, answer: str = "onayla") -> Any:
    """To e-Devlet and back; a worker exchanges the code; the page that comes after."""
    back = approve(sandbox, browser.get(EDEVLET).url, ykn, answer)
    assert browser.get(ours(back)).url == EDEVLET_OUTCOME
    attempt_delivery(EdevletVisit, browser.session["edevlet_visit"])
    return browser.get(EDEVLET_OUTCOME)


def first_time_by_edevlet(browser: Client, sandbox: Sandbox, ykn: str, email: str = "nilufar@ornek.example") -> Any:
    """Through e-Devlet, prove the e-mail, let a worker ask NVİ, and look at what became of it."""
    assert through_edevlet(browser, sandbox, ykn).url == EDEVLET_EMAIL
    answer = browser.post(EDEVLET_EMAIL, {"email": email})
    assert answer.url == CODE, answer.content.decode()
    return prove_and_look(browser)


def prove_and_look(browser: Client) -> Any:
    """Type the right code, let a worker ask the authority, and look at what became of it."""
    assert prove(browser).url == ADMISSION
    attempt_delivery(Arrival, Arrival.objects.latest("created_at").pk)
    return browser.get(ADMISSION)


def passport_form(entry: dict[str, Any], email: str = "nilufar@ornek.example", **other: str) -> dict[str, str]:
    """What the person of this entry types at the passport door."""
    year, month, day = entry["entered_on"].split("-")
    birth = {f"birth_{part}": str(value or "") for part, value in entry["birth"].items()}
    one_name = {} if entry["given_names"] else {"one_name": "on"}
    entered = {"entered_on_day": day, "entered_on_month": month, "entered_on_year": year}
    names = {name: entry[name] for name in ("passport_number", "nationality", "given_names", "surname")}
    return names | birth | entered | one_name | {"foreigner_id": "", "email": email} | other


def later(row: Model, **by: float) -> None:
    """Let time pass for one row: every moment written in it moves into the past."""
    moments = (
        "created_at",
        "returned_at",
        "exchanged_at",
        "expires_at",
        "hinted_at",
        "next_attempt_at",
        "lease_until",
        "published_at",
    )
    held = {field.name for field in row._meta.concrete_fields}
    type(row).objects.filter(pk=row.pk).update(**{name: F(name) - timedelta(**by) for name in moments if name in held})


def due(row: Model) -> None:
    """The backoff is over and no worker holds the row."""
    type(row).objects.filter(pk=row.pk).update(next_attempt_at=timezone.now())


def at_once(times: int, do: Callable[[int], Any]) -> list[Any]:
    """``do(0) .. do(times - 1)`` in threads behind a barrier; what each gave back, exceptions included."""
    barrier, results = threading.Barrier(times), [None] * times

    def run(number: int) -> None:
        try:
            barrier.wait(30)
            results[number] = do(number)
        except Exception as error:  # noqa: BLE001 (the test looks at it)
            results[number] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(number,)) for number in range(times)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return results

"""Foreigner identity numbers: valid, one per person, and the registry's bad days."""

import time

from stdnum.tr import tckimlik

from tests.sandbox_server import Sandbox, wait_for

BIRTH = {"year": 1991, "month": 4, "day": 17}


def person(passport: str, **other: object) -> dict:
    return {
        "surname": "KARIMOVA",
        "given_names": "N",
        "passport_number": passport,
        "nationality": "UZB",
        "birth": BIRTH,
    } | other


def test_the_number_is_valid_and_always_the_same_for_one_person(sandbox: Sandbox) -> None:
    first = sandbox.post("/nvi/allot", person("AA0000001"))["ykn"]
    assert first.startswith("99")
    assert tckimlik.is_valid(first)
    assert sandbox.post("/nvi/allot", person("AA0000001", surname="KARIMOVA-SMITH"))["ykn"] == first


def test_another_passport_nationality_or_birth_date_is_another_person(sandbox: Sandbox) -> None:
    numbers = {
        sandbox.post("/nvi/allot", values)["ykn"]
        for values in (
            person("AA0000001"),
            person("AA0000002"),
            person("AA0000001", nationality="KAZ"),
            person("AA0000001", birth={"year": 1991, "month": None, "day": None}),
        )
    }
    assert len(numbers) == 4


def test_a_pending_number_is_given_after_a_while(sandbox: Sandbox) -> None:
    answer = sandbox.http.post("/nvi/allot", json=person("PEND00001"))
    assert answer.status_code == 202
    assert answer.json()["status"] == "pending"

    def look() -> str | None:
        later = sandbox.http.post("/nvi/allot", json=person("PEND00001"))
        return later.json()["ykn"] if later.status_code == 200 else None

    start = time.monotonic()
    assert wait_for(look, 10)
    assert time.monotonic() - start > 2, "it was never really pending"


def test_refused_and_down(sandbox: Sandbox) -> None:
    refused = sandbox.http.post("/nvi/allot", json=person("DUPE00001"))
    assert (refused.status_code, refused.json()) == (409, {"error": "duplicate_person"})
    assert sandbox.http.post("/nvi/allot", json=person("DOWN00001")).status_code == 503


def test_the_record_of_a_number(sandbox: Sandbox) -> None:
    made = sandbox.post("/nvi/persons", {"surname": "ŞİRİN", "given_names": "İPEK"})
    record = sandbox.get(f"/nvi/persons/{made['ykn']}")
    assert (record["surname"], record["life_status"], record["sex"]) == ("ŞİRİN", "alive", "K")
    assert "edevlet" not in record
    assert sandbox.http.get("/nvi/persons/99000000042").status_code == 404


def test_a_number_is_verified_together_with_name_and_birth(sandbox: Sandbox) -> None:
    made = sandbox.post("/nvi/persons", {"surname": "ŞİRİN", "given_names": "İPEK"})
    asked = {"ykn": made["ykn"], "surname": "Sirin", "given_names": "Ipek", "birth": made["birth"]}
    assert sandbox.post("/nvi/verify", asked) == {"verified": True}
    assert sandbox.post("/nvi/verify", {**asked, "birth": BIRTH}) == {"verified": False}
    assert sandbox.post("/nvi/verify", {**asked, "surname": "SARI"}) == {"verified": False}
    assert sandbox.post("/nvi/verify", {**asked, "ykn": "99000000042"}) == {"verified": False}

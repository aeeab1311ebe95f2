"""Consular references: who is shown, who is refused, and that one reference serves one person once."""

import pytest

from tests.sandbox_server import Sandbox


def ask(sandbox: Sandbox, reference: str, passport: str) -> tuple[int, dict]:
    answer = sandbox.http.get(f"/mfa/references/{reference}", params={"passport": passport})
    return answer.status_code, answer.json()


def test_a_right_reference_and_passport_show_the_person(sandbox: Sandbox) -> None:
    status, person = ask(sandbox, "2026110012345678", "FA1234567")
    assert status == 200
    assert (person["surname"], person["given_names"]) == ("KARIMOVA", "NILUFAR")
    assert person["nationality"] == "UZB"
    assert person["birth"] == {"year": 1991, "month": 4, "day": 17}
    assert person["used"] is False


def test_passports_are_compared_as_people_type_them(sandbox: Sandbox) -> None:
    assert ask(sandbox, "2026110012345678", "fa 1234567")[0] == 200


def test_a_single_name_stands_as_surname_and_an_unknown_birthday_stays_unknown(sandbox: Sandbox) -> None:
    _, single = ask(sandbox, "1000000000000001", "C01X00T47")
    assert (single["surname"], single["given_names"], single["name"]) == ("SUHARTINI", "", "SUHARTINI")
    _, partial = ask(sandbox, "4300220011223344", "P1234567")
    assert partial["birth"] == {"year": 1989, "month": None, "day": None}


@pytest.mark.parametrize(
    ("reference", "passport", "status", "error"),
    [
        ("2026110099999999", "FA1234567", 404, "unknown"),
        ("2026110012345678", "FA7654321", 409, "passport_mismatch"),
        ("2026110000000303", "U12345687", 409, "passport_mismatch"),
        ("2026110000000101", "AB1234567", 409, "used"),
        ("2026090000000202", "L898902C3", 409, "expired"),
        ("2026110000000404", "Y1234500", 409, "mission_closed"),
        ("5000000000000500", "D1234567", 500, "internal_error"),
    ],
)
def test_each_refusal_says_which(sandbox: Sandbox, reference: str, passport: str, status: int, error: str) -> None:
    assert ask(sandbox, reference, passport) == (status, {"error": error})


def test_somebody_elses_passport_does_not_learn_that_a_reference_is_used(sandbox: Sandbox) -> None:
    assert ask(sandbox, "2026110000000101", "XX0000000")[1] == {"error": "passport_mismatch"}


def test_a_reference_is_used_once_but_the_same_user_may_ask_again(sandbox: Sandbox) -> None:
    made = sandbox.new_reference(surname="DOE", given_names="JANE", nationality="GBR")
    use = f"/mfa/references/{made['reference']}/use"
    first = sandbox.post(use, {"passport": made["passport_number"], "use_id": "one"})
    assert sandbox.post(use, {"passport": made["passport_number"], "use_id": "one"}) == first
    other = sandbox.http.post(use, json={"passport": made["passport_number"], "use_id": "two"})
    assert (other.status_code, other.json()) == (409, {"error": "used"})
    assert ask(sandbox, made["reference"], made["passport_number"])[1] == {"error": "used"}
    sandbox.post(f"/mfa/references/{made['reference']}/renew")
    assert ask(sandbox, made["reference"], made["passport_number"])[0] == 200


def test_an_old_reference_can_be_made_and_is_refused(sandbox: Sandbox) -> None:
    made = sandbox.new_reference(issued_days_ago=30.01)
    assert ask(sandbox, made["reference"], made["passport_number"])[1] == {"error": "expired"}
    fresh = sandbox.new_reference(issued_days_ago=29.9)
    assert ask(sandbox, fresh["reference"], fresh["passport_number"])[0] == 200


def test_a_decision_reported_twice_counts_once(sandbox: Sandbox) -> None:
    made = sandbox.new_reference()
    report = {"id": f"d-{made['reference']}", "reference": made["reference"], "decision": "approved"}
    assert sandbox.http.post("/mfa/decisions", json=report).status_code == 201
    assert sandbox.http.post("/mfa/decisions", json=report).status_code == 200
    kept = [d for d in sandbox.get("/mfa/decisions")["decisions"] if d["reference"] == made["reference"]]
    assert [d["decision"] for d in kept] == ["approved"]


def test_the_ministry_can_be_down_and_come_back(sandbox: Sandbox) -> None:
    sandbox.control(mfa_down=60)
    assert ask(sandbox, "2026110012345678", "FA1234567") == (503, {"error": "down"})
    sandbox.restore()
    assert ask(sandbox, "2026110012345678", "FA1234567")[0] == 200

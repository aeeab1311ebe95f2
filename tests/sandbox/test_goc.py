"""Entries: one per passport and nationality, made on demand for tests and the demo."""

from tests.sandbox_server import Sandbox


def test_the_last_entry_of_a_passport_says_gate_and_stay(sandbox: Sandbox) -> None:
    entry = sandbox.get("/goc/entries", passport="AZ1234567", nationality="AZE")
    assert entry["gate"] == "İstanbul Havalimanı"
    assert entry["stay_basis"] == "visa_waiver"
    assert entry["entered_on"] < entry["stay_until"]
    assert sandbox.http.get("/goc/entries?passport=AZ1234567&nationality=GEO").status_code == 404


def test_somebody_may_enter_on_demand_with_one_name_and_half_a_birthday(sandbox: Sandbox) -> None:
    birth = {"year": 1990, "month": None, "day": None}
    made = sandbox.post("/goc/entries", {"surname": "SUHARTO", "given_names": "", "birth": birth})
    found = sandbox.get("/goc/entries", passport=made["passport_number"], nationality="AZE")
    assert found == made
    assert (found["given_names"], found["birth"]) == ("", birth)


def test_the_directorate_can_be_down(sandbox: Sandbox) -> None:
    sandbox.control(goc_down=60)
    assert sandbox.http.get("/goc/entries?passport=AZ1234567&nationality=AZE").status_code == 503

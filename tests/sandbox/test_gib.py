"""Receivables, the two ways of paying, and a feed that forgets nothing and repeats nothing."""

import secrets
import time
from datetime import UTC, datetime, timedelta

from tests.sandbox_server import Sandbox

YKN, OTHER_YKN = "99000000042", "99000000110"
LEGS = [{"code": "9280", "amount_kurus": 1257490}, {"code": "9268", "amount_kurus": 96400}]


def debt(sandbox: Sandbox, **other: object) -> dict:
    owed = {
        "reference": f"26{secrets.randbelow(10**12):012d}",
        "ykn": YKN,
        "legs": LEGS,
        "valid_until": (datetime.now(UTC) + timedelta(days=30)).isoformat(),
    } | other
    sandbox.post("/gib/receivables", owed)
    return owed


def feed(sandbox: Sandbox, cursor: str = "") -> tuple[list[dict], str, str | None]:
    lines: list[dict] = []
    while True:
        page = sandbox.get("/gib/collections", cursor=cursor)
        lines += page["lines"]
        cursor = page["cursor"]
        if page["imported_through"] or not page["lines"]:
            return lines, cursor, page["imported_through"]


def test_registering_twice_is_one_debt_and_a_changed_one_is_refused(sandbox: Sandbox) -> None:
    owed = debt(sandbox)
    assert sandbox.http.post("/gib/receivables", json=owed).status_code == 200
    changed = owed | {"legs": LEGS[:1]}
    assert sandbox.http.post("/gib/receivables", json=changed).status_code == 409


def test_paying_by_reference_shows_the_amounts_and_makes_one_line_per_leg(sandbox: Sandbox) -> None:
    _, cursor, _ = feed(sandbox)
    owed = debt(sandbox)
    page = sandbox.pay_by_card(ykn=YKN, reference=owed["reference"], legs=["9280"])
    assert "Ödemeniz alındı" in page
    assert "12.574,90" in page
    sandbox.pay_by_card(ykn=YKN, reference=owed["reference"], legs=["9268"])
    lines, _, _ = feed(sandbox, cursor)
    assert [(line["tax_code"], line["amount_kurus"], line["reference"], line["collector"]) for line in lines] == [
        ("9280", 1257490, owed["reference"], "IVD"),
        ("9268", 96400, owed["reference"], "IVD"),
    ]


def test_a_paid_leg_is_not_offered_again(sandbox: Sandbox) -> None:
    owed = debt(sandbox)
    sandbox.pay_by_card(ykn=YKN, reference=owed["reference"], legs=["9280"])
    again = sandbox.pay_by_card(ykn=YKN, reference=owed["reference"], legs=["9280"])
    assert "Ödenecek en az bir kalem seçin" in again


def test_right_reference_with_another_number_is_not_found(sandbox: Sandbox) -> None:
    owed = debt(sandbox)
    page = sandbox.pay_by_card(ykn=OTHER_YKN, reference=owed["reference"], legs=["9280"])
    assert "eşleşen bir borç bulunamadı" in page


def test_a_cancelled_debt_cannot_be_paid_and_a_late_one_is_refused(sandbox: Sandbox) -> None:
    cancelled = debt(sandbox)
    sandbox.post(f"/gib/receivables/{cancelled['reference']}/cancel")
    assert "bulunamadı" in sandbox.pay_by_card(ykn=YKN, reference=cancelled["reference"], legs=["9280"])
    late = debt(sandbox, valid_until=(datetime.now(UTC) - timedelta(seconds=1)).isoformat())
    assert "son ödeme günü geçmiştir" in sandbox.pay_by_card(ykn=YKN, reference=late["reference"], legs=["9280"])


def test_repricing_changes_what_is_asked(sandbox: Sandbox) -> None:
    owed = debt(sandbox)
    sandbox.post(f"/gib/receivables/{owed['reference']}/reprice", {"legs": [{"code": "9268", "amount_kurus": 120000}]})
    page = sandbox.pay_by_card(ykn=YKN, reference=owed["reference"], legs=["9268"])
    assert "1.200,00" in page
    assert "12.574,90" not in page


def test_the_bank_counter_takes_any_amount_and_knows_no_reference(sandbox: Sandbox) -> None:
    _, cursor, _ = feed(sandbox)
    token = sandbox.http.get("/gib/banka/").text.split('csrfmiddlewaretoken" value="')[1].split('"')[0]
    form = {"csrfmiddlewaretoken": token, "bank": "0012", "tax_code": "9268", "ykn": YKN, "amount": "964,01"}
    assert "Tahsil edildi" in sandbox.http.post("/gib/banka/", data=form).text
    lines, _, _ = feed(sandbox, cursor)
    assert [(line["collector"], line["reference"], line["amount_kurus"]) for line in lines] == [("0012", None, 96401)]


def test_a_misread_amount_is_never_taken(sandbox: Sandbox) -> None:
    token = sandbox.http.get("/gib/banka/").text.split('csrfmiddlewaretoken" value="')[1].split('"')[0]
    for amount in ("", "0", "9,6,4", "12.57,4", "-964", "9e3", "12.574.9"):
        form = {"csrfmiddlewaretoken": token, "bank": "0012", "tax_code": "9268", "ykn": YKN, "amount": amount}
        answer = sandbox.http.post("/gib/banka/", data=form)
        assert answer.status_code == 422, amount
        assert "Tahsil edildi" not in answer.text, amount


def test_the_feed_gives_each_line_once_in_pages_and_says_how_far_it_is_complete(sandbox: Sandbox) -> None:
    _, cursor, _ = feed(sandbox)
    made = [sandbox.collect(tax_code="9268", amount_kurus=n, ykn=YKN)["collection_id"] for n in range(1, 56)]
    first = sandbox.get("/gib/collections", cursor=cursor)
    assert len(first["lines"]) == 50
    assert first["imported_through"] is None
    second = sandbox.get("/gib/collections", cursor=first["cursor"])
    assert [line["collection_id"] for line in first["lines"] + second["lines"]] == made
    assert datetime.now(UTC) - datetime.fromisoformat(second["imported_through"]) < timedelta(seconds=30)
    assert sandbox.get("/gib/collections", cursor=second["cursor"])["lines"] == []


def test_a_line_reported_late_holds_the_watermark_back(sandbox: Sandbox) -> None:
    _, cursor, _ = feed(sandbox)
    collected = datetime.now(UTC) - timedelta(days=3)
    sandbox.collect(
        tax_code="9268", amount_kurus=1, ykn=YKN, collected_at=collected.isoformat(), report_after_seconds=1
    )
    lines, cursor, through = feed(sandbox, cursor)
    assert lines == []
    assert through
    assert datetime.fromisoformat(through) < collected
    time.sleep(1.1)
    lines, _, through = feed(sandbox, cursor)
    assert len(lines) == 1
    assert through
    assert datetime.fromisoformat(through) > collected


def test_an_unknown_cursor_starts_again_rather_than_losing_lines(sandbox: Sandbox) -> None:
    line = sandbox.collect(tax_code="9268", amount_kurus=7, ykn=YKN)
    lines, _, _ = feed(sandbox, "gone:9999")
    assert line["collection_id"] in {entry["collection_id"] for entry in lines}


def test_the_feed_can_be_down_while_people_still_pay(sandbox: Sandbox) -> None:
    _, cursor, _ = feed(sandbox)
    sandbox.control(gib_feed_down=60)
    assert sandbox.http.get("/gib/collections").status_code == 503
    owed = debt(sandbox)
    sandbox.pay_by_card(ykn=YKN, reference=owed["reference"], legs=["9280", "9268"])
    sandbox.restore()
    assert len(feed(sandbox, cursor)[0]) == 2

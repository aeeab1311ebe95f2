"""GİB's payment page and a bank's counter, as an applicant or a bank clerk would meet them."""

import re
from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from .gib import TAX_CODES, add_collection
from .numbers import is_ykn, parse_kurus
from .state import current_time, state

INSTITUTION = "Uluslararası İşgücü Genel Müdürlüğü"
INSTITUTIONS = (INSTITUTION, "Karayolları Genel Müdürlüğü", "Orman Genel Müdürlüğü")
BANKS = {"0010": "Ziraat Bankası", "0012": "Halkbank", "0015": "VakıfBank", "0064": "İş Bankası"}
GOOD_CARD, REFUSED_CARD = "4111111111111111", "4000000000000002"


def find_receivable(institution: str, ykn: str, reference: str) -> dict[str, Any] | None:
    """Institution, YKN and reference must all match (domain 3.9); otherwise the page knows nothing."""
    with state.read() as data:
        found = data["receivables"].get(reference)
        if institution != INSTITUTION or not found or found["ykn"] != ykn or found["state"] != "open":
            return None
        paid = {
            c["line"]["tax_code"]
            for c in data["collections"]
            if c["line"]["reference"] == reference and c["line"]["collector"] == "IVD" and not c["line"]["reversal"]
        }
        legs = [{**leg, "title": TAX_CODES[leg["code"]], "paid": leg["code"] in paid} for leg in found["legs"]]
        return {**found, "legs": legs, "late": current_time() > datetime.fromisoformat(found["valid_until"])}


@require_http_methods(["GET", "POST"])
def pay_by_reference(request: HttpRequest) -> HttpResponse:
    """ "Referans Numarası İle Ödeme": ask for the debt, then pay one leg or all by card."""
    asked = {name: request.POST.get(name, "").strip() for name in ("institution", "ykn", "reference")}
    page: dict[str, Any] = {**asked, "institutions": INSTITUTIONS, "good_card": GOOD_CARD, "refused_card": REFUSED_CARD}
    if request.method == "POST":
        debt = find_receivable(**asked)
        page["debt"] = debt
        if debt is None:
            page["error"] = "Girdiğiniz bilgilerle eşleşen bir borç bulunamadı."
        elif "pay" in request.POST:
            page.update(pay_legs(debt, request.POST.getlist("leg"), request.POST.get("card", "")))
            page["debt"] = find_receivable(**asked)
        page["all_paid"] = bool(page["debt"]) and all(leg["paid"] for leg in page["debt"]["legs"])
    return render(request, "sandbox/odeme.html", page, status=422 if page.get("error") else 200)


def pay_legs(debt: dict[str, Any], codes: list[str], card: str) -> dict[str, Any]:
    chosen = [leg for leg in debt["legs"] if leg["code"] in codes and not leg["paid"]]
    number = re.sub(r"\s", "", card)
    if debt["late"]:
        return {"error": "Bu borcun son ödeme günü geçmiştir."}
    if not chosen:
        return {"error": "Ödenecek en az bir kalem seçin."}
    if number == REFUSED_CARD:
        return {"error": "Kart reddedildi. Ödeme alınmadı."}
    if number != GOOD_CARD:
        return {"error": "Kart numarası geçerli değil. Sınama kartını kullanın."}
    lines = [
        add_collection(
            collector="IVD",
            tax_code=leg["code"],
            ykn=debt["ykn"],
            amount_kurus=leg["amount_kurus"],
            reference=debt["reference"],
        )
        for leg in chosen
    ]
    return {"receipts": lines}


@require_http_methods(["GET", "POST"])
def bank_counter(request: HttpRequest) -> HttpResponse:
    """A bank takes whatever it is given: no reference, no check of the amount."""
    names = ("bank", "tax_code", "ykn", "amount", "collected_at")
    values = {name: request.POST.get(name, "").strip() for name in names}
    page: dict[str, Any] = {**values, "banks": BANKS, "tax_codes": TAX_CODES, "errors": []}
    if request.method == "POST":
        amount = parse_kurus(values["amount"])
        if values["bank"] not in BANKS:
            page["errors"].append("Banka seçin.")
        if not re.fullmatch("[0-9]{4}", values["tax_code"]):
            page["errors"].append("Vergi türü kodu 4 rakamdır.")
        if not is_ykn(values["ykn"]):
            page["errors"].append("Yabancı kimlik numarası 99 ile başlayan 11 rakamdır.")
        if not amount:
            page["errors"].append("Tutarı 12.574,90 biçiminde yazın.")
        try:
            when = parse_moment(values["collected_at"])
        except ValueError:
            page["errors"].append("Tahsil zamanı okunamadı.")
        if not page["errors"]:
            page["receipt"] = add_collection(
                collector=values["bank"],
                tax_code=values["tax_code"],
                ykn=values["ykn"],
                amount_kurus=amount or 0,
                collected_at=when,
            )
            page["bank_name"] = BANKS[values["bank"]]
    return render(request, "sandbox/banka.html", page, status=422 if page["errors"] else 200)


def parse_moment(text: str) -> str:
    """A ``datetime-local`` value as an ISO instant; empty means now."""
    if not text:
        return ""
    typed = datetime.fromisoformat(text)
    return (typed if typed.tzinfo else timezone.make_aware(typed)).isoformat(timespec="seconds")

"""PTT: parcels are registered and withdrawn by SOAP, move on a clock, and can be asked after (domain 6.6)."""

import re
from datetime import datetime, timedelta
from typing import Any
from xml.etree.ElementTree import Element
from xml.sax.saxutils import escape
from zoneinfo import ZoneInfo

from defusedxml.ElementTree import ParseError, fromstring
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_POST

from .controls import apply_controls, read_control
from .replies import RefusedReplyError, answer_refusals, read_body, require_value
from .state import current_time, state

ISTANBUL = ZoneInfo("Europe/Istanbul")
SECONDS_PER_MOVEMENT = 20.0  # seconds between two movements, unless the control "ptt_pace" says otherwise
ACCEPTED, ON_ITS_WAY, OUT = "KABUL EDİLDİ", "TRANSFER MERKEZİNE SEVK EDİLDİ", "DAĞITIMA ÇIKARILDI"
HELD = "PTT İŞYERİNDE BEKLİYOR"
NOT_HOME = "ADRESTE YOK, HABER KÂĞIDI BIRAKILDI"
# The house number in the address (the last two digits of the dwelling code) decides what happens to a parcel.
STORIES: dict[str, tuple[str, list[str], str]] = {
    "91": ("teslim, komşuya", [ACCEPTED, ON_ITS_WAY, OUT, "KOMŞUYA TESLİM EDİLDİ"], "KOMŞUSU"),
    "92": ("evde yok, şubeden alır", [ACCEPTED, ON_ITS_WAY, OUT, NOT_HOME, HELD, "TESLİM EDİLDİ"], "KENDİSİ"),
    "93": ("evde yok, almaz, geri döner", [ACCEPTED, ON_ITS_WAY, OUT, NOT_HOME, HELD, "İADE EDİLDİ"], ""),
    "94": ("yanlış adres, geri döner", [ACCEPTED, ON_ITS_WAY, OUT, "ADRESTEN TAŞINMIŞ", "İADE EDİLDİ"], ""),
    "95": ("kaybolur", [ACCEPTED, ON_ITS_WAY], ""),
    "96": ("kabulEkle2 hata verir", [], ""),
    "97": ("barkod kullanılmış", [], ""),
}
USUAL_STORY = ("teslim, kendisine", [ACCEPTED, ON_ITS_WAY, OUT, "TESLİM EDİLDİ"], "KENDİSİ")


def find_story(address: str) -> tuple[str, list[str], str]:
    found = re.search(r"NO: ?([0-9]{1,2})\b", address)
    return STORIES.get(found[1], USUAL_STORY) if found else USUAL_STORY


def list_movements(parcel: dict[str, Any]) -> tuple[list[dict[str, Any]], str]:
    """What has happened up to this moment, and who received the parcel."""
    start = datetime.fromisoformat(parcel["registered_at"])
    pace = read_control("ptt_pace") or SECONDS_PER_MOVEMENT
    _title, words, receiver = find_story(parcel["address"])
    seen = []
    if not parcel["by_hand"]:
        for step, text in enumerate(words, 1):
            at = start + timedelta(seconds=pace * step)
            if at <= current_time():
                seen.append({"number": step, "at": at.isoformat(), "office": "ÖRNEK PTT", "words": text})
        received = receiver if words and len(seen) == len(words) else ""
        return seen, received
    return parcel["by_hand"], parcel["received_by"]


def parse_request(request: HttpRequest) -> tuple[str, Element]:
    try:
        tree = fromstring(request.body)
        operation = next(iter(_find_elements(tree, "Body")[0]))
    except (ParseError, IndexError, StopIteration, ValueError):
        raise RefusedReplyError(400, "not_soap") from None
    return operation.tag.rpartition("}")[2], operation


def _find_elements(tree: Element, name: str) -> list[Element]:
    return [each for each in tree.iter() if each.tag.rpartition("}")[2] == name]


def read_text(tree: Element, name: str) -> str:
    found = _find_elements(tree, name)
    return (found[0].text or "").strip() if found else ""


def build_soap_response(operation: str, inside: str) -> HttpResponse:
    answer = (
        '<?xml version="1.0" encoding="UTF-8"?>'
        '<soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/"><soapenv:Body>'
        f'<ns:{operation}Response xmlns:ns="http://ptt.gov.tr"><ns:return>{inside}</ns:return></ns:{operation}Response>'
        "</soapenv:Body></soapenv:Envelope>"
    )
    return HttpResponse(answer, content_type="text/xml; charset=utf-8")


@csrf_exempt
@require_POST
@answer_refusals
def load(request: HttpRequest) -> HttpResponse:
    """``PttVeriYukleme``: kabulEkle2 registers, barkodVeriSil withdraws before physical acceptance."""
    apply_controls("ptt")
    operation, asked = parse_request(request)
    if operation == "kabulEkle2":
        return build_soap_response(operation, register_parcel(asked))
    if operation == "barkodVeriSil":
        return build_soap_response(operation, withdraw_parcel(read_text(asked, "barcode")))
    raise RefusedReplyError(400, "unknown_operation")


def register_parcel(asked: Element) -> str:
    barcode = read_text(asked, "barkodNo")
    facts = {
        "barcode": barcode,
        "reference": read_text(asked, "musteriReferansNo"),
        "recipient": read_text(asked, "aliciAdi"),
        "address": read_text(asked, "aAdres"),
        "province": read_text(asked, "aliciIlAdi"),
    }
    if not read_text(asked, "musteriId") or not all(facts.values()):
        return "<hataKodu>-1</hataKodu><aciklama>EKSİK BİLGİ</aciklama>"
    title = find_story(facts["address"])[0]
    if title == STORIES["96"][0]:
        return "<hataKodu>-5</hataKodu><aciklama>SİSTEM HATASI</aciklama>"
    with state.change() as data:
        known = data["parcels"].get(barcode)
        used = title == STORIES["97"][0] or (known and known["reference"] != facts["reference"])
        if not used and not known:
            data["parcels"][barcode] = facts | {
                "registered_at": current_time().isoformat(),
                "by_hand": [],
                "received_by": "",
            }
    code = "2" if used else "1"
    words = "BARKOD DAHA ÖNCE KULLANILMIŞ" if used else "BAŞARILI"
    return (
        "<hataKodu>1</hataKodu><aciklama>BAŞARILI</aciklama>"
        f"<dongu><barkod>{escape(barcode)}</barkod><donguHataKodu>{code}</donguHataKodu>"
        f"<donguAciklama>{words}</donguAciklama></dongu>"
    )


def withdraw_parcel(barcode: str) -> str:
    with state.change() as data:
        parcel = data["parcels"].get(barcode)
        if parcel and not list_movements(parcel)[0]:
            del data["parcels"][barcode]
            return "<hataKodu>1</hataKodu><aciklama>SİLİNDİ</aciklama>"
    code, words = ("3", "GÖNDERİ KABUL EDİLMİŞ") if parcel else ("2", "KAYIT BULUNAMADI")
    return f"<hataKodu>{code}</hataKodu><aciklama>{words}</aciklama>"


@csrf_exempt
@require_POST
@answer_refusals
def track(request: HttpRequest) -> HttpResponse:
    """``GonderiTakipV2``: gonderiSorgu tells where a parcel is."""
    apply_controls("ptt")
    operation, asked = parse_request(request)
    if operation != "gonderiSorgu":
        raise RefusedReplyError(400, "unknown_operation")
    with state.read() as data:
        parcel = data["parcels"].get(read_text(asked, "barkod"))
    if parcel is None:
        return build_soap_response(operation, "<sonucKodu>1</sonucKodu><sonucAciklama>KAYIT BULUNAMADI</sonucAciklama>")
    seen, received_by = list_movements(parcel)
    lines = "".join(
        f"<dongu><siraNo>{each['number']}</siraNo><ITARIH>{at:%d/%m/%Y}</ITARIH><ISAAT>{at:%H:%M:%S}</ISAAT>"
        f"<IMERK>{escape(each['office'])}</IMERK><ISLEM>{escape(each['words'])}</ISLEM></dongu>"
        for each in seen
        for at in [datetime.fromisoformat(each["at"]).astimezone(ISTANBUL)]
    )
    facts = f"<BARNO>{parcel['barcode']}</BARNO><ALICI>{escape(parcel['recipient'])}</ALICI>"
    taken = f"<TESALAN>{escape(received_by)}</TESALAN>"
    return build_soap_response(
        operation, f"<sonucKodu>0</sonucKodu><sonucAciklama>BAŞARILI</sonucAciklama>{facts}{taken}{lines}"
    )


@require_GET
def parcels(request: HttpRequest) -> HttpResponse:
    """Everything that PTT has been told of, the newest first."""
    return _render_page(request, "")


@require_GET
def public_page(request: HttpRequest) -> HttpResponse:
    """PTT's page for a recipient: one parcel by its number."""
    return _render_page(request, request.GET.get("q", "").strip())


def _render_page(request: HttpRequest, wanted: str) -> HttpResponse:
    with state.read() as data:
        rows = [each for each in data["parcels"].values() if not wanted or each["barcode"] == wanted]
    shown = []
    for row in rows[::-1][:30]:
        seen, received_by = list_movements(row)
        shown.append({**row, "movements": seen, "received": received_by, "story": find_story(row["address"])[0]})
    page = {"parcels": shown, "wanted": wanted, "stories": {key: title for key, (title, _w, _r) in STORIES.items()}}
    return render(request, "sandbox/ptt.html", page)


@csrf_exempt
@require_POST
@answer_refusals
def move(request: HttpRequest, barcode: str) -> HttpResponse:
    """A clerk writes a movement; from then on the parcel moves by hand only."""
    values = read_body(request)
    words = require_value(values, "words")
    with state.change() as data:
        parcel = data["parcels"].get(barcode)
        if parcel is None:
            raise RefusedReplyError(404, "unknown")
        seen, _received = list_movements(parcel)
        line = {"number": len(seen) + 1, "at": current_time().isoformat(), "office": "ÖRNEK PTT", "words": words}
        parcel["by_hand"] = [*seen, line]
        parcel["received_by"] = values.get("received_by", "")
    return HttpResponseRedirect(f"/ptt/takip?q={barcode}")

"""PTT's services as the portal meets them: registration, withdrawal, movements on a clock."""

from tests.sandbox_server import Sandbox

ENVELOPE = (
    '<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/" xmlns:p="http://x"><s:Body><p:{0}>{1}</p:{0}>'
    "</s:Body></s:Envelope>"
)
LOAD, TRACK = "/ptt/PttVeriYukleme/services/Sorgu", "/ptt/GonderiTakipV2/services/Sorgu"


def ask(sandbox: Sandbox, where: str, operation: str, **values: str) -> str:
    inside = "".join(f"<p:{name}>{value}</p:{name}>" for name, value in values.items())
    answer = sandbox.http.post(where, content=ENVELOPE.format(operation, inside).encode())
    assert answer.status_code == 200, answer.text
    return answer.text


def register(sandbox: Sandbox, barcode: str, house: int = 7, reference: str = "r1") -> str:
    return ask(
        sandbox, LOAD, "kabulEkle2", musteriId="demo", barkodNo=barcode, musteriReferansNo=reference,
        aliciAdi="ZOFIA", aAdres=f"ÖRNEK SOK. NO: {house} DAİRE: 1", aliciIlAdi="ANKARA",
    )  # fmt: skip


def test_a_parcel_is_registered_once_and_a_number_cannot_be_used_for_another(sandbox: Sandbox) -> None:
    assert "<donguHataKodu>1<" in register(sandbox, "2700000000014")
    assert "<donguHataKodu>1<" in register(sandbox, "2700000000014")
    assert "<donguHataKodu>2<" in register(sandbox, "2700000000014", reference="r2")


def test_a_parcel_moves_on_the_clock_and_ends_as_its_address_says(sandbox: Sandbox) -> None:
    sandbox.control(ptt_pace=0.01)
    register(sandbox, "2700000000021", house=94)
    told = ask(sandbox, TRACK, "gonderiSorgu", barkod="2700000000021")
    for _ in range(100):
        if "İADE EDİLDİ" in told:
            break
        told = ask(sandbox, TRACK, "gonderiSorgu", barkod="2700000000021")
    assert told.index("KABUL") < told.index("DAĞITIMA") < told.index("TAŞINMIŞ") < told.index("İADE")
    assert "<hataKodu>3<" in ask(sandbox, LOAD, "barkodVeriSil", barcode="2700000000021")
    assert "TAŞINMIŞ" in sandbox.http.get("/ptt/takip", params={"q": "2700000000021"}).text


def test_a_parcel_not_yet_accepted_can_be_withdrawn(sandbox: Sandbox) -> None:
    register(sandbox, "2700000000038")
    assert "<hataKodu>1<" in ask(sandbox, LOAD, "barkodVeriSil", barcode="2700000000038")
    assert "<sonucKodu>1<" in ask(sandbox, TRACK, "gonderiSorgu", barkod="2700000000038")


def test_a_clerk_can_write_movements(sandbox: Sandbox) -> None:
    register(sandbox, "2700000000045")
    sandbox.http.post("/ptt/parcels/2700000000045/move", data={"words": "ADRESTE YOK"})
    assert "<ISLEM>ADRESTE YOK<" in ask(sandbox, TRACK, "gonderiSorgu", barkod="2700000000045")

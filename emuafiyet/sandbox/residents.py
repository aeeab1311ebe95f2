"""People who live in Türkiye: what e-Devlet and NVİ know of each, and what goes wrong with some of them."""

import secrets
from dataclasses import dataclass
from typing import Any

from .numbers import complete_ykn, is_ykn
from .state import state

PASSWORD = "sanal-2026"  # noqa: S105 (printed on the front page)


@dataclass(frozen=True)
class Resident:
    ykn: str
    surname: str  # a single name stands here (domain 3.4)
    given_names: str
    nationality: str
    birth: tuple[int, int | None, int | None]
    purpose_tr: str
    purpose_en: str
    passport_number: str = ""
    father_name: str = "ALİŞER"
    mother_name: str = "GÜLNARA"
    sex: str = "K"
    marital_status: str = "single"
    birth_place: str = "TAŞKENT"
    birth_country: str = "UZB"
    life_status: str = "alive"
    #: what e-Devlet does: locked, citizen, stale_code, token_500, token_slow, nonsense, refused, other_name, bad_state
    edevlet: str = ""
    #: what NVİ does: missing, down, slow
    nvi: str = ""

    def record(self) -> dict[str, Any]:
        values = {name: getattr(self, name) for name in DEFAULTS}
        return values | {"birth": dict(zip(("year", "month", "day"), self.birth, strict=True))}


DEFAULTS = (
    "ykn",
    "surname",
    "given_names",
    "nationality",
    "passport_number",
    "father_name",
    "mother_name",
    "sex",
    "marital_status",
    "birth_place",
    "birth_country",
    "life_status",
    "edevlet",
    "nvi",
)


def _build_ykn(number: int) -> str:
    return complete_ykn(2_026_000 + number)


RESIDENTS = (
    Resident(
        _build_ykn(1),
        "YUSUPOVA",
        "DİLNOZA",
        "UZB",
        (1994, 5, 21),
        "Olağan yol: e-Devlet ile ilk giriş, sonra ikinci giriş.",
        "The ordinary road: first sign-in, then a second one.",
        passport_number="FB7654321",
    ),
    Resident(
        _build_ykn(2),
        "ÇİÇEK-ŞAHİNOĞLU",
        "İĞDE GÜLÜMSER",
        "AZE",
        (1990, 2, 3),
        "Adı büyük harfle, Türkçe harflerle (İ, Ğ, Ş, Ç, Ü, Ö).",
        "Name in capitals with Turkish letters.",
        birth_country="AZE",
        birth_place="BAKÜ",
    ),
    Resident(
        _build_ykn(3),
        "SUHARTONO",
        "",
        "IDN",
        (1985, 9, 12),
        "Tek adlı kişi.",
        "One name only.",
        sex="E",
        birth_country="IDN",
    ),
    Resident(
        _build_ykn(4),
        "HAIDARI",
        "MARYAM",
        "AFG",
        (1991, None, None),
        "NVİ’de doğum tarihinin yalnız yılı var.",
        "NVİ knows the year of birth only.",
        birth_country="AFG",
    ),
    Resident(
        _build_ykn(5),
        "PETROVA",
        "ANNA",
        "RUS",
        (1988, 7, 7),
        "e-Devlet’teki ad NVİ kaydındakinden farklı.",
        "e-Devlet's name differs from NVİ's.",
        edevlet="other_name",
        birth_country="RUS",
    ),
    Resident(
        _build_ykn(6),
        "GEORGE",
        "ADA",
        "NGA",
        (1979, 1, 30),
        "NVİ kaydında ölü görünüyor.",
        "Recorded as deceased.",
        life_status="deceased",
        birth_country="NGA",
    ),
    Resident(
        _build_ykn(7),
        "SILVA",
        "MARIA",
        "BRA",
        (1995, 3, 3),
        "NVİ’de kaydı yok.",
        "Unknown to NVİ.",
        nvi="missing",
        birth_country="BRA",
    ),
    Resident(
        _build_ykn(8),
        "DOKUZOV",
        "ALI",
        "TKM",
        (1992, 12, 1),
        "NVİ yanıt vermiyor (503).",
        "NVİ is down for this person.",
        nvi="down",
        sex="E",
        birth_country="TKM",
    ),
    Resident(
        _build_ykn(9),
        "LEE",
        "MINA",
        "KOR",
        (1993, 4, 4),
        "NVİ 8 saniyede yanıt veriyor.",
        "NVİ takes 8 seconds.",
        nvi="slow",
        birth_country="KOR",
    ),
    Resident(
        _build_ykn(10),
        "KAYA",
        "LEYLA",
        "IRN",
        (1990, 6, 6),
        "11 ile aynı pasaport, aynı doğum tarihi.",
        "Shares one passport with 11.",
        passport_number="IR7000001",
        birth_country="IRN",
    ),
    Resident(
        _build_ykn(11),
        "KAYA",
        "LEILA",
        "IRN",
        (1990, 6, 6),
        "10 ile aynı pasaport, aynı doğum tarihi.",
        "Shares one passport with 10.",
        passport_number="IR7000001",
        birth_country="IRN",
    ),
    Resident(
        "10000000146",
        "YILMAZ",
        "AYŞE",
        "TUR",
        (1990, 1, 1),
        "Türk vatandaşının numarası: başvuramaz.",
        "A citizen's number: refused.",
        edevlet="citizen",
        birth_country="TUR",
    ),
    Resident(
        _build_ykn(12),
        "KILIT",
        "OLGA",
        "UKR",
        (1986, 8, 8),
        "e-Devlet hesabı kilitli.",
        "The e-Devlet account is locked.",
        edevlet="locked",
        birth_country="UKR",
    ),
    Resident(
        _build_ykn(13),
        "GECIKMELI",
        "IVAN",
        "UKR",
        (1986, 8, 9),
        "e-Devlet’in verdiği kod 60 saniyeden eski.",
        "The code is older than 60 seconds.",
        edevlet="stale_code",
        sex="E",
        birth_country="UKR",
    ),
    Resident(
        _build_ykn(14),
        "BOZUK",
        "NINA",
        "GEO",
        (1987, 8, 8),
        "e-Devlet HTTP 500 veriyor.",
        "The token address answers 500.",
        edevlet="token_500",
        birth_country="GEO",
    ),
    Resident(
        _build_ykn(15),
        "YAVAS",
        "NINO",
        "GEO",
        (1987, 8, 9),
        "e-Devlet yanıt vermiyor (zaman aşımı).",
        "The token address never answers in time.",
        edevlet="token_slow",
        birth_country="GEO",
    ),
    Resident(
        _build_ykn(16),
        "SACMA",
        "NANA",
        "GEO",
        (1987, 8, 10),
        "e-Devlet anlaşılmaz yanıt veriyor.",
        "The token address answers nonsense.",
        edevlet="nonsense",
        birth_country="GEO",
    ),
    Resident(
        _build_ykn(17),
        "RET",
        "SARA",
        "SYR",
        (1997, 8, 8),
        "e-Devlet kimliği vermiyor (EDV09.001).",
        "e-Devlet refuses the identity.",
        edevlet="refused",
        birth_country="SYR",
    ),
    Resident(
        _build_ykn(18),
        "SAPMA",
        "DANA",
        "KAZ",
        (1998, 8, 8),
        "Dönüşteki state başkasının.",
        "Comes back with another state.",
        edevlet="bad_state",
        birth_country="KAZ",
    ),
)
BY_YKN = {resident.ykn: resident for resident in RESIDENTS}


def find_resident(ykn: str) -> dict[str, Any] | None:
    """What the state knows of this number, of a scenario person or one made on demand; None when unknown."""
    if ykn in BY_YKN:
        return BY_YKN[ykn].record()
    with state.read() as data:
        return data["residents"].get(ykn)


def create_resident(wanted: dict[str, Any]) -> dict[str, Any]:
    """A new resident. Anything not given is that of the first one, without a passport; ``ykn`` chooses the number."""
    number = str(wanted.get("ykn") or complete_ykn(5_000_000 + secrets.randbelow(5_000_000)))
    if not is_ykn(number):
        raise ValueError("not a YKN")
    made = RESIDENTS[0].record() | {"passport_number": ""}
    made |= {name: wanted[name] for name in (*DEFAULTS, "birth") if name in wanted} | {"ykn": number}
    with state.change() as data:
        data["residents"][number] = made
    return made

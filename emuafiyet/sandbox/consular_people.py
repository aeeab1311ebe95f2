"""The people of the scenarios: made-up consular references, each with what it is for.

Issue dates are counted back from today, so that the demo never grows too old.
"""

import secrets
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from .state import current_time, state

LIFETIME = timedelta(days=30)  # domain 3.10
# References of files that were under way before this world began: their decisions are heard, nothing else is known.
EARLIER = "770000000000"


@dataclass(frozen=True)
class Person:
    reference: str
    passport_number: str
    surname: str  # a single name stands here (domain 3.4)
    given_names: str
    nationality: str
    birth: tuple[int, int | None, int | None]
    mission: str
    category_hint: str
    purpose_tr: str
    purpose_en: str
    issued_days_ago: int = 3
    used: bool = False
    mission_closed: bool = False
    misprint: str = ""  # the wrong passport number to try
    down: bool = False
    slow: float = 0

    def record(self) -> dict[str, Any]:
        return build_record(
            reference=self.reference,
            passport_number=self.passport_number,
            surname=self.surname,
            given_names=self.given_names,
            nationality=self.nationality,
            birth=dict(zip(("year", "month", "day"), self.birth, strict=True)),
            mission=self.mission,
            category_hint=self.category_hint,
            issued_at=(current_time() - timedelta(days=self.issued_days_ago)).isoformat(),
        )


def build_record(**values: Any) -> dict[str, Any]:
    """A reference as the MFA keeps it."""
    return {"name": f"{values['given_names']} {values['surname']}".strip(), **values}


PEOPLE = (
    Person(
        "2026110012345678",
        "FA1234567",
        "KARIMOVA",
        "NILUFAR",
        "UZB",
        (1991, 4, 17),
        "Taşkent Büyükelçiliği",
        "research-knowledge-experience",
        "Olağan yol: üniversitede araştırma yapacak bir kadın.",
        "The ordinary road: a researcher.",
    ),
    Person(
        "1000000000000001",
        "C01X00T47",
        "SUHARTINI",
        "",
        "IDN",
        (1988, 8, 12),
        "Cakarta Büyükelçiliği",
        "science-culture-art",
        "Tek adlı kişi: yalnız bir adı var.",
        "A person with one name only.",
    ),
    Person(
        "4300220011223344",
        "P1234567",
        "NAZARI",
        "FEROZ",
        "AFG",
        (1989, None, None),
        "Kabil Büyükelçiliği",
        "science-culture-art",
        "Doğum günü ve ayı bilinmiyor, yalnız yılı var.",
        "Birth date known by year only.",
    ),
    Person(
        "4300220011223352",
        "N00123456",
        "AL HALABI",
        "RIMA",
        "SYR",
        (1995, 1, None),
        "Beyrut Büyükelçiliği",
        "compulsory-internship-student",
        "Doğum ayı var, günü bilinmiyor.",
        "Birth month known, day not.",
    ),
    Person(
        "9000111122223333",
        "K7654321",
        "WICKRAMASINGHE MUDIYANSELAGE RALAHAMILAGE SENEVIRATNE",
        "THARINDU CHATHURANGA BANDARA PRIYADARSHANA",
        "LKA",
        (1979, 11, 30),
        "Kolombo Büyükelçiliği",
        "machinery-and-product-training",
        "Çok uzun ad ve soyad.",
        "Very long names.",
    ),
    Person(
        "2026000000000042",
        "751234567",
        "SHCHERBAKOVA",
        "EKATERINA ALEKSANDROVNA",
        "RUS",
        (1985, 2, 28),
        "Moskova Büyükelçiliği",
        "cross-border-service",
        "Adı Kiril harfli; burada pasaporttaki Latin yazımıyla.",
        "Cyrillic name, in the passport's Latin spelling.",
    ),
    Person(
        "2026110000000101",
        "AB1234567",
        "OKAFOR",
        "CHINEDU",
        "NGA",
        (1993, 6, 5),
        "Abuja Büyükelçiliği",
        "professional-athlete-coach",
        "Referans daha önce kullanılmış.",
        "The reference has been used already.",
        used=True,
    ),
    Person(
        "2026090000000202",
        "L898902C3",
        "FERNANDEZ",
        "LUCIA",
        "ARG",
        (1990, 9, 9),
        "Buenos Aires Büyükelçiliği",
        "science-culture-art",
        "Referans 30 günden eski.",
        "The reference is older than 30 days.",
        issued_days_ago=45,
    ),
    Person(
        "2026110000000303",
        "U12345678",
        "TANAKA",
        "HARUTO",
        "JPN",
        (1982, 12, 1),
        "Tokyo Büyükelçiliği",
        "turkish-japanese-university",
        "Pasaport uyuşmuyor: U12345687 ile deneyin.",
        "Passport mismatch: try U12345687.",
        misprint="U12345687",
    ),
    Person(
        "2026110000000404",
        "Y1234500",
        "MAHLANGU",
        "THANDEKA",
        "ZAF",
        (1987, 3, 21),
        "Pretorya Büyükelçiliği",
        "sports-activity",
        "Temsilcilik kapalı: kayıt görülemiyor.",
        "The mission is closed.",
        mission_closed=True,
    ),
    Person(
        "5000000000000500",
        "D1234567",
        "NOVAK",
        "JANA",
        "CZE",
        (1994, 7, 14),
        "Prag Büyükelçiliği",
        "foreign-press",
        "Dışişleri sistemi çöküyor (HTTP 500).",
        "The MFA's system fails (HTTP 500).",
        down=True,
    ),
    Person(
        "8000000000000008",
        "S1234567",
        "PARK",
        "JIWOO",
        "KOR",
        (1996, 10, 3),
        "Seul Büyükelçiliği",
        "foreign-press",
        "Dışişleri 8 saniyede yanıt veriyor.",
        "The MFA takes 8 seconds.",
        slow=8,
    ),
)
BY_REFERENCE = {person.reference: person for person in PEOPLE}


def find_reference(reference: str) -> dict[str, Any] | None:
    """The record of a reference, of a scenario person or made on demand; None when unknown."""
    if reference in BY_REFERENCE:
        return BY_REFERENCE[reference].record()
    with state.read() as data:
        return data["references"].get(reference)


def is_used(reference: str) -> bool:
    with state.read() as data:
        if reference in data["uses"]:
            return bool(data["uses"][reference])
    person = BY_REFERENCE.get(reference)
    return bool(person and person.used)


def create_reference(wanted: dict[str, Any]) -> dict[str, Any]:
    """A new reference. Anything not given is that of the first scenario person, with a passport of its own.

    ``issued_days_ago`` (number) makes an old one; ``reference`` chooses the number.
    """
    like = PEOPLE[0].record()
    reference = str(wanted.get("reference") or f"7{secrets.randbelow(10**15):015d}")
    made = build_record(
        reference=reference,
        passport_number=str(wanted.get("passport_number") or f"Z{secrets.randbelow(10**8):08d}").upper(),
        surname=str(wanted.get("surname") or like["surname"]),
        given_names=str(wanted.get("given_names", like["given_names"])),
        nationality=str(wanted.get("nationality") or like["nationality"]),
        birth=wanted.get("birth") or like["birth"],
        mission=str(wanted.get("mission") or like["mission"]),
        category_hint=str(wanted.get("category_hint") or like["category_hint"]),
        issued_at=(current_time() - timedelta(days=float(wanted.get("issued_days_ago") or 0))).isoformat(),
    )
    with state.change() as data:
        data["references"][reference] = made
        data["uses"].pop(reference, None)
    return made

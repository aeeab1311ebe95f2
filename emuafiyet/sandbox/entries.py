"""People who came to Türkiye with a passport: entries with gate and stay, each with what it is for.

Dates are counted back from today, so that the demo never grows too old.
"""

import secrets
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from .residents import RESIDENTS
from .state import current_time, state


@dataclass(frozen=True)
class Entry:
    passport_number: str
    surname: str  # a single name stands here (domain 3.4)
    given_names: str
    nationality: str
    birth: tuple[int, int | None, int | None]
    purpose_tr: str
    purpose_en: str
    days_ago: int = 10
    gate: str = "İstanbul Havalimanı"
    stay_basis: str = "visa_waiver"  # visa, visa_waiver, residence or none
    stay_days: int | None = 90  # from the entry on; None: no end is known
    ykn: str = ""
    left: bool = False

    def record(self) -> dict[str, Any]:
        entered = current_time().date() - timedelta(days=self.days_ago)
        until = entered + timedelta(days=self.stay_days) if self.stay_days is not None else None
        return {
            "passport_number": self.passport_number,
            "surname": self.surname,
            "given_names": self.given_names,
            "nationality": self.nationality,
            "birth": dict(zip(("year", "month", "day"), self.birth, strict=True)),
            "entered_on": entered.isoformat(),
            "gate": self.gate,
            "stay_basis": self.stay_basis,
            "stay_until": until.isoformat() if until else None,
            "left": self.left,
        }


ENTRIES = (
    Entry(
        "AZ1234567",
        "MAMMADOVA",
        "AYSEL",
        "AZE",
        (1992, 3, 8),
        "Olağan yol: vize muafiyetiyle gelmiş.",
        "The ordinary road: came under a visa waiver.",
    ),
    Entry(
        "B7654321",
        "SUKARNOPUTRI",
        "",
        "IDN",
        (1990, 10, 1),
        "Tek adlı kişi: «Tek adım var» kutusunu işaretleyin.",
        "One name only: tick the box.",
        stay_basis="visa",
        stay_days=60,
    ),
    Entry(
        "P7654321",
        "RAHIMI",
        "ZAHRA",
        "AFG",
        (1993, None, None),
        "Doğum gününü ve ayını boş bırakın.",
        "Leave day and month of birth empty.",
        gate="Kapıköy Kara Hudut Kapısı",
        stay_basis="visa",
        stay_days=30,
    ),
    Entry(
        "C01ZZZ999",
        "MUELLER",
        "JUERGEN",
        "DEU",
        (1980, 5, 5),
        "Adı «Jürgen Müller» diye de yazılabilir.",
        "May also be typed as Jürgen Müller.",
    ),
    Entry(
        RESIDENTS[0].passport_number,
        RESIDENTS[0].surname,
        "DILNOZA",
        "UZB",
        RESIDENTS[0].birth,
        f"Yabancı kimlik numarası da var: {RESIDENTS[0].ykn}. Sonra e-Devlet ile de girebilir.",
        "Has an identity number as well; may later sign in by e-Devlet.",
        stay_basis="residence",
        stay_days=400,
        ykn=RESIDENTS[0].ykn,
    ),
    Entry(
        "N7000001",
        "HASSAN",
        "OMAR",
        "SYR",
        (1988, 1, 1),
        "Kalış süresi geçmiş.",
        "Has overstayed.",
        days_ago=200,
        stay_basis="none",
        stay_days=None,
    ),
    Entry(
        "K7000002",
        "SMITH",
        "JANE",
        "GBR",
        (1985, 6, 15),
        "Türkiye’den çıkmış.",
        "Has left the country again.",
        days_ago=40,
        left=True,
    ),
    Entry("DOWN00001", "KIM", "HANA", "KOR", (1991, 2, 2), "Göç İdaresi yanıt vermiyor (503).", "Göç İdaresi is down."),
    Entry("SLOW00001", "KIM", "BORA", "KOR", (1991, 2, 3), "Göç İdaresi 8 saniyede yanıt veriyor.", "8 seconds."),
)
BY_PASSPORT = {(entry.passport_number, entry.nationality): entry for entry in ENTRIES}


def find_entry(passport: str, nationality: str) -> dict[str, Any] | None:
    """The last entry with this passport, of a scenario person or one made on demand; None when there is none."""
    if (passport, nationality) in BY_PASSPORT:
        return BY_PASSPORT[passport, nationality].record()
    with state.read() as data:
        return data["entries"].get(f"{passport}|{nationality}")


def create_entry(wanted: dict[str, Any]) -> dict[str, Any]:
    """Somebody enters Türkiye. Anything not given is that of the first person, with a passport of its own."""
    made = ENTRIES[0].record() | {"passport_number": f"E{secrets.randbelow(10**8):08d}"}
    made |= {name: value for name, value in wanted.items() if name in made and value not in ("", None)}
    made |= {name: wanted[name] for name in ("given_names", "stay_until") if name in wanted}
    with state.change() as data:
        data["entries"][f"{made['passport_number']}|{made['nationality']}"] = made
    return made

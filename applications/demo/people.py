"""Fictional people with complete profiles, and an application of each, one press away from being sent."""

import unicodedata
from datetime import date, timedelta
from typing import Any, NamedTuple

from stdnum.tr import tckimlik

from applicants.models import Applicant, Identity

from ..eligibility.deadlines import today
from ..lifecycle import engine
from ..lifecycle.actors import Actor
from ..lifecycle.details import NewApplication
from ..lifecycle.transitions import APPLICATION
from ..models import (
    Application,
    Category,
    ClarificationRead,
    Contact,
    Education,
    ExplicitConsent,
    Paper,
    Papers,
    Passport,
    Personal,
    Work,
)
from . import demo_uploads

SHORT, LONG = "science-culture-art", "research-knowledge-experience"
EMAIL_DOMAIN = "ornek.test"
# No person of the sandbox has a number from here on.
FIRST_SERIAL = 8_810_001


class Person(NamedTuple):
    given_names: str
    surname: str
    nationality: str
    birth: date
    sex: str
    city: str
    language: str
    phone: str
    occupation: str


PEOPLE = (
    Person("Amara", "OKAFOR", "NGA", date(1988, 2, 14), "K", "Lagos", "en", "+2348031234567", "Araştırmacı"),
    Person("Matteo", "RICCI", "ITA", date(1979, 9, 3), "E", "Torino", "en", "+393331234567", "Arkeolog"),
    Person("Aigerim", "SEITKALI", "KAZ", date(1994, 6, 21), "K", "Almatı", "ru", "+77011234567", "Kimyager"),
    Person("Yusuf", "AL-HADDAD", "JOR", date(1985, 11, 30), "E", "Amman", "ar", "+962791234567", "Mühendis"),
    Person("Linh", "NGUYEN", "VNM", date(1991, 4, 8), "K", "Hanoi", "en", "+84912345678", "Veri analisti"),
    Person("Pavel", "NOVAK", "CZE", date(1983, 1, 19), "E", "Brno", "en", "+420601123456", "Fizikçi"),
    Person("Camila", "ROJAS", "CHL", date(1990, 7, 27), "K", "Santiago", "en", "+56912345678", "Müzisyen"),
    Person("Davit", "BERIDZE", "GEO", date(1986, 12, 5), "E", "Batum", "ru", "+995551123456", "Restoratör"),
    Person("Nargiza", "YULDASHEVA", "UZB", date(1993, 3, 16), "K", "Semerkant", "ru", "+998901112233", "Dilbilimci"),
    Person("Omar", "HASSAN", "EGY", date(1982, 8, 11), "E", "Kahire", "ar", "+201001234567", "Tarihçi"),
    Person("Ingrid", "LARSEN", "NOR", date(1977, 5, 2), "K", "Bergen", "en", "+4790123456", "Biyolog"),
    Person("Budi", "SANTOSO", "IDN", date(1995, 10, 24), "E", "Bandung", "en", "+628121234567", "Seramik sanatçısı"),
    Person("Elena", "POPESCU", "ROU", date(1989, 1, 31), "K", "Cluj", "en", "+40721123456", "Ekonomist"),
    Person("Tariq", "MAHMOOD", "PAK", date(1984, 6, 13), "E", "Lahor", "en", "+923001234567", "Yazılım geliştirici"),
    Person("Zofia", "WIŚNIEWSKA", "POL", date(1992, 9, 9), "K", "Gdańsk", "en", "+48601123456", "Heykeltıraş"),
    Person("Hiroshi", "TANAKA", "JPN", date(1976, 2, 28), "E", "Osaka", "en", "+819012345678", "Sismolog"),
    Person("Mariam", "DIALLO", "SEN", date(1996, 12, 18), "K", "Dakar", "en", "+221771234567", "Tarım uzmanı"),
    Person("Andrei", "MOROZOV", "MDA", date(1981, 4, 25), "E", "Kişinev", "ru", "+37369123456", "Orkestra şefi"),
)


def get_email(person: Person) -> str:
    """``amara.okafor@ornek.test``."""
    plain = unicodedata.normalize("NFKD", f"{person.given_names}.{person.surname}").encode("ascii", "ignore").decode()
    return f"{plain.lower().replace('-', '')}@{EMAIL_DOMAIN}"


def register_person(person: Person, place: int) -> Applicant:
    """An account from abroad with all four sections of the profile."""
    body = f"99{FIRST_SERIAL + place:07d}"
    applicant = Applicant.objects.create(email=get_email(person), language=person.language)
    passport = f"{person.nationality[:2]}{8_100_000 + place}"
    Identity.objects.create(
        applicant=applicant,
        door="consular",
        surname=person.surname,
        given_names=person.given_names,
        nationality=person.nationality,
        birth_year=person.birth.year,
        birth_month=person.birth.month,
        birth_day=person.birth.day,
        passport_number=passport,
        foreigner_id=body + tckimlik.calc_check_digits(body),
        consular_reference=f"{7_700_000_000_000_000 + place:016d}",
        mission=f"{person.city} Büyükelçiliği",
    )
    Personal.objects.create(
        applicant=applicant,
        photo=demo_uploads.store_photo(applicant, place),
        sex=person.sex,
        marital_status="single",
        birth_place=person.city,
        birth_country=person.nationality,
    )
    Contact.objects.create(
        applicant=applicant, phone=person.phone, address="1", city=person.city, country=person.nationality
    )
    Passport.objects.create(
        applicant=applicant,
        kind="ordinary",
        number=passport,
        expires_on=today() + timedelta(days=2500),
        scan=demo_uploads.store_document(applicant, "passport-scan"),
    )
    Education.objects.create(applicant=applicant, native_language="en", turkish_level="none", level="primary")
    return Applicant.objects.select_related("identity").get(pk=applicant.pk)


def create_draft(applicant: Applicant, occupation: str, *, long: bool, house: int) -> Application:
    """Every page filled in. ``long``: half a year with a card, else three weeks without; ``house``: the last two
    digits of the dwelling code, which tell the sandbox's PTT what happens to the parcel."""
    case = engine.perform(
        APPLICATION,
        "start",
        applicant.pk,
        Actor.from_person(applicant),
        NewApplication(Category.objects.get(pk=LONG if long else SHORT)),
    )
    for record in (ClarificationRead, ExplicitConsent):
        record.objects.create(application=case, version="2026-11", language=applicant.language, address_hash="0" * 32)
    starts_on = today() + timedelta(days=12)
    answers: dict[str, Any] = {
        "occupation": occupation,
        "starts_on": starts_on,
        "ends_on": starts_on + timedelta(days=180 if long else 20),
        "wants_card": None if long else False,
        "uavt_code": f"23456789{house:02d}" if long else "",
        "address_kind": "workplace" if long else "",
        "province": "06",
        "district": "Çankaya",
        "purpose": "Bir üniversiteyle ortak yürütülen projede çalışmak üzere davet edildim.",
        "has_employer": True,
        "sgk_workplace_no": "26201060600012340060137000",
        "gross_monthly_wage": 6_200_000,
        "contract": demo_uploads.store_document(applicant, "signed-contract"),
        "insurance_payer": "turkey",
    }
    Work.objects.create(application=case, **answers)
    page = Papers.objects.create(application=case, page=Papers.Page.SUPPORTING)
    for rule in case.category.document_rules.filter(required=True):
        Paper.objects.create(
            papers=page, kind_id=rule.kind_id, upload=demo_uploads.store_document(applicant, rule.kind_id)
        )
    return case

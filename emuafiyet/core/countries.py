"""Countries, nationalities and languages: their codes and their names in the reader's language.

Countries are ISO 3166-1 alpha-3; nationalities add the codes of ICAO 9303 part 3 that stand in travel documents
(domain 3.5). KKTC has no ISO code and takes QNC from the block that ISO leaves to its users.
"""

import unicodedata
from functools import lru_cache

import pycountry
from babel import Locale
from django.conf import settings
from django.utils.translation import get_language, gettext, override
from django.utils.translation import gettext_noop as _

from .text.collation import collation_key, strip_accents

ALPHA_2 = {country.alpha_3: country.alpha_2 for country in pycountry.countries}
# Kosovo's documents print RKS; CLDR knows it as XK.
ALPHA_2["RKS"] = "XK"
# As Türkiye names them officially, where CLDR says otherwise or nothing.
OFFICIAL_NAMES = {
    "QNC": _("Kuzey Kıbrıs Türk Cumhuriyeti"),
    "PSE": _("Filistin"),
    "CYP": _("Güney Kıbrıs Rum Yönetimi"),
    "MMR": _("Myanmar"),
    "CIV": _("Fildişi Sahili"),
    "COD": _("Kongo Demokratik Cumhuriyeti"),
    "COG": _("Kongo Cumhuriyeti"),
    "HKG": _("Hong Kong"),
    "MAC": _("Makao"),
}
# What people call a country beside its names in the portal's languages, folded as ``search_text`` folds it.
COUNTRY_ALIASES = {
    "kktc": "QNC",
    "kuzey kibris": "QNC",
    "trnc": "QNC",
    "north cyprus": "QNC",
    "northern cyprus": "QNC",
    "kibris": "CYP",
    "cyprus": "CYP",
    "gkry": "CYP",
    "кипр": "CYP",
    "южныи кипр": "CYP",
    "республика кипр": "CYP",
    "قبرص": "CYP",
    "северныи кипр": "QNC",
    "трск": "QNC",
    "filistin devleti": "PSE",
    "palestine": "PSE",
    "abd": "USA",
    "amerika": "USA",
    "us": "USA",
    "ingiltere": "GBR",
    "england": "GBR",
    "great britain": "GBR",
    "uk": "GBR",
    "bae": "ARE",
    "uae": "ARE",
    "rusya federasyonu": "RUS",
    "russian federation": "RUS",
    "cek cumhuriyeti": "CZE",
    "czech republic": "CZE",
    "burma": "MMR",
    "ivory coast": "CIV",
    "turkey": "TUR",
    "holland": "NLD",
    "kore": "KOR",
    "korea": "KOR",
}
# Written on a travel document in place of a country.
SPECIAL_NATIONALITIES = {
    "XXA": _("Vatansız (1954 Sözleşmesi)"),
    "XXB": _("Mülteci (1951 Sözleşmesi)"),
    "XXC": _("Mülteci (diğer)"),
    "XXX": _("Uyruğu belirsiz"),
    "UNO": _("Birleşmiş Milletler görevlisi"),
    "UNA": _("Birleşmiş Milletler uzmanlık kuruluşu görevlisi"),
    "UNK": _("Kosova’daki Birleşmiş Milletler yönetiminin belgesi"),
    "EUE": _("Avrupa Birliği geçiş belgesi"),
    "XOM": _("Malta Egemen Askerî Tarikatı"),
    "XPO": _("Interpol"),
    "GBD": _("Britanya denizaşırı toprakları yurttaşı"),
    "GBN": _("Britanya (denizaşırı) ulusu mensubu"),
    "GBO": _("Britanya denizaşırı yurttaşı"),
    "GBP": _("Britanya korumasındaki kişi"),
    "GBS": _("Britanya tebaası"),
}
# Nobody is born in these and nobody is their citizen: Antarctica, Bouvet Island and other places without people.
_UNINHABITED = frozenset({"ATA", "ATF", "BVT", "HMD", "SGS", "UMI"})
COUNTRIES = (frozenset(ALPHA_2) | frozenset(OFFICIAL_NAMES)) - _UNINHABITED
NATIONALITIES = (COUNTRIES | frozenset(SPECIAL_NATIONALITIES)) - {"TUR"}

# "fil" replaces "tl"; the others say that there is no language, several, or one that is not known, or are of a film.
_NO_LANGUAGE = {"mul", "root", "sh", "tl", "tlh", "und", "zxx"}
# Every language of CLDR. Its variants by country and script are the same languages, but for Dari.
LANGUAGES = frozenset(code for code in map(str, Locale("tr").languages) if "_" not in code) - _NO_LANGUAGE | {"fa_AF"}


def _active_locale() -> Locale:
    return Locale.parse((get_language() or "tr").replace("-", "_"))


def country_name(code: str) -> str:
    """The name of a country or nationality code in the active language; the code itself when unknown."""
    if code in SPECIAL_NATIONALITIES:
        return gettext(SPECIAL_NATIONALITIES[code])
    if code in OFFICIAL_NAMES:
        return gettext(OFFICIAL_NAMES[code])
    return _active_locale().territories.get(ALPHA_2.get(code, ""), code)


def language_name(code: str) -> str:
    """The name of a language in the active language, with a capital where the script has one."""
    # Some languages have a name in few others.
    known = (Locale.parse(each).languages.get(code) for each in (str(_active_locale()), "en", "tr"))
    name = next(filter(None, known), code)
    if name.lower() == code:
        name = f"{name} ({code})"
    first = "İ" if name[:1] == "i" and (get_language() or "tr").startswith("tr") else name[:1].upper()
    return first + name[1:]


def country_choices() -> list[tuple[str, str]]:
    """Every country, Türkiye too, in the dictionary order of the active language."""
    return _sorted_choices(COUNTRIES, country_name)


def nationality_choices() -> list[tuple]:
    """Every nationality but the Turkish one; the statuses that are not countries stand in a group at the end."""
    return [
        *_sorted_choices(NATIONALITIES - frozenset(SPECIAL_NATIONALITIES), country_name),
        (gettext("Özel durumlar"), [(code, gettext(name)) for code, name in SPECIAL_NATIONALITIES.items()]),
    ]


def language_choices() -> list[tuple[str, str]]:
    return _sorted_choices(LANGUAGES, language_name)


def search_text(name: str) -> str:
    """A name as it is looked up: without case, accents and points."""
    plain = strip_accents(unicodedata.normalize("NFC", name).replace("İ", "i").replace("ı", "i").replace("I", "i"))
    return " ".join(
        "".join(each if each.isalnum() or each == " " else " " * (each in "-/&()") for each in plain).split()
    )


@lru_cache(maxsize=1)
def _countries_by_name() -> dict[str, str]:
    return COUNTRY_ALIASES | _codes_by_name(COUNTRIES | frozenset(SPECIAL_NATIONALITIES), country_name)


@lru_cache(maxsize=1)
def _languages_by_name() -> dict[str, str]:
    return _codes_by_name(LANGUAGES, language_name)


def _codes_by_name(codes: frozenset[str], name) -> dict[str, str]:
    """Names in each of the portal's languages; one that names two in different languages is the earlier one's."""
    found: dict[str, str] = {}
    for language, _own_name in settings.LANGUAGES:
        with override(language):
            for code in sorted(codes):
                found.setdefault(search_text(name(code)), code)
    return found


def country_code(typed: str) -> str:
    """The code of a country or status named in any of the portal's languages; "" for a name that nobody knows."""
    return _countries_by_name().get(search_text(typed), "")


def language_code(typed: str) -> str:
    """The code of a language named in any of the portal's languages; "" for a name that nobody knows."""
    return _languages_by_name().get(search_text(typed), "")


def _sorted_choices(codes: frozenset[str], name) -> list[tuple[str, str]]:
    return _sorted_choices_in(get_language() or "tr", codes, name)


@lru_cache(maxsize=128)
def _sorted_choices_in(language: str, codes: frozenset[str], name) -> list[tuple[str, str]]:
    return sorted(((code, name(code)) for code in codes), key=lambda pair: collation_key(pair[1], language))

"""Countries, nationalities and languages: their codes and their names in the reader's language.

Countries are ISO 3166-1 alpha-3; nationalities add the codes of ICAO 9303 part 3 that stand in travel documents
(domain 3.5). KKTC has no ISO code and takes QNC from the block that ISO leaves to its users.
"""

from functools import lru_cache

import pycountry
from babel import Locale
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_noop as _

from .collation import collation_key

ALPHA_2 = {country.alpha_3: country.alpha_2 for country in pycountry.countries}
# Kosovo's documents print RKS; CLDR knows it as XK.
ALPHA_2["RKS"] = "XK"
OWN_NAMES = {"QNC": _("Kuzey Kıbrıs Türk Cumhuriyeti")}
# Written on a travel document in place of a country.
STATUSES = {
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
COUNTRIES = frozenset(ALPHA_2) | frozenset(OWN_NAMES)
NATIONALITIES = (COUNTRIES | frozenset(STATUSES)) - {"TUR"}

# Constructed, liturgical and retired languages that nobody was raised in; "fil" replaces "tl".
_NOT_SPOKEN = {"ae", "cu", "eo", "ia", "ie", "io", "pi", "sh", "tl", "vo"}
_ALSO_SPOKEN = {"ceb", "ckb", "fil", "fa_AF", "kaa", "crh", "nan", "yue", "zza"}
# CLDR's two-letter codes are ISO 639-1's; reading pycountry's eight thousand languages would slow every start.
_TWO_LETTERS = {code for code in map(str, Locale("tr").languages) if len(code) == 2}
LANGUAGES = frozenset(_TWO_LETTERS - _NOT_SPOKEN | _ALSO_SPOKEN)


def _locale() -> Locale:
    return Locale.parse((get_language() or "tr").replace("-", "_"))


def country_name(code: str) -> str:
    """The name of a country or nationality code in the active language; the code itself when unknown."""
    if code in STATUSES:
        return gettext(STATUSES[code])
    if code in OWN_NAMES:
        return gettext(OWN_NAMES[code])
    return _locale().territories.get(ALPHA_2.get(code, ""), code)


def language_name(code: str) -> str:
    """The name of a language in the active language, with a capital where the script has one."""
    name = _locale().languages.get(code, code)
    first = "İ" if name[:1] == "i" and (get_language() or "tr").startswith("tr") else name[:1].upper()
    return first + name[1:]


def country_choices() -> list[tuple[str, str]]:
    """Every country, Türkiye too, in the dictionary order of the active language."""
    return _sorted(COUNTRIES, country_name)


def nationality_choices() -> list[tuple]:
    """Every nationality but the Turkish one; the statuses that are not countries stand in a group at the end."""
    return [
        *_sorted(NATIONALITIES - frozenset(STATUSES), country_name),
        (gettext("Özel durumlar"), [(code, gettext(name)) for code, name in STATUSES.items()]),
    ]


def language_choices() -> list[tuple[str, str]]:
    return _sorted(LANGUAGES, language_name)


def _sorted(codes: frozenset[str], name) -> list[tuple[str, str]]:
    return _sorted_in(get_language() or "tr", codes, name)


@lru_cache(maxsize=128)
def _sorted_in(language: str, codes: frozenset[str], name) -> list[tuple[str, str]]:
    return sorted(((code, name(code)) for code in codes), key=lambda pair: collation_key(pair[1], language))

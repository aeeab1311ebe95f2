"""A category's rules as sentences for the person who reads about it."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from ..models import Category

EMPLOYER_SENTENCES = {
    "required": gettext_lazy("Türkiye’de çalışacağınız işyeri ve işvereniniz belli olmalıdır."),
    "usual": gettext_lazy("Çoğunlukla Türkiye’de bir işveren olur."),
    "possible": gettext_lazy("Türkiye’de bir işvereniniz olabilir de olmayabilir de."),
    "unusual": gettext_lazy("Çoğunlukla Türkiye’de bir işveren olmaz; yurt dışındaki kuruluşunuz adına çalışırsınız."),
}


def describe_longest_stay(category: Category) -> str:
    """The cap with what limits it further (L1): days in a rolling window, or the end of what it depends on."""
    if category.rolling_days and category.rolling_within:
        return _("%(cap)s; herhangi %(within)d gün içinde toplam %(days)d gün") % {
            "cap": category.cap_text,
            "within": category.rolling_within,
            "days": category.rolling_days,
        }
    return category.cap_text


def describe_cooldown(category: Category) -> str:
    """When the same person may be granted the same category again (L2)."""
    if category.cooldown == Category.Cooldown.GRANT and category.cooldown_months:
        return ngettext(
            "Aynı kategoride yeni muafiyet için, öncekinin verildiği tarihten sonra %(n)d ay geçmelidir.",
            "Aynı kategoride yeni muafiyet için, öncekinin verildiği tarihten sonra %(n)d ay geçmelidir.",
            category.cooldown_months,
        ) % {"n": category.cooldown_months}
    if category.cooldown == Category.Cooldown.CALENDAR_YEAR:
        return _("Ay sayısı her takvim yılı için ayrı hesaplanır; yılın sınırı dolmuşsa yeni yıl beklenir.")
    return ""


def describe_employer(category: Category) -> str:
    """What is usual; whether there is one is asked of every applicant (R56)."""
    usual = EMPLOYER_SENTENCES.get(category.employer, "")
    if category.self_employed_allowed:
        alone = _("Kendi nam ve hesabınıza, bağımsız da çalışabilirsiniz.")
        return f"{usual} {alone}".strip()
    return str(usual)

"""What catches the eye in an application without standing against it: told to its owner before sending, and to the
officer who reads it (R45, R58; domain 6.3, 6.4)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, QuerySet
from django.db.models.functions import JSONObject
from django.utils.translation import gettext as _

from emuafiyet.core.places import province_name
from payments.templatetags.money import lira

from ..eligibility.occupations import find_reserving_law
from ..eligibility.wages import get_minimum_wage
from ..models import Application, Lookup
from ..wizard.employment import doubt_about

Outcome = Lookup.Outcome


@dataclass(frozen=True)
class ApplicationWarning:
    title: Any
    text: str
    is_warning: bool = True


def annotate_lookups(rows: Any) -> QuerySet[Application]:
    """Applications with ``looked_up``: what was asked about their numbers, read along without a query more."""
    mine = Lookup.objects.filter(application=OuterRef("pk")).order_by("created_at")
    told = JSONObject(kind="kind", code="code", outcome="outcome", answer="answer")
    return rows.annotate(looked_up=ArraySubquery(mine.values(json=told)))


def collect_warnings(work: dict, looked_up: Iterable[dict]) -> list[ApplicationWarning]:
    """Of the workplace page as ``snapshot`` keeps it, and of what other systems said of its numbers."""
    found = []
    if law := find_reserving_law(work["occupation"]):
        text = _("Bu meslek Türk vatandaşlarına ayrılmış olabilir (%(law)s). Başvuru bu nedenle reddedilebilir.")
        found.append(ApplicationWarning(_("Meslek"), text % {"law": law}))
    wage = work["gross_monthly_wage"] or work.get("foreign_wage")
    if wage and wage < (least := get_minimum_wage(date.fromisoformat(work["starts_on"]))):
        text = _("Yazılan ücret aylık brüt asgari ücretten (%(least)s TL) az.") % {"least": lira(least)}
        found.append(ApplicationWarning(_("Aylık brüt ücret tutarı"), text))
    asked = {(each["kind"], each["code"]): Lookup(**each) for each in looked_up}
    for kind, code in ((Lookup.Kind.WORKPLACE, work["sgk_workplace_no"]), (Lookup.Kind.ADDRESS, work["uavt_code"])):
        lookup = asked.get((kind.value, code))
        if code and lookup:
            found.append(_warn_of_lookup(lookup, work))
    return found


def remarks_for_officer(case: Application) -> list[ApplicationWarning]:
    """The same of what was sent, and what does not fit the category's rules and stopped nobody (A-31)."""
    work = case.snapshot["work"]
    doubt = doubt_about(work, case.rules)
    found = [ApplicationWarning(_("İşveren seçeneği"), doubt)] if doubt else []
    return found + collect_warnings(work, case.looked_up)


def _warn_of_lookup(lookup: Lookup, work: dict) -> ApplicationWarning:
    title = lookup.get_kind_display()
    code = {"code": lookup.code}
    if lookup.outcome == Outcome.PENDING:
        return ApplicationWarning(title, _("%(code)s: henüz doğrulanamadı. Başvuru yine de gönderilebilir.") % code)
    if lookup.outcome == Outcome.UNKNOWN:
        return ApplicationWarning(title, _("%(code)s kayıtlarda yok; numarayı kontrol edin.") % code)
    told = [lookup.answer.get("title", ""), lookup.answer["address"], province_name(lookup.answer["province"])]
    words = ", ".join(part for part in told if part)
    if lookup.outcome != Outcome.FOUND:
        return ApplicationWarning(title, f"{words} ({lookup.get_outcome_display()})")
    if lookup.answer["province"] != work["province"]:
        return ApplicationWarning(title, _("%(words)s. Çalışacağınız ilden başka bir ilde.") % {"words": words})
    return ApplicationWarning(title, words, is_warning=False)

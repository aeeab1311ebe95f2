"""What stands against sending an application, by the rules as they are at this moment, and where it is mended.

Rules change while drafts are open: a paper becomes required, a cap shorter, an employer necessary, a category closes, a
right to stay runs out. That a page was valid once proves nothing, so all of it is judged again here, on the preview and
once more at the only door through which an application is sent.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Case, Exists, OuterRef, QuerySet, When
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from applicants.models import SignInMethod
from documents.uploads.file_set import check_file_set

from ..catalogue.reading import get_kind_names
from ..eligibility.deadlines import today
from ..eligibility.occupations import explain_full_permit
from ..eligibility.period import Period, PeriodLimits, find_period_problems, list_earlier_periods
from ..models import Application, CategoryDocument, Paper
from ..models.status import Status
from .case_files import CaseFiles, load_case_files
from .completeness import (
    APPLICATION_PAGES,
    PROFILE_SECTIONS,
    Section,
    build_section_url,
    list_done_pages,
    list_done_sections,
)
from .employment import Employment, employment_of, offers_foreign_employer

WORK, SUPPORTING = "isyeri", "kanitlayici-belgeler"
SECTIONS = {section.slug: section for section in (*PROFILE_SECTIONS, *APPLICATION_PAGES)}


@dataclass(frozen=True)
class Gap:
    """``text`` is for the person; ``url`` leads to the page where it is mended, empty where no page does."""

    text: Any
    url: str = ""


def with_missing_papers(rows: QuerySet[Application]) -> QuerySet[Application]:
    """Each draft with the kinds of the papers that its category requires and that it has not, without another query."""
    handed = Paper.objects.filter(papers__application=OuterRef(OuterRef("pk")), kind=OuterRef("kind"))
    rules = CategoryDocument.objects.filter(~Exists(handed), category=OuterRef("category"), required=True)
    missing = ArraySubquery(rules.order_by("order").values("kind_id"))
    return rows.annotate(missing_papers=Case(When(status=Status.DRAFT, then=missing)))


def gaps(case: Application, handed: CaseFiles | None = None, earlier: Iterable[Period] = ()) -> Iterator[Gap]:
    """Whatever keeps the draft from being sent, the gravest first; what hangs on an empty page is not judged.

    ``earlier``: what was granted before in the category, for the caps that count it in (``list_earlier_periods``).
    """
    if not case.category.open_here:
        yield Gap(
            _("Bu kategori başvuruya kapatıldı; bu taslak gönderilemez. Başka bir kategori seçin."),
            reverse("new_application"),
        )
        return
    empty = list(_empty_pages(case))
    yield from empty
    if empty:
        return
    yield from _of_work(case, earlier)
    yield from _of_papers(case)
    for problem in check_file_set((handed or load_case_files(case)).uploads.values()):
        yield Gap(problem)


def first_text(case: Application) -> Any:
    """The gravest gap in words, earlier periods counted in; None when there is none."""
    return next((gap.text for gap in gaps(case, earlier=list_earlier_periods(case))), None)


def _at(case: Application, slug: str) -> str:
    section: Section = SECTIONS[slug]
    return build_section_url(case if section in APPLICATION_PAGES else None, section) + (
        "?geri=1" if section in APPLICATION_PAGES else f"?basvuru={case.pk}"
    )


def _empty_pages(case: Application) -> Iterator[Gap]:
    done = list_done_sections(case.applicant)
    missing = [section for section in PROFILE_SECTIONS if section.slug not in done]
    if missing:
        titles = ", ".join(str(section.title) for section in missing)
        yield Gap(_("Önce profilinizi tamamlayın: %(missing)s.") % {"missing": titles}, _at(case, missing[0].slug))
    done = list_done_pages(case)
    for page in APPLICATION_PAGES:
        if page.slug not in done and not page.optional:
            yield Gap(_("«%(page)s» sayfası tamamlanmadı.") % {"page": page.title}, _at(case, page.slug))


def _of_work(case: Application, earlier: Iterable[Period]) -> Iterator[Gap]:
    """The period, the stay and the employer."""
    work, here = case.work, _at(case, WORK)
    if case.applicant.identity.door != SignInMethod.CONSULAR and not (work.stay_until and work.stay_until >= today()):
        yield Gap(_("«İşyeri ve İşveren Bilgileri» sayfasında Türkiye'de süren yasal kalış hakkınızı bildirin."), here)
    if employment_of(vars(work)) is Employment.ABROAD and not offers_foreign_employer(case.category):
        yield Gap(_("Bu kategoride işyeri ve işveren bilgisi gerekir."), here)
    if reason := explain_full_permit(work.occupation, work.starts_on, work.ends_on):
        yield Gap(reason, here)
    limits, expires_on = PeriodLimits.from_category(case.category), case.applicant.passport.expires_on
    for _name, reason in find_period_problems(limits, work.starts_on, work.ends_on, expires_on, earlier=earlier):
        yield Gap(reason, here)


def _of_papers(case: Application) -> Iterator[Gap]:
    missing = getattr(case, "missing_papers", None)
    if missing is None:
        missing = with_missing_papers(Application.objects.filter(pk=case.pk)).get().missing_papers or []
    names = get_kind_names() if missing else {}
    for kind in missing:
        yield Gap(_("%(kind)s yükleyin") % {"kind": names[kind]}, _at(case, SUPPORTING))

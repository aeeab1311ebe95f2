"""What stands against sending an application, by the rules as they are at this moment, and where it is mended.

Rules change while drafts are open: a paper becomes required, a cap shorter, an employer necessary, a category closes, a
right to stay runs out. That a page was valid once proves nothing, so all of it is judged again here, on the preview and
once more at the only place where an application is sent.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Case, Exists, OuterRef, QuerySet, When
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from applicants.models import SignInMethod
from documents.upload_rules.reason_texts import build_reason_text
from documents.uploads.file_set import check_limits, find_state_problem
from documents.uploads.kind_formats import choose_formats, explain_formats

from ..catalogue.read_catalogue import get_kinds
from ..eligibility.deadlines import today
from ..eligibility.occupations import explain_full_permit
from ..eligibility.period import (
    Period,
    PeriodLimits,
    SentApplication,
    find_cooldown_problem,
    find_period_problems,
    list_earlier_periods,
    list_sent_applications,
)
from ..models import Application, CategoryDocument, DocumentKind, Paper
from ..models.status import OPEN_STATUSES, Status
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
    every: QuerySet[Any] = rows  # the model says what a row carries afterwards
    return every.annotate(missing_papers=Case(When(status=Status.DRAFT, then=missing)))


def gaps(
    case: Application,
    handed: CaseFiles | None = None,
    sent: Sequence[SentApplication] = (),
    kinds: Mapping[str, DocumentKind] | None = None,
) -> Iterator[Gap]:
    """Whatever keeps the draft from being sent, the gravest first; what hangs on an empty page is not judged.

    ``sent``: all that the person has sent before (``list_sent_applications``), for the rules that count it in.
    ``kinds``: every kind of document, where the caller has them.
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
    yield from _of_work(case, list_earlier_periods(case, sent))
    kinds = get_kinds() if kinds is None else kinds
    yield from _of_papers(case, kinds)
    yield from _of_files(case, handed or load_case_files(case), kinds)
    yield from _of_sent(case, sent)


def first_text(case: Application) -> Any:
    """The gravest gap in words, what was sent before counted in; None when there is none."""
    return next((gap.text for gap in gaps(case, sent=list_sent_applications(case.applicant))), None)


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
        yield Gap(_("«İşyeri ve İşveren Bilgileri» sayfasında Türkiye’de süren yasal kalış hakkınızı bildirin."), here)
    if employment_of(vars(work)) is Employment.ABROAD and not offers_foreign_employer(case.category):
        yield Gap(_("Bu kategoride işyeri ve işveren bilgisi gerekir."), here)
    if reason := explain_full_permit(work.occupation, work.starts_on, work.ends_on):
        yield Gap(reason, here)
    limits, expires_on = PeriodLimits.from_category(case.category), case.applicant.passport.expires_on
    for _name, reason in find_period_problems(limits, work.starts_on, work.ends_on, expires_on, earlier=earlier):
        yield Gap(reason, here)


def _of_papers(case: Application, kinds: Mapping[str, DocumentKind]) -> Iterator[Gap]:
    missing = getattr(case, "missing_papers", None)
    if missing is None:
        missing = with_missing_papers(Application.objects.filter(pk=case.pk)).get().missing_papers or []
    for kind in missing:
        yield Gap(_("%(kind)s yükleyin") % {"kind": kinds[kind].name}, _at(case, SUPPORTING))


def _of_sent(case: Application, sent: Iterable[SentApplication]) -> Iterator[Gap]:
    """One open application at a time, and the quiet time after a grant (A-30)."""
    if is_open := next((each for each in sent if each.status in OPEN_STATUSES), None):
        yield Gap(
            _("Sonuçlanmamış bir başvurunuz var. Aynı anda yalnız bir başvuru değerlendirilebilir."),
            reverse("application", args=[is_open.pk]),
        )
    if reason := find_cooldown_problem(case.applicant, case.category, sent):
        yield Gap(reason)


def _of_files(case: Application, handed: CaseFiles, kinds: Mapping[str, DocumentKind]) -> Iterator[Gap]:
    """Files that are too many, not found clean, or of a format that their kind's row no longer takes."""
    for problem in check_limits(handed.uploads.values()):
        yield Gap(problem)
    for key, upload in handed.uploads.items():
        here = _at(case, handed.pages[key]) if key in handed.pages else ""
        if problem := find_state_problem(upload):
            yield Gap(problem, here)
        elif upload.kind in kinds:
            kind = kinds[upload.kind]
            accepted = choose_formats(kind.slug, kind.formats)
            if not upload.handed_formats.issubset(accepted):
                reason = build_reason_text(*explain_formats(kind.slug, accepted))
                yield Gap(f"{kind.name}: {upload.original_name}: {reason}", here)

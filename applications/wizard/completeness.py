"""What is still missing, in words: for the step list, for the start and, once more, for sending."""

from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from applicants.models import Applicant

from ..catalogue.read_catalogue import with_kinds
from ..models import Application, Papers
from ..profile.known import is_spouse_missing


@dataclass(frozen=True)
class Section:
    """A page and how to know that it has been valid: its row is there."""

    slug: str
    title: Any
    row: str  # attribute of the owner that holds the page's row
    optional: bool = False


PROFILE_SECTIONS = (
    Section("kisisel", _("Kişisel Bilgiler"), "personal"),
    Section("iletisim", _("İletişim Bilgileri"), "contact"),
    Section("pasaport", _("Pasaport Bilgileri"), "passport"),
    Section("egitim", _("Eğitim Bilgileri"), "education"),
)
APPLICATION_PAGES = (
    Section("riza", _("Aydınlatma metni ve açık rıza"), "consent"),
    Section("isyeri", _("İşyeri ve İşveren Bilgileri"), "work"),
    Section("kanitlayici-belgeler", _("Kanıtlayıcı Belgeler"), "supporting"),
    Section("ek-belgeler", _("Ek Belgeler"), "additional", optional=True),
)
# What the step list counts: the pages, and the preview from which it is sent.
STEP_COUNT = len(APPLICATION_PAGES) + 1


# What judging a profile reads beside the applicant's own row.
PROFILE_RELATIONS = ("identity__registry", "identity__entry", "personal", "contact", "passport", "education")


def load_with_profile(applicant: Applicant) -> Applicant:
    """The applicant with identity, registry record, the four sections and the kinds of documents, in one query."""
    return with_kinds(Applicant.objects.select_related(*PROFILE_RELATIONS)).get(pk=applicant.pk)


def list_done_sections(applicant: Applicant) -> set[str]:
    done = {section.slug for section in PROFILE_SECTIONS if hasattr(applicant, section.row)}
    if "kisisel" in done and is_spouse_missing(applicant):
        done.remove("kisisel")
    return done


def list_done_pages(case: Application) -> set[str]:
    """Pages of the application whose row is there; costs one query when the rows came along."""
    done = set()
    consent = getattr(case, "explicitconsent", None)
    if hasattr(case, "clarificationread") and consent and consent.withdrawn_at is None:
        done.add("riza")
    if hasattr(case, "work"):
        done.add("isyeri")
    pages = {page.page for page in case.paper_pages.all()}
    if Papers.Page.SUPPORTING in pages:
        done.add("kanitlayici-belgeler")
    if Papers.Page.ADDITIONAL in pages:
        done.add("ek-belgeler")
    return done


def find_first_gap(case: Application) -> Section | None:
    """The first page that must be filled in before the preview."""
    done = list_done_pages(case)
    return next((page for page in APPLICATION_PAGES if page.slug not in done and not page.optional), None)


def find_profile_gap(applicant: Applicant):
    done = list_done_sections(applicant)
    missing = [str(section.title) for section in PROFILE_SECTIONS if section.slug not in done]
    if missing:
        return _("Önce profilinizi tamamlayın: %(missing)s.") % {"missing": ", ".join(missing)}
    return None


def find_page_gap(case: Application):
    """None when every page of the profile and of the application is there."""
    gap = find_profile_gap(case.applicant)
    if gap:
        return gap
    page = find_first_gap(case)
    return _("«%(page)s» sayfası tamamlanmadı.") % {"page": page.title} if page else None


def under(case: Application) -> str:
    """Where the pages of an application lie among its person's drafts."""
    return f"application/{case.pk}/"


def build_section_url(case: Application | None, section: Section) -> str:
    if case is None:
        return reverse("profile_section", args=[section.slug])
    return reverse("application_step", args=[case.pk, section.slug])

"""Every file of an application, of its pages and of the profile behind it, in two queries."""

from dataclasses import dataclass
from uuid import UUID

from documents.models import Upload

from ..models import Application, Paper, Papers

PAPER_PAGES: dict[str, str] = {Papers.Page.SUPPORTING: "kanitlayici-belgeler", Papers.Page.ADDITIONAL: "ek-belgeler"}


@dataclass(frozen=True)
class CaseFiles:
    papers: list[Paper]  # of the pages, in the order they were handed in, each with its ``papers`` page
    uploads: dict[UUID, Upload]  # all of them, the profile's and the contract too
    pages: dict[UUID, str]  # the page on which each of them is handed in, by the page's slug


def load_case_files(case: Application) -> CaseFiles:
    """What would be sent. Only for an application whose profile and pages are there."""
    papers = list(Paper.objects.filter(papers__application=case).select_related("papers").order_by("papers_id", "pk"))
    person = case.applicant
    named = {
        person.personal.photo_id: "kisisel",
        person.passport.scan_id: "pasaport",
        person.education.turkish_proof_id: "egitim",
        person.education.level_proof_id: "egitim",
        case.work.contract_id: "isyeri",
        case.work.stay_proof_id: "isyeri",
    }
    pages = {key: page for key, page in named.items() if key}
    pages |= {paper.upload_id: PAPER_PAGES[paper.papers.page] for paper in papers if paper.papers.page in PAPER_PAGES}
    keys = pages.keys() | {paper.upload_id for paper in papers}
    return CaseFiles(papers, Upload.objects.in_bulk(keys), pages)

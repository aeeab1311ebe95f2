"""Every file of an application, of its pages and of the profile behind it, in two queries."""

from dataclasses import dataclass
from uuid import UUID

from documents.models import Upload

from ..models import Application, Paper


@dataclass(frozen=True)
class CaseFiles:
    papers: list[Paper]  # of the pages, in the order they were handed in, each with its ``papers`` page
    uploads: dict[UUID, Upload]  # all of them, the profile's and the contract too


def load_case_files(case: Application) -> CaseFiles:
    """What would be sent. Only for an application whose profile and pages are there."""
    papers = list(Paper.objects.filter(papers__application=case).select_related("papers").order_by("papers_id", "pk"))
    person = case.applicant
    named = [
        person.personal.photo_id,
        person.passport.scan_id,
        person.education.turkish_proof_id,
        person.education.level_proof_id,
        case.work.contract_id,
        case.work.stay_proof_id,
    ]
    keys = {key for key in named if key} | {paper.upload_id for paper in papers}
    return CaseFiles(papers, Upload.objects.in_bulk(keys))

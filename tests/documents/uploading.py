"""Handing files in and having them checked, as the portal and its worker do."""

from django.core.files.uploadedfile import SimpleUploadedFile

from applicants.models import Applicant
from documents.models import Upload
from documents.uploads.intake import receive_files
from emuafiyet.core.outbox.delivery import attempt_delivery

DOCUMENT, PHOTO, PASSPORT = "signed-contract", "biometric-photo", "passport-scan"


def hand_in(applicant: Applicant, kind: str, name: str, content: bytes, *more: tuple[str, bytes]) -> Upload:
    """One document, of one file or of several in their order."""
    files = [SimpleUploadedFile(each, what) for each, what in ((name, content), *more)]
    return receive_files(applicant, kind, *files)


def check(upload: Upload) -> Upload:
    """As a worker does, and then read anew, as a page does."""
    attempt_delivery(Upload, upload.pk)
    return reread(upload)


def reread(upload: Upload) -> Upload:
    return Upload.objects.select_related("owner", "page_images", "base__page_images").get(pk=upload.pk)


def checked(applicant: Applicant, kind: str, name: str, content: bytes, *more: tuple[str, bytes]) -> Upload:
    return check(hand_in(applicant, kind, name, content, *more))

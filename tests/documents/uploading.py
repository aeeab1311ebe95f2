"""Handing files in and having them checked, as the portal and its worker do."""

from django.core.files.uploadedfile import SimpleUploadedFile

from applicants.models import Applicant
from applicants.promises import attempt
from documents.models import Upload

DOCUMENT, PHOTO, PASSPORT = "signed-contract", "biometric-photo", "passport-scan"


def hand_in(applicant: Applicant, kind: str, name: str, content: bytes) -> Upload:
    return Upload.receive(applicant, kind, SimpleUploadedFile(name, content))


def checked(applicant: Applicant, kind: str, name: str, content: bytes) -> Upload:
    upload = hand_in(applicant, kind, name, content)
    attempt(Upload, upload.pk)
    upload.refresh_from_db()
    return upload

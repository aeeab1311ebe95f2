"""Browsers that hand in files."""

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from applicants.models import Applicant
from applicants.sign_in.sessions import APPLICANT_KEY


def signed_in(applicant: Applicant) -> Client:
    client = Client()
    session = client.session
    session[APPLICANT_KEY] = str(applicant.pk)
    session.save()
    return client


def send(browser: Client, file_name: str, content: bytes, **more):
    answers = {"kind": "passport-scan", "name": "scan", "scan": SimpleUploadedFile(file_name, content)} | more
    return browser.post("/belgeler/yukle/", answers)

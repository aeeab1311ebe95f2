"""Pages leave compressed, files as they are."""

import gzip

import pytest
from django.test import Client
from django.urls import reverse

from applicants.sign_in.sessions import APPLICANT_KEY
from tests.applications import cases
from tests.documents.papers import photo_of

pytestmark = pytest.mark.django_db
WILLING = {"host": "localhost", "accept-encoding": "gzip"}


def test_a_page_is_compressed_for_who_can_read_it() -> None:
    answer = Client(headers=WILLING).get(reverse("cookies"))
    assert answer["Content-Encoding"] == "gzip"
    assert "</html>" in gzip.decompress(answer.content).decode()
    assert "Content-Encoding" not in Client(headers={"host": "localhost"}).get(reverse("cookies"))


def test_a_photo_is_not_compressed_again() -> None:
    cases.catalogue()
    owner = cases.person(profile=False)
    client = Client(headers=WILLING)
    session = client.session
    session[APPLICANT_KEY] = str(owner.pk)
    session.save()
    answer = client.get(reverse("upload_file", args=[photo_of(owner).pk]))
    assert answer.status_code == 200
    assert "Content-Encoding" not in answer

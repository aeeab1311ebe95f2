"""No request is larger than what its page can use, and nothing of a larger one is read or kept."""

from collections.abc import Iterator

import pytest
from django.test import Client

from documents.issued import qr_photo
from documents.issued.seal.check_seal import MAX_BYTES
from documents.upload_rules import rules
from emuafiyet.body_limits import LIMIT_ELSEWHERE, MB, find_limit
from tests.applications import cases
from tests.builders.browsers import signed_in

pytestmark = pytest.mark.django_db


class Body:
    """A body that says how long it is and tells whether anybody began to read it."""

    def __init__(self, length: int) -> None:
        self.length, self.was_read = length, False

    def read(self, *_: object) -> bytes:
        self.was_read = True
        return b""

    readline = read

    def __iter__(self) -> Iterator[bytes]:
        self.was_read = True
        return iter(())


def post(client: Client, path: str, length: int, **headers: str) -> tuple[int, str, bool]:
    body = Body(length)
    answer = client.generic(
        "POST",
        path,
        **{"wsgi.input": body, "CONTENT_LENGTH": str(length), "CONTENT_TYPE": "multipart/form-data; boundary=x"},
        **headers,
    )
    return answer.status_code, answer.content.decode(), body.was_read


@pytest.mark.parametrize(
    ("path", "length"),
    [
        ("/verify/dosya", 300 * MB),
        ("/verify/foto", 300 * MB),
        ("/giris/e-posta/", 3 * MB),
        ("/giris/konsolosluk/", 300 * MB),
        ("/nothing/here/", 300 * MB),
        ("/admin/login/", 300 * MB),
        ("/belgeler/yukle/", 41 * MB),  # by somebody who has no session
    ],
)
def test_a_stranger_cannot_fill_the_disk(path: str, length: int) -> None:
    status, page, was_read = post(Client(headers={"host": "localhost"}), path, length)
    assert (status, was_read) == (413, False)
    assert "Gönderdikleriniz çok büyük" in page


@pytest.mark.parametrize(
    ("language", "words"),
    [("en", "What you sent is too large"), ("ru", "слишком"), ("ar", "كبير")],
)
def test_the_reader_is_told_in_their_language(language: str, words: str) -> None:
    client = Client(headers={"host": "localhost", "accept-language": language})
    assert words in post(client, "/verify/dosya", 300 * MB)[1]


def test_somebody_signed_in_sends_what_the_rules_allow_and_no_more() -> None:
    person = signed_in(cases.person())
    assert post(person, "/profil/pasaport/", 521 * MB)[0] == 413
    assert post(person, "/belgeler/yukle/", 261 * MB)[0] == 413
    assert post(person, "/hesap/e-posta/", 3 * MB)[0] == 413
    assert post(person, "/profil/pasaport/", 100 * MB)[0] != 413
    assert post(person, "/belgeler/yukle/", 41 * MB)[0] != 413


def test_each_limit_leaves_room_for_what_its_page_takes() -> None:
    form = 64 * 1024  # the other fields and the boundaries
    assert find_limit("/verify/dosya") >= MAX_BYTES + form
    assert find_limit("/verify/foto") >= qr_photo.MAX_BYTES + form
    assert find_limit("/belgeler/yukle/") >= rules.MAX_BYTES_OF_PARTS + form
    assert find_limit("/profil/pasaport/") >= rules.MAX_BYTES_OF_PARTS + form
    assert find_limit("/hesap/") == LIMIT_ELSEWHERE

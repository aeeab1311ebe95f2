"""Officers' passwords: what a guesser tries early is refused, what nobody guesses is taken."""

import socket
from typing import Any

import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from applicants.models import Officer

OFFICER = Officer(username="ayse.yildiz", first_name="Ayşe", last_name="Yıldız", email="ayse.yildiz@ornek.example")


@pytest.mark.parametrize(
    "password",
    [
        "aaaaaaaaaaaa",
        "abcabcabcabc",
        "qwertyuiop123",
        "P@ssw0rd1234",
        "ayseyildiz2026",
        "Muafiyet1234",
        "123456789012",
        "kısa-parola",
    ],
)
def test_what_is_guessed_early_is_refused(password: str) -> None:
    with pytest.raises(ValidationError):
        validate_password(password, OFFICER)


@pytest.mark.parametrize(
    "password", ["kehribar-vapur-yonca-91", "uzun-bir-parola-42", "жёлтый-кувшин-9 " * 20, "şemsiye tarhana ıhlamur"]
)
def test_what_nobody_guesses_is_taken_however_long_and_in_any_letters(password: str) -> None:
    validate_password(password, OFFICER)


def test_it_asks_nobody(monkeypatch: Any) -> None:
    """No network is needed: without sockets the answer is the same."""

    def refuse(*_args: Any, **_kwargs: Any) -> None:
        raise AssertionError("a connection was opened")

    with monkeypatch.context() as patch:
        patch.setattr(socket.socket, "connect", refuse)
        with pytest.raises(ValidationError):
            validate_password("aaaaaaaaaaaa", OFFICER)

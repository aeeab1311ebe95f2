"""How hard a password is to guess, estimated offline: dictionaries, keyboard rows, repeats and dates (zxcvbn)."""

import re
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from zxcvbn import zxcvbn

MINIMUM_SCORE = 3  # of 4: more than 10^8 guesses
JUDGED_CHARACTERS = 72  # what the estimate looks at; its cost grows with the square of the length
# What somebody who attacks this portal tries first, beside the officer's own names.
WORDS_OF_THE_PORTAL = ("muafiyet", "emuafiyet", "bakanlik", "csgb", "turkiye", "yabanci", "calisma", "izin", "parola")


class GuessablePasswordValidator:
    """Refuses what a guesser who knows the officer and the portal would soon have tried."""

    def validate(self, password: str, user: Any = None) -> None:
        names = ("username", "first_name", "last_name", "email")
        known = [str(getattr(user, name, "") or "") for name in names]
        words = [part for name in known for part in (name, *re.split(r"[\W_]+", name)) if part] + [*WORDS_OF_THE_PORTAL]
        if zxcvbn(password[:JUDGED_CHARACTERS], user_inputs=words)["score"] < MINIMUM_SCORE:
            raise ValidationError(
                _("Bu parola kolay tahmin edilir. Birbiriyle ilgisiz birkaç sözcükten uzun bir parola kurun."),
                code="password_guessable",
            )

    def get_help_text(self) -> str:
        return _("Birbiriyle ilgisiz birkaç sözcük iyi bir paroladır; adınız, sıralı tuşlar ve tekrarlar değildir.")

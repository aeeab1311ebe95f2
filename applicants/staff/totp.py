"""The code beside the password: TOTP (RFC 6238) from an authenticator app, or a recovery code."""

import hashlib
import hmac
import secrets
from datetime import datetime

import pyotp
from django.conf import settings
from django.db import transaction
from django.utils import timezone

from ..models import Officer, RecoveryCode
from .totp_secret import derive_totp_secret

PERIOD = 30  # seconds; what every authenticator app takes without asking
DRIFT = 1  # steps: a phone's clock may be half a minute wrong
RECOVERY_CODE_COUNT = 10
# Without letters and digits that are taken for each other.
ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"


def derive_secret(officer: Officer) -> str:
    """The authenticator's secret in base32, derived and never stored."""
    return derive_totp_secret(officer.totp_seed, settings.OTP_KEY)


def begin_enrolment(officer: Officer) -> None:
    """Give the officer a secret of their own, once; opening the page again shows the same one."""
    Officer.objects.filter(pk=officer.pk, totp_seed="").update(totp_seed=secrets.token_hex(16))
    officer.refresh_from_db(fields=["totp_seed"])


def build_provisioning_uri(officer: Officer) -> str:
    """``otpauth://`` address, as the QR code holds it."""
    return pyotp.TOTP(derive_secret(officer)).provisioning_uri(name=officer.username, issuer_name="e-Muafiyet")


def time_step(at: datetime) -> int:
    return int(at.timestamp()) // PERIOD


@transaction.atomic
def use_code(officer: Officer, code: str) -> bool:
    """Whether the code is right now; a right one is used up, with every earlier one."""
    row = Officer.objects.select_for_update().get(pk=officer.pk)
    code = "".join(code.split())
    if not row.totp_seed or len(code) != 6 or not (code.isascii() and code.isdigit()):
        return False
    generator, now = pyotp.TOTP(derive_secret(row)), time_step(timezone.now())
    for step in range(now - DRIFT, now + DRIFT + 1):
        fresh = row.totp_last_step is None or step > row.totp_last_step
        if fresh and hmac.compare_digest(generator.generate_otp(step), code):
            Officer.objects.filter(pk=row.pk).update(totp_last_step=step)
            return True
    return False


@transaction.atomic
def finish_enrolment(officer: Officer, code: str) -> list[str] | None:
    """With a right code the authenticator counts from now on; returns the recovery codes, to be shown this once.

    None for a wrong code or an officer who has one already.
    """
    row = Officer.objects.select_for_update().get(pk=officer.pk)
    if row.is_enrolled or not use_code(row, code):
        return None
    Officer.objects.filter(pk=row.pk).update(totp_confirmed_at=timezone.now())
    return create_recovery_codes(row)


def create_recovery_codes(officer: Officer) -> list[str]:
    """Ten new ones of 49 bits each; earlier ones are void."""
    codes = ["".join(secrets.choice(ALPHABET) for _ in range(10)) for _ in range(RECOVERY_CODE_COUNT)]
    officer.recovery_codes.all().delete()
    RecoveryCode.objects.bulk_create(
        RecoveryCode(officer=officer, digest=_recovery_code_digest(officer, code)) for code in codes
    )
    return [f"{code[:5]}-{code[5:]}" for code in codes]


def use_recovery_code(officer: Officer, code: str) -> bool:
    """Whether it is one of the officer's that was not used; it is now."""
    plain = "".join(character for character in code.lower() if character in ALPHABET)
    unused = officer.recovery_codes.filter(digest=_recovery_code_digest(officer, plain), used_at__isnull=True)
    return unused.update(used_at=timezone.now()) == 1


@transaction.atomic
def reset_authenticator(officer: Officer) -> None:
    """The officer has to enrol anew; every session that stands on the old authenticator is over."""
    Officer.objects.filter(pk=officer.pk).update(totp_seed="", totp_confirmed_at=None, totp_last_step=None)
    officer.recovery_codes.all().delete()


def _recovery_code_digest(officer: Officer, code: str) -> str:
    return hmac.digest(settings.OTP_KEY.encode(), f"recovery:{officer.pk}:{code}".encode(), hashlib.sha256).hex()

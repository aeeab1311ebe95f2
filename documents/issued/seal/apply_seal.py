"""A page sealed or a statement signed, and its seal pinned, ready to be stored."""

import logging
from collections.abc import Callable
from contextlib import nullcontext

from django.conf import settings

from documents.models.seal import SealCertificate
from emuafiyet.core.outbox.errors import OutageError
from emuafiyet.core.outside.breaker import guard
from emuafiyet.core.outside.systems import System

from .pdf_sealer import get_sealer

logger = logging.getLogger(__name__)


def seal_pdf(page: bytes) -> tuple[bytes, SealCertificate]:
    """The sealed file and the pinned certificate that it bears; a seal used for the first time is pinned now.

    Raises ``OutageError`` when the key, the timestamp or the proof of the seal's validity cannot be had.
    """
    return _use_seal(lambda: get_sealer().seal(page)), _pin_certificate()


def sign_bytes(content: bytes) -> tuple[bytes, SealCertificate]:
    """A detached signature over ``content`` and the pinned certificate that made it. Raises ``OutageError``."""
    return _use_seal(lambda: get_sealer().sign(content)), _pin_certificate()


def _use_seal(use: Callable[[], bytes]) -> bytes:
    from pyhanko.pdf_utils.misc import PdfReadError, PdfWriteError  # noqa: PLC0415 - heavy, and only workers seal
    from pyhanko.sign.timestamps.common_utils import TimestampRequestError  # noqa: PLC0415 - as above

    with guard(System.SEAL), guard(System.TIMESTAMP) if settings.SEAL_TIMESTAMP_URL else nullcontext():
        try:
            return use()
        except TimestampRequestError:
            raise OutageError(System.TIMESTAMP, "no_timestamp") from None
        except (PdfReadError, PdfWriteError):
            raise  # about this page
        except Exception as error:
            # Whatever else: a key that does not open, a token that lost its session, an authority that is away, a
            # seal that was revoked. A session that is dead is opened anew the next time.
            get_sealer.cache_clear()
            logger.warning("no seal: %s", type(error).__name__)
            raise OutageError(System.SEAL, type(error).__name__) from error


def _pin_certificate() -> SealCertificate:
    ours, _made = SealCertificate.objects.get_or_create(
        fingerprint=get_sealer().fingerprint,
        defaults={"name": get_sealer().name, "certificate": get_sealer().certificate},
    )
    return ours

"""The files of one application together: what keeps them from being sent (domain.md 7.2)."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext

from ..upload_rules import rules
from ..upload_rules.reason_texts import format_size


def check_file_set(uploads: Iterable[Any]) -> list[str]:
    """What keeps these uploads of one application from being sent, as sentences; empty when nothing does.

    Only files that were checked, found clean and are still there may be sent.
    """
    uploads = list(uploads)
    return check_limits(uploads) + [problem for each in uploads if (problem := find_state_problem(each))]


def check_limits(uploads: Iterable[Any]) -> list[str]:
    """Sentences about uploads of one application that are too many or too large together."""
    uploads = list(uploads)
    together = sum(each.kept_size for each in uploads)
    problems = []
    if len(uploads) > rules.MAX_FILES:
        problems.append(
            gettext("Bir başvuruda en çok %(most)s dosya olabilir; şu anda %(count)s dosya var.")
            % {"most": rules.MAX_FILES, "count": len(uploads)}
        )
    if together > rules.MAX_BYTES_TOGETHER:
        problems.append(
            gettext("Bir başvurudaki dosyalar toplam en çok %(most)s olabilir; şu anda %(size)s.")
            % {"most": format_size(rules.MAX_BYTES_TOGETHER), "size": format_size(together)}
        )
    return problems


def find_state_problem(upload: Any) -> str:
    """What keeps one upload from being sent, as a sentence; empty when nothing does."""
    if upload.is_scanning:
        words = gettext("%(name)s: denetimi sürüyor. Birkaç saniye sonra yeniden deneyin.")
        return words % {"name": upload.original_name}
    if upload.is_rejected:
        return upload.refusal
    return "" if upload.is_clean else gettext("Saklama süresi dolan bir dosya silinmiş. Belgeyi yeniden yükleyin.")

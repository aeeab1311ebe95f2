"""Verdicts on the questions of a file: which hold, what is to be mended, what nobody has looked at yet.

A question is named as revision names it, (step, field), so that what is found wrong opens by itself when a revision
is asked for. Nothing here is ever shown to the applicant.
"""

import hashlib
import json
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from applicants.models import Officer

from ..models import Application, ReasonTemplate, Verdict
from ..wizard.revision import REVISABLE_STEPS
from ..wizard.snapshot import find_upload_ids

Finding = Verdict.Finding
QuestionKey = tuple[str, str]
FINDING_TAGS = {Finding.FINE: "ok", Finding.TO_MEND: "warn", Finding.UNCLEAR: "info"}


@dataclass(frozen=True)
class CurrentVerdict:
    """The verdict that holds on a question; ``stale`` when the answer has changed since."""

    verdict: Verdict
    stale: bool

    @property
    def tag(self) -> str:
        return "grey" if self.stale else FINDING_TAGS[Finding(self.verdict.finding)]

    @property
    def words(self) -> Any:
        return _("Önceki sürüm için") if self.stale else self.verdict.get_finding_display()


def load_current_verdicts(case: Application) -> dict[QuestionKey, CurrentVerdict]:
    """The newest verdict on each question, in one query."""
    newest = case.verdicts.order_by("step", "field", "-pk").distinct("step", "field").select_related("reason")
    return {
        (each.step, each.field): CurrentVerdict(each, each.seen != _hash_answer(case, each.step, each.field))
        for each in newest
    }


def record_verdict(
    case: Application,
    question: QuestionKey,
    finding: str,
    officer: Officer,
    text: str = "",
    reason: ReasonTemplate | None = None,
) -> Verdict:
    """Write down what was found on the answer as it stands. Raises ``ValueError`` for an unknown finding."""
    step, field = question
    return Verdict.objects.create(
        application=case,
        step=step,
        field=field,
        finding=Finding(finding),
        text=text.strip(),
        reason=reason,
        seen=_hash_answer(case, step, field),
        officer=officer,
    )


def select_verdicts_to_mend(held: dict[QuestionKey, CurrentVerdict]) -> dict[QuestionKey, Verdict]:
    """What was found wrong with the answers as they stand: a revision's form begins with these."""
    return {
        question: each.verdict
        for question, each in held.items()
        if not each.stale and each.verdict.finding == Finding.TO_MEND
    }


def map_uploads_to_questions(case: Application) -> dict[UUID, QuestionKey]:
    """Which question each paper answers; several papers may answer one."""
    found: dict[UUID, QuestionKey] = {}
    for slug, section in REVISABLE_STEPS.items():
        for field, value in case.snapshot.get(section.row, {}).items():
            found |= dict.fromkeys(find_upload_ids({"value": value}), (slug, field))
    return found


def list_unsettled_questions(case: Application, held: dict[QuestionKey, CurrentVerdict]) -> list[QuestionKey]:
    """Questions with papers that nobody has found fine as they stand: named before a file is found appropriate."""
    fine = {question for question, each in held.items() if not each.stale and each.verdict.finding == Finding.FINE}
    return [question for question in dict.fromkeys(map_uploads_to_questions(case).values()) if question not in fine]


def _hash_answer(case: Application, step: str, field: str) -> str:
    value = case.snapshot.get(REVISABLE_STEPS[step].row, {}).get(field) if step in REVISABLE_STEPS else None
    return hashlib.sha256(json.dumps(value, sort_keys=True, ensure_ascii=False).encode()).hexdigest()[:16]

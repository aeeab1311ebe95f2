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
from ..wizard.revision import STEPS
from ..wizard.snapshot import uploads_in

Finding = Verdict.Finding
Question = tuple[str, str]
TAGS = {Finding.FINE: "ok", Finding.TO_MEND: "warn", Finding.UNCLEAR: "info"}


@dataclass(frozen=True)
class Held:
    """The verdict that holds on a question; ``stale`` when the answer has changed since."""

    verdict: Verdict
    stale: bool

    @property
    def tag(self) -> str:
        return "grey" if self.stale else TAGS[Finding(self.verdict.finding)]

    @property
    def words(self) -> Any:
        return _("Önceki sürüm için") if self.stale else self.verdict.get_finding_display()


def of(case: Application) -> dict[Question, Held]:
    """The newest verdict on each question, in one query."""
    newest = case.verdicts.order_by("step", "field", "-pk").distinct("step", "field").select_related("reason")
    return {(each.step, each.field): Held(each, each.seen != _seen(case, each.step, each.field)) for each in newest}


def give(
    case: Application,
    question: Question,
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
        seen=_seen(case, step, field),
        officer=officer,
    )


def to_mend(held: dict[Question, Held]) -> dict[Question, Verdict]:
    """What was found wrong with the answers as they stand: a revision's form begins with these."""
    return {
        question: each.verdict
        for question, each in held.items()
        if not each.stale and each.verdict.finding == Finding.TO_MEND
    }


def question_of_upload(case: Application) -> dict[UUID, Question]:
    """Which question each paper answers; several papers may answer one."""
    found: dict[UUID, Question] = {}
    for slug, section in STEPS.items():
        for field, value in case.snapshot.get(section.row, {}).items():
            found |= dict.fromkeys(uploads_in({"value": value}), (slug, field))
    return found


def unsettled(case: Application, held: dict[Question, Held]) -> list[Question]:
    """Questions with papers that nobody has found fine as they stand: named before a file is found appropriate."""
    fine = {question for question, each in held.items() if not each.stale and each.verdict.finding == Finding.FINE}
    return [question for question in dict.fromkeys(question_of_upload(case).values()) if question not in fine]


def _seen(case: Application, step: str, field: str) -> str:
    value = case.snapshot.get(STEPS[step].row, {}).get(field) if step in STEPS else None
    return hashlib.sha256(json.dumps(value, sort_keys=True, ensure_ascii=False).encode()).hexdigest()[:16]

"""The officer's words on a holder's request."""

from typing import Any

from django.utils.translation import gettext_lazy

from ..casework.decision_forms import ReasonedForm, build_text_field
from ..models import ReasonTemplate
from ..requests.request_details import RequestDecision


class RequestDecisionForm(ReasonedForm):
    """Whether a decision needs words is its guard's business, not the field's."""

    details = RequestDecision
    missing_reason_message = ""
    text = build_text_field(gettext_lazy("Gerekçe veya tespit (başvuru sahibine gider)"), required=False)

    def __init__(self, *args: Any, hint: Any, use: str, **kwargs: Any):
        self.use = ReasonTemplate.Use(use)
        super().__init__(*args, **kwargs)
        self.fields["text"].help_text = hint

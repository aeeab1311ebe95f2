"""What officers decide on an application: the table of decisions, their forms, and the look before sending."""

from applications.casework.decision_forms import DecisionForm
from applications.casework.decisions import DECISIONS, DECISIONS_BY_SLUG, Decision, DecisionOffer, list_decision_offers

__all__ = ["DECISIONS", "DECISIONS_BY_SLUG", "Decision", "DecisionForm", "DecisionOffer", "list_decision_offers"]

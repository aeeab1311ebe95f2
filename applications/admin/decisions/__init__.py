"""What officers decide on an application: the table of decisions, their forms, and the look before sending."""

from applications.casework.decision_forms import DecisionForm
from applications.casework.decisions import BY_SLUG, DECISIONS, Decision, Offer, offers

__all__ = ["BY_SLUG", "DECISIONS", "Decision", "DecisionForm", "Offer", "offers"]

"""What officers decide on an application: the table of decisions, their forms, and the look before sending."""

from .forms import DecisionForm
from .table import BY_SLUG, DECISIONS, Decision, Offer, offers

__all__ = ["BY_SLUG", "DECISIONS", "Decision", "DecisionForm", "Offer", "offers"]

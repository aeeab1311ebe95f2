"""What papers say of a card's way, told to its holder. Runs inside the transaction that moved the card."""

from django.dispatch import receiver

from documents.models import Card
from documents.signals import card_lost, card_moved

from ..notices import case_notices


@receiver(card_moved)
def send_card_notice(sender, card: Card, **kwargs) -> None:
    case_notices.send_card_notice(card)


@receiver(card_lost)
def send_lost_card_notice(sender, card: Card, **kwargs) -> None:
    case_notices.send_lost_card_notice(card)

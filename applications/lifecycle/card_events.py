"""What papers say of a card's way, told to its holder. Runs inside the transaction that moved the card."""

from django.dispatch import receiver

from documents.models import Card
from documents.signals import card_lost, card_moved

from ..notices import kinds


@receiver(card_moved)
def tell(sender, card: Card, **kwargs) -> None:
    kinds.tell_of_card(card)


@receiver(card_lost)
def tell_of_the_loss(sender, card: Card, **kwargs) -> None:
    kinds.tell_of_lost_card(card)

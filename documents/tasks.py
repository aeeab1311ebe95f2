"""Following parcels: a few at a time, one follower at a time."""

from celery import shared_task

from emuafiyet.core.locks import only_one

from .cards import shipping

MOST_AT_ONCE = 100


@shared_task
def follow_parcels() -> None:
    """Ask PTT where the parcels are whose turn it is; what is left waits for the next round."""
    with only_one("follow_parcels") as mine:
        if mine:
            for shipment in shipping.due()[:MOST_AT_ONCE]:
                shipping.follow(shipment)

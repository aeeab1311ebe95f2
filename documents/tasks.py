"""Following parcels: a few at a time, one follower at a time."""

from celery import shared_task

from applicants.only_one import only_one

from .cards import posting

MOST_AT_ONCE = 100


@shared_task
def follow_parcels() -> None:
    """Ask PTT where the parcels are whose turn it is; what is left waits for the next round."""
    with only_one("follow_parcels") as mine:
        if mine:
            for shipment in posting.due()[:MOST_AT_ONCE]:
                posting.follow(shipment)

"""An unfinished page as its owner typed it (A-37), and the count that tells a tab that another has written since."""

from django.db import models
from django.http import QueryDict
from django.utils import timezone

from .account import Applicant


class AnswersAsTyped(QueryDict):
    """What a browser had sent, put back onto the page. Its documents are not in it: they lie there by themselves."""

    is_restored = True


class PageDraft(models.Model):
    """One page of one person. ``answers`` are the pairs that a browser would send, without files and buttons.

    Saving the page empties the row and leaves its count, so that a tab left open elsewhere overwrites nothing unseen.
    """

    owner = models.ForeignKey(Applicant, on_delete=models.CASCADE, related_name="page_drafts", db_index=False)
    place = models.CharField(max_length=120)
    answers = models.JSONField(default=list, blank=True)
    unfinished = models.BooleanField(default=False)
    version = models.PositiveIntegerField(default=0)
    writer = models.CharField(max_length=32, blank=True)  # the drawn page that wrote last
    saved_at = models.DateTimeField(default=timezone.now, db_index=True)

    class Meta:
        ordering = ["place"]
        constraints = [models.UniqueConstraint(fields=["owner", "place"], name="page_draft_once")]

    def __str__(self) -> str:
        return str(self.pk)

    def as_posted(self) -> AnswersAsTyped:
        posted = AnswersAsTyped("", mutable=True)
        for name, value in self.answers:
            posted.appendlist(name, value)
        return posted

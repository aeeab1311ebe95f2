"""Where a document lies that was handed in on a page which has not been saved since."""

from django.db import models
from django.utils import timezone

from applicants.models import Applicant

from .upload import Upload


class DraftFile(models.Model):
    """One document on one question of one unfinished page. Saving the page, or discarding it, clears the page's.

    ``place`` names the page: "profile/pasaport", "application/<its id>/isyeri". A question that has such rows shows
    them instead of what was saved: they are what it looked like when its person last had it before them.
    """

    owner = models.ForeignKey(Applicant, on_delete=models.CASCADE, related_name="draft_files", db_index=False)
    place = models.CharField(max_length=120)
    field = models.CharField(max_length=100)
    upload = models.ForeignKey(Upload, on_delete=models.CASCADE, related_name="draft_files")
    position = models.PositiveSmallIntegerField()
    saved_at = models.DateTimeField(default=timezone.now, db_index=True)

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["owner", "place", "field", "upload"], name="draft_file_once"),
        ]

    def __str__(self) -> str:
        return str(self.pk)

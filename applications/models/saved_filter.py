"""What officers keep for themselves at the desk."""

from django.conf import settings
from django.db import models


class SavedFilter(models.Model):
    """A filter of the queue under a name of its officer's own; the query is the address that it leads to."""

    officer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="saved_filters")
    name = models.CharField(max_length=60)
    query = models.CharField(max_length=400)

    class Meta:
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["officer", "name"], name="saved_filter_name_once")]

    def __str__(self) -> str:
        return self.name

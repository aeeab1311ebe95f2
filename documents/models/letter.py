"""A decision letter: the paper of a decision that gives nobody a certificate."""

from datetime import timedelta

from django.db import models
from django.utils.translation import gettext_lazy as _

from .issued_document import Paper


class Letter(Paper):
    """One letter about one decision."""

    kept_in = "letters"
    # Its mail waits for it, and can do without it.
    most_attempts = 6
    longest_wait = timedelta(minutes=5)

    case_reference = models.UUIDField(_("dosya"), db_index=True)
    kind = models.CharField(max_length=20)
    number = models.CharField(_("karar no"), max_length=20, unique=True)

    class Meta(Paper.Meta):
        verbose_name = _("karar yazısı")
        verbose_name_plural = _("karar yazıları")

    def page(self) -> bytes:
        from ..issued.letter.render_letter import renderer

        return renderer().pdf(self.facts)

    def give_up(self) -> None:
        """The mail says all that the letter says: it goes out without it, and a person looks at the letter."""
        if self.notice:
            self.notice.release()

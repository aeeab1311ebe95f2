"""Why a transition was not performed. Callers catch these; ``engine`` offers them under its own name."""

from django.utils.translation import gettext as _

from ..models import Application, ReissueRequest, TerminationRequest


class NotFoundError(Exception):
    """No such row for this person: answered 404, never 403."""


class InvalidStateError(Exception):
    """The row is in a state that this transition does not start from; the text says which."""

    def __init__(self, row: Application | TerminationRequest | ReissueRequest):
        text = _("Başvuru şu anda «%(status)s» durumunda.")
        if not isinstance(row, Application):
            text = _("Talep şu anda «%(status)s» durumunda.")
        super().__init__(text % {"status": row.get_status_display()})


class StaleVersionError(InvalidStateError):
    """The row is no longer what the person saw when they decided, though its state is the same again."""

    def __init__(self) -> None:
        Exception.__init__(self, _("Siz sayfayı açtıktan sonra dosya değişti. Yeniden bakıp karar verin."))


class NotPermittedError(Exception):
    """This transition belongs to somebody else, or the officer's role does not include it."""


class GuardError(Exception):
    """The guard said no; the text is for the person who tried."""

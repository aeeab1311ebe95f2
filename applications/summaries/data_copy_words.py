"""The words in which the copy of one's data tells what this app's tables hold as codes."""

from django.utils.translation import gettext_lazy as _

from applicants.privacy import data_page
from emuafiyet.core.places import list_provinces

from ..catalogue.read_catalogue import get_kind_names
from ..models.requests import ReissueStatus, TerminationStatus
from ..models.status import Status
from ..profile.known import Source

ACTORS = {"applicant": _("Siz"), "officer": _("Görevli"), "system": _("Sistem")}


def tell() -> None:
    """Called once, when the app starts."""
    states = {value: label for kind in (ReissueStatus, TerminationStatus, Status) for value, label in kind.choices}
    data_page.words_of |= {
        "actor": ACTORS,
        "decision": dict(Status.choices),
        "from_status": states,
        "to_status": states,
        "province": dict(list_provinces()),
        "host_province": dict(list_provinces()),
        # Beneath "sources" a question's name leads to whose word its answer is.
        "sources": dict(Source.choices),
    }
    data_page.kinds_of_documents.append(get_kind_names)

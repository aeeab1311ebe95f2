"""What every page needs to know; nothing here asks the database before a template does."""

from functools import cache

from django.conf import settings
from django.utils.translation import get_language, get_language_bidi
from django.utils.translation.trans_real import get_languages

from applications.summaries.application_list import count_badges

from ..operations.outages import memory
from ..operations.service_status import list_disturbed

RTL_LANGUAGES = {"ar"}


def portal(request) -> dict:
    applicant = getattr(request, "applicant", None)

    @cache
    def badges() -> dict[str, int]:
        return count_badges(applicant) if applicant else {"awaiting": 0, "unread": 0}

    return {
        "demo": settings.DEMO,
        "site_url": settings.SITE_URL,
        "support_email": settings.SUPPORT_EMAIL,
        "languages": [
            (code, name, "rtl" if code in RTL_LANGUAGES else "ltr") for code, name in get_languages().items()
        ],
        "language": get_language(),
        "text_direction": "rtl" if get_language_bidi() else "ltr",
        "applicant": applicant,
        # What an applicant should know while an authority is away; asked for by the pages of signed-in people only.
        "disturbed": lambda: list_disturbed(memory.list_outages()) if applicant else [],
        # Called by the template that shows them, and real numbers then: Arabic and Russian plurals reckon with them.
        "awaiting_count": lambda: badges()["awaiting"],
        "unread_count": lambda: badges()["unread"],
        "session_ends_at": lambda: request.session.ends_at,
        "session_seconds_left": lambda: request.session.seconds_left,
    }

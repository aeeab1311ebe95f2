"""What every page needs to know; nothing here asks the database before a template does."""

from django.conf import settings
from django.utils.functional import SimpleLazyObject
from django.utils.translation import get_language, get_language_bidi
from django.utils.translation.trans_real import get_languages

from applicants.notices import unread_count
from applications.listing import awaiting_count

RTL = {"ar"}


def portal(request) -> dict:
    applicant = getattr(request, "applicant", None)
    return {
        "demo": settings.DEMO,
        "site_url": settings.SITE_URL,
        "support_email": settings.SUPPORT_EMAIL,
        "languages": [(code, name, "rtl" if code in RTL else "ltr") for code, name in get_languages().items()],
        "language": get_language(),
        "text_direction": "rtl" if get_language_bidi() else "ltr",
        "applicant": applicant,
        "awaiting_count": SimpleLazyObject(lambda: awaiting_count(applicant) if applicant else 0),
        "unread_count": SimpleLazyObject(lambda: unread_count(applicant) if applicant else 0),
    }

"""A form that comes back after its session has ended costs nobody their answers (ux 13).

Whose form it was is told by the secret in it, which only pages of that session carried: so nobody can have
something kept in another person's name, and nobody else gets to see it.
"""

from collections.abc import Callable
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, QueryDict
from django.middleware.csrf import CSRF_TOKEN_LENGTH, _unmask_cipher_token
from django.utils import timezone
from django.utils.translation import gettext as _

from .limits import anonymous
from .models import Applicant, KeptPost, Session
from .sessions import KEPT_KEY

MOST = 200_000  # characters; the longest page of ours has about twenty thousand
TOKEN = "csrfmiddlewaretoken"  # noqa: S105 (the field's name)
LONGEST_PATH = KeptPost._meta.get_field("path").max_length


def answers_survive(view: Callable) -> Callable:
    """The view draws its page from ``take(request)`` when there is something to take."""
    view.answers_survive = True
    return view


def form_key(secret: str) -> str:
    """What a session remembers of the secret in its forms."""
    return anonymous(f"form:{secret}")


def keep(request: HttpRequest) -> bool:
    """Keep what was posted, for this browser and the person whose form it was; False when there is nothing to keep."""
    if request.method != "POST" or not getattr(request.resolver_match.func, "answers_survive", False):
        return False
    owner = _drawn_for(request)
    fields = urlencode([(name, value) for name, values in request.POST.lists() for value in values if name != TOKEN])
    stranger = owner is None or (request.applicant and request.applicant.pk != owner)
    if stranger or not 0 < len(fields) <= MOST or len(request.path) > LONGEST_PATH:
        return False
    kept = KeptPost.objects.create(owner_id=owner, path=request.path, fields=fields)
    request.session[KEPT_KEY] = str(kept.pk)
    return True


def _drawn_for(request: HttpRequest):
    """The person whose session the form was drawn in, ended or not; None for a form that we did not draw."""
    token = request.POST.get(TOKEN, "")
    if len(token) != CSRF_TOKEN_LENGTH or not (token.isascii() and token.isalnum()):
        return None
    sessions = Session.objects.filter(form_key=form_key(_unmask_cipher_token(token)), applicant__isnull=False)
    return sessions.values_list("applicant_id", flat=True).first()


def take(request: HttpRequest) -> QueryDict | None:
    """The answers kept for this page and person, once; they are shown and never saved by themselves."""
    key = request.session.get(KEPT_KEY)
    if request.method != "GET" or not key:
        return None
    rows = KeptPost.objects.filter(
        pk=key, owner_id=request.applicant.pk, path=request.path, expires_at__gt=timezone.now()
    )
    kept = rows.first()
    if kept is None or not rows.delete()[0]:
        return None
    del request.session[KEPT_KEY]
    messages.warning(
        request,
        _(
            "Oturumunuz sona ermişti. Yazdıklarınız aşağıda duruyor, ama henüz kaydedilmedi."
            " Dosya seçtiyseniz yeniden seçin ve düğmeye yeniden basın."
        ),
    )
    return QueryDict(kept.fields)


def belongs_to(key: str, applicant: Applicant) -> bool:
    """Whether the answers are this person's; another's are deleted, since that person is not coming back here."""
    kept = KeptPost.objects.filter(pk=key).first()
    if kept is None or kept.owner_id == applicant.pk:
        return kept is not None
    kept.delete()
    return False

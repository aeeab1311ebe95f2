"""One page with questions as one request deals with it: what it was drawn with, what was typed, what to say of it."""

from django.conf import settings
from django.forms import BaseForm
from django.http import HttpResponse, HttpResponseRedirect, JsonResponse
from django.utils import timezone
from django.utils.formats import time_format
from django.utils.translation import check_for_language
from django.utils.translation import gettext as _

from ..models import PageDraft
from ..portal_request import ApplicantRequest
from . import page_drafts
from .page_drafts import AUTOSAVE, NewerDraftError, Seen


class UnfinishedPage:
    """What a view of a ``recoverable`` page asks: the form's arguments, and whether it may complain yet.

    ``restored`` and ``newer`` are for the template: the draft that the page was drawn from, and the one that another
    tab or device has left since, in which case nothing of this request was kept.
    """

    def __init__(self, request: ApplicantRequest):
        self.request, self.owner, self.place = request, request.applicant, page_drafts.place_of(request)
        self.restored: PageDraft | None = None
        self.newer: PageDraft | None = None
        self._seen = Seen.of(request.POST)
        self._version = 0

    @property
    def is_autosave(self) -> bool:
        return self.request.method == "POST" and AUTOSAVE in self.request.POST

    @property
    def is_unjudged(self) -> bool:
        """Whether what is typed is only shown: nobody has asked for the page to be saved."""
        return self.request.method != "POST" or "_redraw" in self.request.POST or self.newer is not None

    @property
    def changes_language(self) -> bool:
        return self.request.method == "POST" and self.newer is None and "_language" in self.request.POST

    def receive(self) -> tuple:
        """Keep what was posted and answer the form's data and files; of a page that is looked at, what is kept."""
        if self.request.method != "POST":
            return self._restore()
        try:
            self._keep()
        except NewerDraftError as error:
            self.newer, self._version, self._seen = error.draft, error.draft.version, None
            mine = PageDraft(answers=page_drafts.answers_in(self.request.POST))
            return (mine.as_posted(),)
        return self.request.POST, self.request.FILES

    def _restore(self) -> tuple:
        draft = page_drafts.find(self.owner, self.place)
        if draft is None:
            return ()
        self._version = draft.version
        if not draft.unfinished:
            return ()
        self.restored = draft
        return (draft.as_posted(),) if draft.answers else ()

    def _keep(self) -> bool:
        answers = page_drafts.answers_in(self.request.POST)
        if page_drafts.size_of(answers) > page_drafts.MOST:
            return False
        self._version = page_drafts.save_draft(self.owner, self.place, answers, self._seen).version
        return True

    def autosave(self) -> JsonResponse:
        """The answer to a script: 200 with the time of saving, 409 when another tab was newer, 413 when it is too much.

        ``said`` is for the reader, in their language.
        """
        try:
            if not self._keep():
                return JsonResponse({"said": _("Yazdıklarınız saklanamayacak kadar uzun.")}, status=413)
        except NewerDraftError as error:
            return JsonResponse({"said": said_of_newer(error.draft)}, status=409)
        moment = time_format(timezone.localtime(), "H:i")
        return JsonResponse({"said": _("Yazdıklarınız saklandı: %(time)s") % {"time": moment}})

    def change_language(self, form: BaseForm) -> HttpResponse:
        """The same page in the language whose button was pressed, with what was typed and with its documents."""
        form.is_valid()  # takes in the documents that came along; nobody has asked for a judgement
        answer = HttpResponseRedirect(self.request.get_full_path())
        code = self.request.POST["_language"]
        if code in dict(settings.LANGUAGES) and check_for_language(code):
            answer.set_cookie(
                settings.LANGUAGE_COOKIE_NAME,
                code,
                max_age=settings.LANGUAGE_COOKIE_AGE,
                path=settings.LANGUAGE_COOKIE_PATH,
                domain=settings.LANGUAGE_COOKIE_DOMAIN,
                secure=settings.LANGUAGE_COOKIE_SECURE,
                httponly=settings.LANGUAGE_COOKIE_HTTPONLY,
                samesite=settings.LANGUAGE_COOKIE_SAMESITE,  # type: ignore[arg-type]  # one of the words it may be
            )
        return answer

    @property
    def seen(self) -> Seen:
        """For the page's hidden field. A page that was drawn anew goes on as itself."""
        return Seen(self._version, self._seen.writer) if self._seen else Seen.anew(self._version)

    @property
    def said_of_newer(self) -> str:
        return said_of_newer(self.newer) if self.newer else ""


def said_of_newer(draft: PageDraft) -> str:
    moment = time_format(timezone.localtime(draft.saved_at), "H:i")
    return _(
        "Bu sayfa saat %(time)s itibarıyla başka bir sekmede veya cihazda değiştirildi; burada yazdıklarınız"
        " saklanmadı. Buradakileri saklamak için kaydetme düğmesine basın."
    ) % {"time": moment}

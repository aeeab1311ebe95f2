"""What keeps a document from being made, in an officer's words."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from emuafiyet.core.outbox.models import OutboxItem, OutboxState

from ..pdf.render_errors import RenderProblem, parse_render_error

FIELD_LABELS = {
    "surname": gettext_lazy("Soyadı"),
    "given_names": gettext_lazy("Adı"),
    "nationality": gettext_lazy("Uyruğu"),
    "birth_place": gettext_lazy("Doğum yeri"),
    "passport_number": gettext_lazy("Pasaport numarası"),
    "workplace": gettext_lazy("İşyeri"),
    "category_tr": gettext_lazy("Muafiyet kapsamı"),
    "text": gettext_lazy("Gerekçe"),
}
PROBLEM_TEXTS = {
    RenderProblem.GLYPH: gettext_lazy("«%(field)s» alanında basılamayan bir karakter var."),
    RenderProblem.TOO_LONG: gettext_lazy("«%(field)s» alanı belgeye sığmıyor."),
    RenderProblem.PHOTO: gettext_lazy("Fotoğraf okunamıyor."),
    RenderProblem.PAGES: gettext_lazy("Metin belgenin sayfasına sığmıyor."),
    RenderProblem.SOFTWARE: gettext_lazy("Yazılım sorunu; destek ekibine bildirin: %(field)s"),
}


def describe_problem(paper: OutboxItem) -> str:
    """What its ``last_error`` means; of an error that may pass, only the kind is kept and shown."""
    if not paper.last_error:
        return ""
    known = parse_render_error(paper.last_error)
    if known is None:
        gone = paper.promise_state == OutboxState.FAILED
        words = _("Birçok kez denendi: %(kind)s") if gone else _("Kendiliğinden yeniden denenecek: %(kind)s")
        return words % {"kind": paper.last_error}
    problem, about, card = known
    words = PROBLEM_TEXTS[problem] % {"field": FIELD_LABELS.get(about, about)}
    return f"{card}: {words}" if card else words

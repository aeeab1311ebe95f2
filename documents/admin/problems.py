"""What keeps a paper from being made, in an officer's words."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from emuafiyet.core.outbox.outbox import Promise, PromiseState

from ..pdf.problems import Problem, told

FIELDS = {
    "surname": gettext_lazy("Soyadı"),
    "given_names": gettext_lazy("Adı"),
    "nationality": gettext_lazy("Uyruğu"),
    "birth_place": gettext_lazy("Doğum yeri"),
    "passport_number": gettext_lazy("Pasaport numarası"),
    "workplace": gettext_lazy("İşyeri"),
    "category_tr": gettext_lazy("Muafiyet kapsamı"),
    "text": gettext_lazy("Gerekçe"),
}
WORDS = {
    Problem.GLYPH: gettext_lazy("“%(field)s” alanında basılamayan bir karakter var."),
    Problem.TOO_LONG: gettext_lazy("“%(field)s” alanı belgeye sığmıyor."),
    Problem.PHOTO: gettext_lazy("Fotoğraf okunamıyor."),
    Problem.PAGES: gettext_lazy("Metin belgenin sayfasına sığmıyor."),
    Problem.SOFTWARE: gettext_lazy("Yazılım sorunu; destek ekibine bildirin: %(field)s"),
}


def in_words(paper: Promise) -> str:
    """What its ``last_error`` means; of an error that may pass, only the kind is kept and shown."""
    if not paper.last_error:
        return ""
    known = told(paper.last_error)
    if known is None:
        gone = paper.promise_state == PromiseState.DEAD
        words = _("Birçok kez denendi: %(kind)s") if gone else _("Kendiliğinden yeniden denenecek: %(kind)s")
        return words % {"kind": paper.last_error}
    problem, about, card = known
    words = WORDS[problem] % {"field": FIELDS.get(about, about)}
    return f"{card}: {words}" if card else words

"""What each kind of letter says, in Turkish and English: part of the paper's form, like its frame."""

from datetime import date
from typing import Any

from documents.pdf.text_fit import format_day

from .letter_facts import LetterKind

K = LetterKind
TITLES = {
    K.REJECTED: ("Ret Kararı", "Decision of Rejection"),
    K.OBJECTION_DISMISSED: ("İtirazın Sonucu: Ret", "Outcome of the Objection: Rejection"),
    K.TERMINATED: ("Muafiyetin Sonlandırılması", "Termination of the Exemption"),
    K.CANCELLED: ("Muafiyetin İptali", "Cancellation of the Exemption"),
}
DECISION_TEXTS = {
    K.REJECTED: (
        "Çalışma izni muafiyeti başvurunuz 6735 sayılı Uluslararası İşgücü Kanunu ve Uygulama Yönetmeliği uyarınca "
        "değerlendirilmiş ve aşağıdaki gerekçeyle reddedilmiştir.",
        "Your application for exemption from a work permit has been assessed under the International Labour Force Law "
        "No. 6735 and its Implementing Regulation, and rejected for the reason below.",
    ),
    K.OBJECTION_DISMISSED: (
        "Başvurunuz hakkındaki karar, itirazınız üzerine yeniden değerlendirilmiş; sonuç aşağıdaki gerekçeyle "
        "olumsuzdur.",
        "The decision on your application has been assessed again upon your objection; the outcome is negative for "
        "the reason below.",
    ),
    K.TERMINATED: (
        "Çalışma izni muafiyetiniz, isteğiniz üzerine sona erer. Son günü {effective_on}; bu günün sonuna kadar "
        "geçerlidir.",
        "At your request, your exemption from a work permit ends. Its last day is {effective_on}; it holds until the "
        "end of that day.",
    ),
    K.CANCELLED: (
        "Çalışma izni muafiyetiniz {effective_on} gününden başlayarak aşağıdaki gerekçeyle iptal edilmiştir.",
        "Your exemption from a work permit has been cancelled as of {effective_on} for the reason below.",
    ),
}
NEVER_BEGAN_TEXTS = {
    K.TERMINATED: (
        "{would_begin_on} günü başlayacak olan çalışma izni muafiyetiniz, isteğiniz üzerine başlamadan "
        "sonlandırılmıştır. Hiç yürürlüğe girmez.",
        "Your exemption from a work permit, which was to begin on {would_begin_on}, has been ended at your request "
        "before its beginning. It never enters into force.",
    ),
    K.CANCELLED: (
        "{would_begin_on} günü başlayacak olan çalışma izni muafiyetiniz, başlamadan, aşağıdaki gerekçeyle iptal "
        "edilmiştir. Hiç yürürlüğe girmez.",
        "Your exemption from a work permit, which was to begin on {would_begin_on}, has been cancelled before its "
        "beginning, for the reason below. It never enters into force.",
    ),
}
_RESIDENCE = (
    "Muafiyete bağlı ikamet hakkınız da sona erer; geçerli başka bir ikamet izniniz varsa etkilenmez. Kartınız varsa "
    "15 gün içinde Bakanlığa geri verilir.",
    "Your right of residence under the exemption ends too; any other valid residence permit is not affected. If you "
    "have a card, it has to be returned to the Ministry within 15 days.",
)
_NO_RESIDENCE = (
    "Muafiyete bağlı ikamet hakkı doğmaz; geçerli başka bir ikamet izniniz varsa etkilenmez. Kartınız varsa 15 gün "
    "içinde Bakanlığa geri verilir.",
    "No right of residence arises from the exemption; any other valid residence permit is not affected. If you have "
    "a card, it has to be returned to the Ministry within 15 days.",
)
REMEDY_TEXTS = {
    K.REJECTED: (
        (
            "Ret gerekçesini ortadan kaldıran bilgi ve belgelerle {last_day} gününe kadar, başvuru portalından, bir "
            "kez itiraz edebilirsiniz. İtirazınız da uygun görülmezse idari yargı yolu açıktır.",
            "With information and documents that remove the reason, you can object once, through the application "
            "portal, until {last_day}. Should the objection be dismissed, recourse to the administrative courts is "
            "open.",
        ),
    ),
    K.OBJECTION_DISMISSED: (
        (
            "Bu karar kesindir; yeniden itiraz edilemez. Bildirimden başlayarak 60 gün içinde idare mahkemesinde dava "
            "açabilirsiniz.",
            "This decision is final; no further objection is possible. Within 60 days of its notification you can "
            "bring an action before the administrative court.",
        ),
    ),
    K.TERMINATED: (
        _RESIDENCE,
        (
            "Ödenen harç ve değerli kâğıt bedeli geri verilmez. Dilediğiniz zaman yeni bir başvuru yapabilirsiniz.",
            "Fees paid are not refunded. You can apply again at any time.",
        ),
    ),
    K.CANCELLED: (
        _RESIDENCE,
        (
            "Bu karara {last_day} gününe kadar Bakanlığa dilekçe vererek itiraz edebilirsiniz; idari yargı yolu "
            "açıktır.",
            "You can object to this decision by petition to the Ministry until {last_day}; recourse to the "
            "administrative courts is open.",
        ),
    ),
}


def build_page_context(facts: dict[str, Any]) -> dict[str, Any]:
    """The template's context."""
    kind = LetterKind(facts["kind"])
    # Letters of earlier days know nothing of a beginning.
    days = {
        name: format_day(facts[name]) if facts.get(name) else ""
        for name in ("effective_on", "last_day", "would_begin_on")
    }
    never_began = bool(days["would_begin_on"])
    said = NEVER_BEGAN_TEXTS[kind] if never_began else DECISION_TEXTS[kind]
    remedies = [_NO_RESIDENCE if never_began and pair is _RESIDENCE else pair for pair in REMEDY_TEXTS[kind]]
    title_tr, title_en = TITLES[kind]
    return {
        "facts": facts,
        "title_tr": title_tr,
        "title_en": title_en,
        "decided_on": f"{date.fromisoformat(facts['decided_on']):%d.%m.%Y}",
        "said": [tuple(text.format(**days) for text in said)],
        "remedies": [tuple(text.format(**days) for text in pair) for pair in remedies],
        "paragraphs": [part.strip() for part in facts["text"].splitlines() if part.strip()],
    }

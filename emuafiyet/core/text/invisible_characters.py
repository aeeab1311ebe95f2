"""Characters that nobody sees: they come along with copied text and make two of what looks like one."""

import unicodedata

# Arabic and Persian words need these, and so do pictures joined of several.
JOINERS = "\u200c\u200d"
DIRECTION_MARKS = "\u200e\u200f\u061c"
LINE_BREAKS = "\n\r\t"


def without_invisible(text: str, *, keep: str = "") -> str:
    """The text without characters of categories Cf and Cc but ``keep``; line breaks that go become spaces."""
    shown = []
    for each in text:
        if each in keep or unicodedata.category(each) not in {"Cf", "Cc"}:
            shown.append(each)
        elif each in LINE_BREAKS:
            shown.append(" ")
    return "".join(shown)

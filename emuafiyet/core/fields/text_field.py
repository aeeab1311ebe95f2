"""Free text, which is kept as typed but for what nobody can see."""

from django import forms

from ..text.invisible_characters import DIRECTION_MARKS, JOINERS, LINE_BREAKS, without_invisible


class TextField(forms.CharField):
    """Text in any script. Joiners and direction marks stay inside it; a text of nothing else is empty."""

    def to_python(self, value) -> str | None:
        keep = JOINERS + DIRECTION_MARKS
        if isinstance(self.widget, forms.Textarea):
            keep += LINE_BREAKS
        text = super().to_python(value)
        if not isinstance(text, str):
            return text
        text = without_invisible(text, keep=keep)
        if self.strip:
            # Marks at either end hold nothing apart; Python does not count them as spaces.
            text = text.strip(JOINERS + DIRECTION_MARKS + " \n\r\t\u00a0\u3000")
        return text or self.empty_value

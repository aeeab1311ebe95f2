"""Forms with files, and what browsers post to them."""

import html
import re

from django import forms
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.datastructures import MultiValueDict

from documents.uploads.form_field import UploadField, bind_owner


class Papers(forms.Form):
    workplace = forms.CharField()
    contract = UploadField(kind="signed-contract", label="İmzalı iş sözleşmesi")
    extra = UploadField(kind="additional-document", multiple=True, required=False, label="Ek belge")


class Passport(forms.Form):
    scan = UploadField(kind="passport-scan", help_text="İlk sayfa ve işlem gören tüm sayfalar.")


def posted(form_class, owner, data=None, **named):
    """The form as the browser sends it; ``named`` maps a field to (name, content) or a list of such."""
    sent = MultiValueDict()
    for field, value in named.items():
        each = value if isinstance(value, list) else [value]
        sent.setlist(field, [SimpleUploadedFile(name, content) for name, content in each])
    values = MultiValueDict()
    for key, value in (data or {}).items():
        values.setlist(key, value if isinstance(value, list) else [value])
    form = form_class(values, sent)
    bind_owner(form, owner)
    return form


def words(form) -> str:
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", str(form))).split())

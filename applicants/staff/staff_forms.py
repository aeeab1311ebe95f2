"""The small forms on an officer's way in."""

from typing import Any

from django import forms
from django.contrib.auth.forms import SetPasswordForm
from django.utils.translation import gettext_lazy as _

from emuafiyet.core.fields import TextField


class PasswordForm(forms.Form):
    username = TextField(
        label=_("Kullanıcı adı"),
        max_length=150,
        widget=forms.TextInput(attrs={"autocomplete": "username", "autocapitalize": "none", "autofocus": True}),
    )
    password = forms.CharField(
        label=_("Parola"),
        max_length=1000,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )


class CodeForm(forms.Form):
    code = TextField(
        label=_("Altı haneli kod"),
        max_length=20,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric", "autofocus": True}),
    )


class RecoveryForm(forms.Form):
    code = TextField(
        label=_("Kurtarma kodu"),
        max_length=20,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}),
    )


class NewPasswordForm(SetPasswordForm):
    """A password of the officer's own in the place of the one that somebody gave them."""

    def clean_new_password2(self) -> Any:
        password = self.cleaned_data.get("new_password2")
        if password and self.user.check_password(password):
            raise forms.ValidationError(_("Size verilenden başka bir parola seçin."))
        return password

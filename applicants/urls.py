"""Addresses of the doors and the inbox."""

from django.urls import path

from .views import inbox, sign_in

urlpatterns = [
    path("giris/", sign_in.question, name="sign_in"),
    path("giris/e-posta/", sign_in.by_email, name="sign_in_email"),
    path("giris/turkiyede/", sign_in.in_turkey, name="sign_in_in_turkey"),
    path("giris/konsolosluk/", sign_in.consular, name="sign_in_consular"),
    path("giris/kod/", sign_in.code, name="sign_in_code"),
    path("giris/kod/yeni/", sign_in.resend, name="sign_in_resend"),
    path("giris/sonuc/", sign_in.admission, name="sign_in_admission"),
    path("cikis/", sign_in.sign_out, name="sign_out"),
    path("bildirimler/", inbox.inbox, name="inbox"),
    path("bildirimler/<uuid:notice_id>/", inbox.notice, name="notice"),
]

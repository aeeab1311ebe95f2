"""Addresses of the doors, the inbox and the account."""

from django.urls import path

from .views import account, account_email, arriving, confirmation, edevlet, inbox, one_time_code, session, sign_in

urlpatterns = [
    path("giris/", sign_in.question, name="sign_in"),
    path("giris/e-posta/", sign_in.by_email, name="sign_in_email"),
    path("giris/turkiyede/", sign_in.in_turkey, name="sign_in_in_turkey"),
    path("giris/e-devlet/", edevlet.start, name="sign_in_edevlet"),
    path("giris/e-devlet/donus/", edevlet.back, name="sign_in_edevlet_back"),
    path("giris/e-devlet/sonuc/", edevlet.outcome, name="sign_in_edevlet_outcome"),
    path("giris/e-devlet/e-posta/", edevlet.email, name="sign_in_edevlet_email"),
    path("giris/pasaport/", arriving.passport, name="sign_in_passport"),
    path("giris/konsolosluk/", arriving.consular, name="sign_in_consular"),
    path("giris/kod/", one_time_code.code, name="sign_in_code"),
    path("giris/kod/yeni/", one_time_code.resend, name="sign_in_resend"),
    path("giris/sonuc/", arriving.admission, name="sign_in_admission"),
    path("cikis/", sign_in.sign_out, name="sign_out"),
    path("oturum/", session.state, name="session_state"),
    path("oturum/uzat/", session.prolong, name="session_prolong"),
    path("hesap/", account.account, name="account"),
    path("hesap/bildirim-dili/", account.notice_language, name="account_language"),
    path("hesap/oturumlar/", account.sessions, name="account_sessions"),
    path("hesap/oturumlar/hepsini-kapat/", account.end_every_session, name="account_end_every_session"),
    path("hesap/oturumlar/<uuid:public_id>/kapat/", account.end_session, name="account_end_session"),
    path("hesap/e-posta/", account_email.new_address, name="account_email"),
    path("hesap/e-posta/kod/", account_email.code, name="account_email_code"),
    path("hesap/e-posta/kod/yeni/", account_email.resend, name="account_email_resend"),
    path("hesap/e-posta/vazgec/", account_email.cancel, name="account_email_cancel"),
    path("hesap/onay/", confirmation.confirm, name="account_confirm"),
    path("hesap/onay/kod/", confirmation.send, name="account_confirm_send"),
    path("bildirimler/", inbox.inbox, name="inbox"),
    path("bildirimler/<uuid:notice_id>/", inbox.notice, name="notice"),
]

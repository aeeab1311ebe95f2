"""Addresses of the applicant's side of cases. An application's address carries its random id, never its number."""

from django.urls import path

from .views import (
    card_views,
    cases,
    objection_views,
    profile_views,
    reissue,
    revision_views,
    start,
    termination,
    wizard,
)

urlpatterns = [
    path("profil/", profile_views.profile, name="profile"),
    path("profil/<slug:section>/", profile_views.profile_section, name="profile_section"),
    path("basvurularim/", cases.application_list, name="application_list"),
    path("basvuru/yeni/", start.new_application, name="new_application"),
    path("basvuru/yeni/<slug:sector>/", start.categories, name="new_application_sector"),
    path("basvuru/yeni/<slug:sector>/<slug:category>/", start.confirm, name="new_application_category"),
    path("basvuru/<uuid:application_id>/", cases.application, name="application"),
    path("basvuru/<uuid:application_id>/devam/", cases.resume, name="application_resume"),
    path("basvuru/<uuid:application_id>/sil/", cases.discard, name="application_discard"),
    path("basvuru/<uuid:application_id>/geri-cek/", cases.withdraw, name="application_withdraw"),
    path("basvuru/<uuid:application_id>/sonlandir/", termination.termination, name="termination"),
    path("basvuru/<uuid:application_id>/kart-adresi/", card_views.address, name="card_address"),
    path("basvuru/<uuid:application_id>/yeni-kart/", reissue.start, name="reissue_start"),
    path("yeni-kart/<uuid:request_id>/", reissue.reissue_page, name="reissue"),
    path("yeni-kart/<uuid:request_id>/vazgec/", reissue.discard, name="reissue_discard"),
    path("yeni-kart/<uuid:request_id>/geri-al/", reissue.take_back, name="reissue_take_back"),
    path("yeni-kart/<uuid:request_id>/odeme/", reissue.payment, name="reissue_payment"),
    path("yeni-kart/<uuid:request_id>/son-gun.ics", reissue.last_day_file, name="reissue_last_day"),
    path("basvuru/<uuid:application_id>/acik-riza/", cases.consent, name="application_consent"),
    path("basvuru/<uuid:application_id>/odeme/", cases.payment, name="payment"),
    path("basvuru/<uuid:application_id>/karttan-vazgec/", cases.drop_card, name="drop_card"),
    path("basvuru/<uuid:application_id>/son-gun.ics", cases.last_day_file, name="last_day_file"),
    path("basvuru/<uuid:application_id>/itiraz/", objection_views.objection, name="objection"),
    path("basvuru/<uuid:application_id>/revizyon/", revision_views.revision, name="revision"),
    path("basvuru/<uuid:application_id>/revizyon/<slug:step>/", revision_views.revision_step, name="revision_step"),
    path("basvuru/<uuid:application_id>/belge/", cases.application_certificate, name="application_certificate"),
    path("basvuru/<uuid:application_id>/on-izleme/", wizard.application_preview, name="application_preview"),
    path("basvuru/<uuid:application_id>/gonder/", wizard.submit, name="submit"),
    path("basvuru/<uuid:application_id>/<slug:step>/", wizard.application_step, name="application_step"),
]

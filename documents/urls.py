"""Addresses of papers: files handed in, certificates handed out."""

from django.urls import path

from .views import certificates, uploads, verify

urlpatterns = [
    path("belgeler/yukle/", uploads.upload, name="upload"),
    path("belgeler/<uuid:key>/", uploads.upload_file, name="upload_file"),
    path("belgeler/<uuid:key>/kirpma/<slug:place>/", uploads.upload_framing, name="upload_framing"),
    path("belgeler/<uuid:key>/sayfa/<int:number>/", uploads.upload_page, name="upload_page"),
    path("belgeler/<uuid:key>/sayfa/<int:number>/kucuk/", uploads.upload_page, {"small": True}, name="upload_thumb"),
    path("belgeler/<uuid:key>/durum/", uploads.upload_state, name="upload_state"),
    path("belge/<uuid:certificate_id>/", certificates.certificate_file, name="certificate_file"),
    path("karar/<uuid:letter_id>/", certificates.letter_file, name="letter_file"),
    # Printed in every QR code: these addresses never change.
    path("verify", verify.verify, name="verify"),
    path("verify/", verify.verify),
    path("verify/dosya", verify.verify_file, name="verify_file"),
    path("verify/foto", verify.verify_photo, name="verify_photo"),
    path("verify/<str:code>.json", verify.verify_json, name="verify_json"),
    path("verify/<str:code>", verify.verify, name="verify"),
]

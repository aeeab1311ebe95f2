"""Addresses of papers: files handed in, certificates handed out."""

from django.urls import path

from .views import uploads

urlpatterns = [
    path("belgeler/yukle/", uploads.upload, name="upload"),
    path("belgeler/<uuid:key>/", uploads.upload_file, name="upload_file"),
    path("belgeler/<uuid:key>/durum/", uploads.upload_state, name="upload_state"),
]

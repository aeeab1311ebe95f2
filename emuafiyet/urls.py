"""Every address of the portal."""

from django.contrib import admin
from django.urls import include, path
from django.views.i18n import set_language

from . import checks, health, pages, preparing, questions, who  # noqa: F401 (checks register themselves)

urlpatterns = [
    path("", pages.home, name="home"),
    path("kimler-basvurabilir/", who.who, name="who"),
    path("kimler-basvurabilir/<slug:sector>/", who.who_sector, name="who_sector"),
    path("kimler-basvurabilir/<slug:sector>/<slug:category>/", who.who_category, name="who_category"),
    path("neler-gerekli/", preparing.what_you_need, name="what_you_need"),
    path("sss/", questions.faq, name="faq"),
    path("kisisel-veriler/", pages.static_page, {"template": "portal/privacy.html"}, name="privacy"),
    path("erisilebilirlik/", pages.static_page, {"template": "portal/accessibility.html"}, name="accessibility"),
    path("cerezler/", pages.cookies, name="cookies"),
    path("dil/", set_language, name="set_language"),
    path("health", health.health, name="health"),
    path("robots.txt", pages.robots, name="robots"),
    path("sitemap.xml", pages.sitemap, name="sitemap"),
    path("", include("applicants.urls")),
    path("", include("documents.urls")),
    path("", include("applications.urls")),
    path("admin/", admin.site.urls),
]

handler500 = "emuafiyet.errors.server_error"

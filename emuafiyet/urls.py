"""Every address of the portal."""

from django.contrib import admin
from django.urls import include, path
from django.views.i18n import set_language

from . import health
from .operations import metrics, overview_page, status_page
from .site import checklist, eligibility_pages, faq, public_pages, sitemaps

urlpatterns = [
    path("", public_pages.home, name="home"),
    path("kimler-basvurabilir/", eligibility_pages.who, name="who"),
    path("kimler-basvurabilir/<slug:sector>/", eligibility_pages.who_sector, name="who_sector"),
    path("kimler-basvurabilir/<slug:sector>/<slug:category>/", eligibility_pages.who_category, name="who_category"),
    path("neler-gerekli/", checklist.what_you_need, name="what_you_need"),
    path("sss/", faq.faq, name="faq"),
    path("kisisel-veriler/", public_pages.static_page, {"template": "portal/privacy.html"}, name="privacy"),
    path("erisilebilirlik/", public_pages.static_page, {"template": "portal/accessibility.html"}, name="accessibility"),
    path("cerezler/", public_pages.cookies, name="cookies"),
    path("dil/", set_language, name="set_language"),
    path("health", health.health, name="health"),
    path(".well-known/security.txt", public_pages.security_txt, name="security_txt"),
    path("health/live", health.live, name="health_live"),
    path("health/ready", health.ready, name="health_ready"),
    path("metrics", metrics.metrics, name="metrics"),
    path("durum/", status_page.status, name="status"),
    path("robots.txt", public_pages.robots, name="robots"),
    path("sitemap.xml", sitemaps.sitemap, name="sitemap"),
    path("", include("applicants.urls")),
    path("", include("documents.urls")),
    path("", include("applications.urls")),
    path("admin/isletim/", overview_page.operations, name="operations"),
    path("admin/", admin.site.urls),
]

handler500 = "emuafiyet.site.error_pages.server_error"

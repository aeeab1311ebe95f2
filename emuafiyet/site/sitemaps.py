"""The pages that a search engine may lead to, with the addresses that people are given (``SITE_URL``)."""

from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.sitemaps import Sitemap, views
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from applications.catalogue.read_catalogue import list_sectors

from .public_pages import DAY_SECONDS


class PortalSitemap(Sitemap):
    """Takes scheme and host from ``SITE_URL``: behind a proxy the request may know neither."""

    def get_protocol(self, protocol: str | None = None) -> str:
        return urlsplit(settings.SITE_URL).scheme

    def get_domain(self, site: object = None) -> str:
        return urlsplit(settings.SITE_URL).netloc

    def location(self, item: str) -> str:
        return item


class PageSitemap(PortalSitemap):
    def items(self) -> list[str]:
        names = ("home", "who", "what_you_need", "faq", "verify", "privacy", "accessibility", "cookies", "sign_in")
        return [reverse(name) for name in names]


class CategorySitemap(PortalSitemap):
    """Every sector of the catalogue and every category in it."""

    def items(self) -> list[str]:
        paths = []
        for sector in list_sectors():
            paths.append(reverse("who_sector", args=[sector.slug]))
            paths += [reverse("who_category", args=[sector.slug, each.slug]) for each in sector.category_list]
        return paths


@require_safe
@cache_control(public=True, max_age=DAY_SECONDS)
def sitemap(request: HttpRequest) -> HttpResponse:
    return views.sitemap(request, {"pages": PageSitemap, "categories": CategorySitemap})

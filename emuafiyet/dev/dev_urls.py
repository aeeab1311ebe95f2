"""The portal's addresses and those of the debug toolbar: of ``make dev`` alone."""

from django.urls import include, path

from emuafiyet.urls import handler500
from emuafiyet.urls import urlpatterns as portal_addresses

__all__ = ["handler500", "urlpatterns"]

urlpatterns = [path("__debug__/", include("debug_toolbar.urls")), *portal_addresses]

"""Addresses: one line per app."""

from django.conf import settings
from django.contrib import admin
from django.contrib.auth.decorators import login_not_required
from django.contrib.sitemaps import views as sitemaps
from django.urls import include, path
from django.views.i18n import set_language

from navigator import views
from navigator.sitemaps import SECTIONS

handler500 = views.failed

urlpatterns = [
    path("", views.home, name="home"),
    path("robots.txt", views.robots, name="robots"),
    path("sitemap.xml", login_not_required(sitemaps.index), {"sitemaps": SECTIONS}, name="sitemap"),
    path(
        "sitemap-<section>.xml",
        login_not_required(sitemaps.sitemap),
        {"sitemaps": SECTIONS},
        name="django.contrib.sitemaps.views.sitemap",
    ),
    path("health/", views.health, name="health"),
    path("language/", login_not_required(set_language), name="set_language"),
    path("help/", views.help_page, name="help"),
    path("sight/", views.sight, name="sight"),
    path("sight/usual/", views.usual_sight, name="usual_sight"),
    path("users/", include("users.urls")),
    path("providers/", include("providers.urls")),
    path("programs/", include("programs.urls")),
    path("certificates/", include("certificates.urls")),
    path("enrollment/", include("enrollment.urls")),
    path("reports/", include("reporting.urls")),
    path("demo/", include("navigator.demo.urls")),
    path("admin/", admin.site.urls),
]

if settings.DEBUG:
    urlpatterns.append(path("ui/", views.components, name="components"))

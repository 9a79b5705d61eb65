"""Addresses of the site."""

from django.contrib import admin
from django.urls import include, path
from django.views.i18n import set_language

from mediation.web.audience import open_to_all

urlpatterns = [
    path("", include("mediation.web.public.urls")),
    path("portal/", include("mediation.web.portal.urls")),
    path("desk/", include("mediation.web.desk.urls")),
    path("language/setlang/", open_to_all(set_language), name="set_language"),
    path("admin/", admin.site.urls),
]

handler400 = "mediation.web.errors.bad_request"
handler403 = "mediation.web.errors.forbidden"
handler404 = "mediation.web.errors.not_found"
handler500 = "mediation.web.errors.server_error"

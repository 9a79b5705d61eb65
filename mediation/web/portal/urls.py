"""Addresses of the portal."""

from django.urls import path

from mediation.web.portal import access, matter

app_name = "portal"
urlpatterns = [
    path("", access.enter, name="enter"),
    path("leave/", access.leave, name="leave"),
    path("matter/", matter.matter, name="matter"),
    path("papers/<int:pk>/", matter.paper, name="paper"),
    path("open/<slug:model>/<slug:step>/", matter.open_new, name="open"),
    path("<slug:model>/<int:pk>/<slug:step>/", matter.take, name="step"),
]

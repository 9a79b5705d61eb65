"""Addresses that need no sign-in."""

from django.urls import path

from mediation.web.public import health, verify

app_name = "public"
urlpatterns = [
    path("", verify.home, name="home"),
    path("health/", health.health, name="health"),
    path("v/", verify.verify, name="verify"),
    path("v/<slug:code>", verify.verify, name="verify-code"),
]

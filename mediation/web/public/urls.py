"""Addresses that need no sign-in."""

from django.urls import path

from mediation.web.public import verify

app_name = "public"
urlpatterns = [
    path("", verify.home, name="home"),
    path("v/", verify.verify, name="verify"),
    path("v/<slug:code>", verify.verify, name="verify-code"),
]

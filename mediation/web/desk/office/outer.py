"""统一身份认证: sign in by the government's identity provider (OpenID Connect). The wire is Authlib's: state, nonce, PKCE, signed tokens.

Whom the provider names must be entered at a member of staff by an administrator; nobody gets an account by it, and no address for
mail stands for a person. A second factor is asked for as after a password.
"""

from __future__ import annotations

import logging
from typing import Any

from authlib.integrations.base_client.errors import OAuthError
from authlib.integrations.django_client import OAuth
from django.conf import settings
from django.contrib import messages
from django.core.checks import CheckMessage, Error, register
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, resolve_url
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from joserfc.errors import JoseError
from requests.exceptions import RequestException

from mediation.models import User
from mediation.web import entering
from mediation.web.audience import open_to_all

log = logging.getLogger(__name__)
TARGET = "outer_target"
# What browsers say of an address that stands on a page of this site, or that somebody typed.
OUR_OWN = ("same-origin", "none")
SECONDS = 10
# Only keys of which the provider alone has the secret half.
SIGNED_BY = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA")
# What can be changed by its bearer, or given to somebody else later, is nobody's name.
NO_IDENTIFIER = ("email", "name", "nickname", "phone_number", "preferred_username")


class Untrusted(Exception):
    """What came back is not what the provider says of somebody to this site."""


# What the library raises where the provider is away, refuses, or says what cannot be right.
NOT_PROVEN = (RequestException, OAuthError, JoseError, Untrusted, ValueError, KeyError, TypeError, RuntimeError)


@register()
def identifier_is_lasting(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """The site does not start with a claim that is no identifier."""
    if settings.OIDC_ISSUER and settings.OIDC_CLAIM in NO_IDENTIFIER:
        said = f"OIDC_CLAIM={settings.OIDC_CLAIM}: people change it, or it is given to others; name a lasting identifier, such as sub."
        return [Error(said, id="mediation.E102")]
    return []


@never_cache
@open_to_all
def begin(request: HttpRequest) -> HttpResponse:
    """On to the provider; what was asked for waits in the session. Whom another site sends here presses the button himself first."""
    provider = _provider()
    if request.headers.get("Sec-Fetch-Site", "none") not in OUR_OWN:
        return redirect("desk:sign-in")
    try:
        _be_itself(provider)
        answer: HttpResponse = provider.authorize_redirect(
            request, request.build_absolute_uri(reverse("desk:outer-back"))
        )
    except NOT_PROVEN as fault:
        return _not_now(request, fault)
    request.session[TARGET] = _target(request)
    return answer


def _target(request: HttpRequest) -> str:
    asked = request.GET.get("next", "")
    ours = url_has_allowed_host_and_scheme(asked, {request.get_host()}, require_https=request.is_secure())
    return asked if ours else resolve_url(settings.LOGIN_REDIRECT_URL)


@never_cache
@open_to_all
def back(request: HttpRequest) -> HttpResponse:
    """Back from the provider: whom it names is signed in, if an administrator has entered that at a member of staff."""
    provider = _provider()
    try:
        named = _named(request, provider)
    except NOT_PROVEN as fault:
        return _not_now(request, fault)
    target = request.session.pop(TARGET, None) or resolve_url(settings.LOGIN_REDIRECT_URL)
    user = User.objects.filter(outer_id=named, is_active=True).first()
    if user is None:
        told = _("统一身份认证的标识“%(named)s”没有登记在哪名工作人员名下，请把它告诉本机关的系统管理员。")
        messages.error(request, told % {"named": named})
        return redirect("desk:sign-in")
    return entering.enter(request, user, target)


def _named(request: HttpRequest, provider: Any) -> str:
    """The lasting identifier of whom the provider has just recognized, at our asking, in this session."""
    must = {
        "iss": {"essential": True, "value": settings.OIDC_ISSUER},
        "aud": {"essential": True, "value": settings.OIDC_CLIENT_ID},
        "sub": {"essential": True},
    }
    _be_itself(provider)
    _only_signed(provider)
    token = provider.authorize_access_token(request, claims_options=must)
    claims = token.get("userinfo")
    if not claims:
        raise Untrusted("no identity token")
    if settings.OIDC_CLAIM not in claims:
        more = provider.userinfo(token=token)
        if more.get("sub") != claims["sub"]:
            raise Untrusted("told of somebody else")
        claims = more
    named = claims.get(settings.OIDC_CLAIM)
    if not isinstance(named, str | int) or not str(named).strip() or len(str(named)) > User.LONGEST_OUTER_ID:
        raise Untrusted(f"no claim {settings.OIDC_CLAIM}")
    return str(named).strip()


def _be_itself(provider: Any) -> None:
    """What is read at the address is the provider's own, not another one's that was put there."""
    if provider.load_server_metadata().get("issuer") != settings.OIDC_ISSUER:
        raise Untrusted("metadata of another issuer")


def _only_signed(provider: Any) -> None:
    """The provider's own list of signatures is taken as far as it is one of signatures by its key."""
    told = provider.load_server_metadata()
    offered = told.get("id_token_signing_alg_values_supported", ["RS256"])
    told["id_token_signing_alg_values_supported"] = [one for one in offered if one in SIGNED_BY] or ["RS256"]


def _provider() -> Any:
    """Made for each sign-in: keys and addresses are the provider's present ones."""
    if not settings.OIDC_ISSUER:
        raise Http404
    return OAuth().register(
        "outer",
        client_id=settings.OIDC_CLIENT_ID,
        client_secret=settings.OIDC_CLIENT_SECRET,
        server_metadata_url=f"{settings.OIDC_ISSUER.rstrip('/')}/.well-known/openid-configuration",
        client_kwargs={"scope": settings.OIDC_SCOPE, "code_challenge_method": "S256", "default_timeout": SECONDS},
    )


def _not_now(request: HttpRequest, fault: Exception) -> HttpResponse:
    """Why stands in the log, without what was sent; the person can sign in by password."""
    log.warning("sign-in by the identity provider failed: %s", type(fault).__name__)
    messages.error(request, _("统一身份认证没有成功，请再试一次，或者用用户名和密码登录。"))
    return redirect("desk:sign-in")

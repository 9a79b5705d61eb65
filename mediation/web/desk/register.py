"""登记信访事项: looked for first, then written down claim by claim."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from mediation.models import Petition
from mediation.web.desk.access import staff_only
from mediation.web.desk.steps import StepPage
from mediation.web.forms.references import Scope


class RegisterPage(StepPage):
    """The form of registration."""

    template = "desk/register.html"


@staff_only
def register(request: HttpRequest) -> HttpResponse:
    """Register a petition; who may is settled by the gateway."""
    obj = Petition()
    scope = Scope(actor=request.actor, obj=obj, opens=True)
    page = RegisterPage(request, obj, Petition.steps()["register"], scope)
    return page.post() if request.method == "POST" else page.get()

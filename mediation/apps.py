"""The one Django application."""

from django.apps import AppConfig
from django.contrib.admin import apps as admin


class SiteAdminConfig(admin.AdminConfig):
    """Django's pages for accounts and organs, on our own first page."""

    default = False
    default_site = "mediation.web.admin_site.AdminSite"


class MediationConfig(AppConfig):
    """All models, one migration history."""

    name = "mediation"
    default = True
    verbose_name = "信访事项办理"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Learn what each step causes; do not start where something of a lifecycle or a paper was forgotten, or its data are wrong."""
        from mediation.actions import registry  # Django reads models only after this module
        from mediation.documents import registry as documents  # likewise
        from mediation.models import guarding  # likewise
        from mediation.queries.intake import route_check  # likewise
        from mediation.web import audience  # noqa: F401 likewise; brings its check of the routes

        guarding.check_all()
        registry.load()
        documents.load()
        route_check.known()

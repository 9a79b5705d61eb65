"""The one Django application."""

from django.apps import AppConfig


class MediationConfig(AppConfig):
    """All models, one migration history."""

    name = "mediation"
    verbose_name = "信访事项办理"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Learn what each step causes."""
        from mediation.actions import registry
        from mediation.documents import registry as documents

        registry.load()
        documents.load()

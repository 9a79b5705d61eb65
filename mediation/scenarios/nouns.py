"""What the things of the procedure are called in a scenario: one word for each lifecycle, and the rest."""

from __future__ import annotations

import re
from functools import cache

from django.apps import apps
from django.db import models

from mediation.workflows.base import Lifecycle, Step, lifecycles

SHORTER = {"service_of_document": "service", "on_the_spot_record": "record", "joint_conference": "conference"}


class NoSuchStep(LookupError):
    """No kind or no step is called so; the sentence says which there are."""


def noun(model: type[models.Model]) -> str:
    """The word of a model: Claim → claim, ServiceOfDocument → service."""
    snake = re.sub(r"(?<!^)(?=[A-Z])", "_", model.__name__).lower()
    return SHORTER.get(snake, snake)


@cache
def lifecycle_nouns() -> dict[str, type[Lifecycle]]:
    """Every lifecycle by its word; steps are named `word.step`."""
    return {noun(model): model for model in lifecycles()}


@cache
def nouns() -> dict[str, type[models.Model]]:
    """Every model by its word."""
    return {noun(model): model for model in apps.get_app_config("mediation").get_models()}


def find_step(name: str) -> tuple[type[Lifecycle], Step]:
    """The lifecycle and step of `claim.accept`; NoSuchStep with a sentence that says what there is."""
    word, dot, step = name.partition(".")
    model = lifecycle_nouns().get(word)
    if not dot or model is None:
        raise NoSuchStep(f"没有“{name}”这一步骤。步骤写成“种类.步骤”，种类有：{'、'.join(lifecycle_nouns())}。")
    if step not in model.steps():
        raise NoSuchStep(f"“{word}”没有“{step}”这一步骤，有的是：{'、'.join(model.steps())}。")
    return model, model.steps()[step]


def all_steps() -> list[str]:
    """Every declared step as a scenario names it."""
    return [f"{word}.{step}" for word, model in lifecycle_nouns().items() for step in model.steps()]

"""Every rule that can be broken has a status, and says in three languages what happened and what to do."""

import importlib
import pkgutil
from collections.abc import Iterator

import pytest

import domain
import infra
import projections
import services
import workers
from domain.errors import DomainError
from infra.translation import LANGUAGES, Language, Translator
from infra.translation.catalogue import catalogue
from services.web.problems import STATUS, words

REASONS = {
    "invitation_refused": ("accepted", "revoked", "expired", "unknown", "other_member"),
    "sign_in_link_refused": ("used", "expired", "unknown"),
    "begins_off_the_rule": ("leads_elsewhere", "leads_nowhere"),
    "postponed_too_far": ("earlier", "too_long", "next_round"),
}
"""Refusals whose data names a reason have a text for each."""


def refusals() -> Iterator[type[DomainError]]:
    for room in (domain, infra, projections, services, workers):
        for module in pkgutil.walk_packages(room.__path__, f"{room.__name__}."):
            importlib.import_module(module.name)
    unseen = [DomainError]
    while unseen:
        for kind in unseen.pop().__subclasses__():
            unseen.append(kind)
            if kind.__module__.split(".")[0] in {"domain", "infra", "projections", "services", "workers"}:
                yield kind


def test_every_refusal_has_a_code_of_its_own_and_a_status() -> None:
    codes = [kind.code for kind in refusals()]
    assert sorted(codes) == sorted(set(codes)), "two refusals share a code"
    assert set(codes) == STATUS.keys()
    assert all(400 <= status < 600 for status in STATUS.values())


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_refusal_says_what_happened_in_every_language(language: Language) -> None:
    t = Translator(language)
    for kind in refusals():
        for reason in REASONS.get(kind.code, (None,)):
            text = f"problem.{kind.code}{f'.{reason}' if reason else ''}".replace("_", "-")
            needed = catalogue(language)[text].placeholders
            data: dict[str, object] = dict.fromkeys(needed, 1) | ({"reason": reason} if reason else {})
            said = words(t, kind(**data))
            assert said.count(".") >= 2 or said.count(":") >= 1, f"{text} says too little: {said}"

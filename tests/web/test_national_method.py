"""How national figures are made: one page for everybody, which never says another limit than the rules have."""

from collections.abc import Iterator
from itertools import product
from string import Formatter

import pytest
from msgspec.structs import replace

from domain.national.ruleset import RULE_SETS, RuleSet, rule_set
from infra.translation import LANGUAGES
from infra.translation.catalogue import Language, catalogue
from infra.translation.translator import Translator
from services.web.presenting.national.method import PARTS, told
from tests.running_site import Site, opened_site
from tests.support import asking
from tests.support.reading import Read
from tests.support.releases import hand_made, publish_release

METHOD = "/national/method"


@pytest.fixture(scope="module")
def fresh(cluster_url: str, redis_url: str, _template: None) -> Iterator[Site]:
    with opened_site(cluster_url, redis_url) as opened:
        yield opened


@pytest.fixture(scope="module")
def nation(fresh: Site) -> Site:
    """Two releases; the second one by the rules with small noise."""
    releases = hand_made(), replace(hand_made("2026K2"), ruleset=2, simulated=True)
    for release in releases:
        fresh.run(publish_release(fresh.database, fresh.world.log, release))
    return fresh


def read(site: Site, query: str = "") -> Read:
    answer = asking.get(f"{site.address}{METHOD}{query}")
    assert answer.status_code == 200, answer.text
    return Read(answer.text)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_method_is_explained_before_there_is_a_figure(fresh: Site, language: Language) -> None:
    page, t = read(fresh, f"?lang={language}"), Translator(language)
    assert [name for name in page.names("heading") if name in {t(f"national-method.{one}") for one in PARTS}] == [
        t(f"national-method.{one}") for one in PARTS
    ]
    assert t("national-method.use.cite.none") in page.text
    assert told("national-method.rules.newest", rule_set(1), t) in page.text


def test_each_part_is_one_press_away(fresh: Site) -> None:
    page = read(fresh)
    contents = page.one("navigation", "På denne siden")
    assert [one.get("href") for one in page.all("link", within=contents)] == [f"#{one}" for one in PARTS]
    assert all(part in page.by_id for part in PARTS)


def test_it_and_the_tools_own_method_lead_to_each_other(fresh: Site) -> None:
    assert "/method" in [one.get("href") for one in read(fresh).all("link")]
    own = Read(asking.get(f"{fresh.address}/method").text)
    assert METHOD in [one.get("href") for one in own.all("link")]


def test_it_is_of_the_release_that_is_asked_for_with_its_rules_and_how_to_cite_it(nation: Site) -> None:
    t = Translator("nb")
    newest, first = read(nation), read(nation, "?release=2026K1v1")
    assert told("national-method.noise.on", rule_set(2), t) in newest.text
    assert t("national-method.noise.off") in first.text
    assert f"{nation.address}/national/releases/2026K2/v1" in newest.text
    assert f"2. kvartal 2026, versjon 1. Nasjonale tall fra SAMSON. {nation.address}" in newest.text
    assert f"{nation.address}/national/releases/2026K1/v1" in first.text
    assert "simulert og gjelder" in newest.text
    assert "simulert og gjelder" not in first.text
    assert asking.get(f"{nation.address}{METHOD}?release=2020K1v1").status_code == 404


@pytest.mark.parametrize(("language", "rules"), list(product(LANGUAGES, RULE_SETS.values())))
def test_every_number_of_a_rule_on_the_page_is_the_rules_own(language: Language, rules: RuleSet) -> None:
    """Another rule set changes the page: no limit is written into a text."""
    t = Translator(language)
    other = replace(
        rules,
        narrowest=rules.narrowest / 2,
        narrowest_withheld=rules.narrowest_withheld / 2,
        differing_from=17,
        steady_below=33,
        outsider_keeps=0.71,
        insider_keeps=0.61,
        version_from=19,
    )
    for key in ("withheld.bounds", "withheld.differences", "withheld.time", "audit.a2", "audit.a3", "revisions.1"):
        message = f"national-method.{key}"
        assert told(message, rules, t) != told(message, other, t), message
        placed = {name for form in catalogue(language)[message].forms for _, name, _, _ in Formatter().parse(form)}
        assert placed - {None}


def test_the_limits_are_those_of_the_rules(nation: Site) -> None:
    page, rules = read(nation), rule_set(2)
    table = page.one("table", "Så mange kommuner må det minst være")
    numbers = [int(one.text) for one in page.all("cell", within=table)]
    assert numbers == [
        rules.mean_from,
        rules.theme_mean_from,
        rules.share_from,
        rules.median_from,
        rules.quartiles_from,
    ]

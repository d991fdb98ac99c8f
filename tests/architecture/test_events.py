"""Every event that the domain knows can be written, and read models follow nothing else."""

import importlib
import pkgutil
from collections.abc import Iterator

import domain
from domain.event import Event
from domain.topics import EVENTS, UPCASTS
from projections.registry import PROJECTIONS


def events_of_the_domain() -> Iterator[type[Event]]:
    for module in pkgutil.walk_packages(domain.__path__, "domain."):
        for thing in vars(importlib.import_module(module.name)).values():
            if isinstance(thing, type) and issubclass(thing, Event) and hasattr(thing, "TOPIC"):
                yield thing


def test_every_event_is_registered_with_its_topic() -> None:
    found = set(events_of_the_domain())
    print(f"{len(found)} kinds of events")  # noqa: T201 -- the count shows that something was checked
    assert found == set(EVENTS)


def test_a_topic_names_its_aggregate_what_happened_and_a_version() -> None:
    odd = [kind for kind in EVENTS if not topic_is_well_formed(kind.TOPIC)]
    assert odd == []


def topic_is_well_formed(topic: str) -> bool:
    aggregate, what, version = topic.split(".")
    return aggregate.replace("-", "").isalpha() and what.replace("-", "").isalpha() and version[1:].isdigit()


def test_every_upcast_leads_to_an_event_that_is_written() -> None:
    for topic in UPCASTS:
        newest = topic
        while newest in UPCASTS:
            newest = UPCASTS[newest].topic
        assert newest in {kind.TOPIC for kind in EVENTS}, topic


def test_read_models_follow_registered_events_and_have_names_of_their_own() -> None:
    names = [projection.name for projection in PROJECTIONS]
    assert len(names) == len(set(names)) > 0
    assert {kind for projection in PROJECTIONS for kind in projection.events} <= set(EVENTS)

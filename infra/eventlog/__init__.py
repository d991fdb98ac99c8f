"""One log per tenant, on the interfaces of the `eventsourcing` library. `docs/event-log.md` describes it."""

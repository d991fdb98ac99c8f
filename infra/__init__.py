"""How it meets the world: settings, clock, PostgreSQL, event store, keys, mail, PDF, migrations, embedded servers."""

pytest_plugins = ["tests.embedded_servers", "tests.database_plugin"]

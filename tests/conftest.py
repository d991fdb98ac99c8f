pytest_plugins = ["tests.embedded_servers"]

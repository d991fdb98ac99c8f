"""Pages: server-rendered, private by default, each route with its declared access."""

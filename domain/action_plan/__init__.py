"""A collaboration's action plan: what was suggested, agreed, started, done and dropped, across measurements."""

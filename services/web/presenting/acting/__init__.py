"""A collaboration's actions as its pages show them: in three orders, one with its history, and since last time."""

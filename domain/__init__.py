"""What is true: aggregates, events, decisions, scoring. Standard library and msgspec only."""

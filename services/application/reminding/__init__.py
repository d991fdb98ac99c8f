"""Letters that remind of actions with a date: decided once a day, and judged again as each is sent."""

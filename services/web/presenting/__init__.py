"""From figures and states to what a template shows: pure where it can be, without HTML."""

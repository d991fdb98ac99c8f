"""The instrument: the versioned catalogue of values, ambition questions, fields and questions."""

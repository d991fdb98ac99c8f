"""The formulas of `docs/scoring.md`: exact fractions from answers, the same on any machine."""

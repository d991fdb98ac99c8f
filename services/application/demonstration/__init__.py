"""The demonstration's seven collaborations, coded by hand from the report. `docs/demonstration.md` says how."""

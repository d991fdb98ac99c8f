"""One check of the audit each: what a reading of a release adds up to."""

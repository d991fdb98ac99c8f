"""What KS is shown of the whole country: which figures there are, of whom, and what protects each municipality.

Source: domain model, section 7; the rules of disclosure control, R1 to R7.
"""

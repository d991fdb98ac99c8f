"""A measurement: one pass through the SAMSON instrument by one collaboration at one time."""

"""An erasure: what is to be forgotten, who asked for it and who confirmed it. It outlives what it is about."""

"""From a measurement to what its pages show, and from their forms to commands. No input or output in here."""

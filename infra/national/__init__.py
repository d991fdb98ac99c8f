"""What the country's figures rest on and end in: frozen quarters, how places are classified, and releases."""

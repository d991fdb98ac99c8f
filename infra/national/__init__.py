"""What the country's figures rest on, as it lies in the database: frozen quarters, and how places are classified."""

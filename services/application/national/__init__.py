"""What the country's figures are made of: how places are classified, and which numbers a quarter is frozen with."""

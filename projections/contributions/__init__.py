"""What a workspace contributes to the country's figures: numbers of closed measurements, and how actions stood.

No name, no text and no person. `samson_national` reads the rows of workspaces that share now.
"""

"""The program that checks an export. It imports nothing of ours, so that it can be taken away and read by itself."""

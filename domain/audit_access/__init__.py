"""Access for an auditor: somebody from outside reads one workspace, for a purpose and a time, and writes nothing."""

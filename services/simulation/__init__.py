"""A country that does not exist, quarter by quarter: for tests, benches and the demonstration.

It has the official numbers of municipalities, and nothing else of them. Whatever it yields is marked as simulated.
`docs/disclosure.md` says what it claims.
"""

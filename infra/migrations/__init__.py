"""The database's definition, forward only: `NNNN_what.sql` in order, and the roles that may use it."""

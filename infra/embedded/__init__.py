"""PostgreSQL and Valkey on this machine, from the binaries of two Python packages, with nothing to install or set."""

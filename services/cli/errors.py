"""How a command says that it could not do its work."""


class CommandFailed(Exception):
    """One line for who typed the command: what went wrong, and the line that mends it where there is one."""

"""`samson audit verify`."""

from pathlib import Path

import click

from services.verifier import verify as verifier

FILE = click.Path(dir_okay=False, path_type=Path)


@click.command(epilog="Example:  samson audit verify arendal.samson --key 'samson.example/log/7+1a2b3c4d+AQ…'")
@click.argument("file", type=FILE)
@click.option("--key", help="The verifier key that you have kept. Without it the signer is not checked.")
@click.option("--checkpoint", type=FILE, help="A checkpoint that you have kept.")
def verify(file: Path, key: str | None, checkpoint: Path | None) -> int:
    """Check an export, without the product's database or keys. Exits 0 only if nothing was found.

    The same program can be had by itself, and read: services/verifier/verify.py.
    """
    return verifier.tell(verifier.verify(file, key, checkpoint))

"""``python -m storyweft``: the command line."""

from storyweft.cli.main import main

main(prog_name="storyweft")

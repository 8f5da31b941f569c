"""Let ``python -m koppen`` be the command."""

from koppen.cli import main

main(prog_name="koppen")

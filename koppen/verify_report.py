"""The command that recalculates every figure of a report, for anybody who has the JSON: no server, no database."""

import json
from pathlib import Path

import click

SHOWN = 20  # differences


@click.command("verify-report")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def verify_report(file: Path) -> None:
    """Recalculate every figure in FILE, the JSON of a report, and say what differs.

    Ends with 1 when a figure is not what follows from the counts in the report, and with 2 when FILE is no report.
    """
    from koppen.recalculated_changes import CHECKS as CHANGES
    from koppen.recalculated_groups import CHECKS as GROUPS
    from koppen.recalculated_offers import CHECKS as OFFERS
    from koppen.recalculated_polls import CHECKS as POLLS
    from koppen.recalculated_statements import CHECKS as STATEMENTS
    from koppen.recalculation import recalculate

    try:
        checks = recalculate(
            json.loads(file.read_text(encoding="utf-8")), STATEMENTS | GROUPS | CHANGES | POLLS | OFFERS
        )
    except (AttributeError, KeyError, TypeError, ValueError, RecursionError) as error:
        raise click.UsageError(f"{file} is not the JSON of a report ({type(error).__name__}: {error})") from None
    width = max(len(check.name) for check in checks)
    for check in checks:
        verdict = f"{len(check.wrong)} wrong" if check.wrong else "right" if check.number else "nothing to compare"
        click.echo(f"{check.name:>{width}}  {verdict} ({check.number} compared)")
    wrong = [f"{check.name}: {line}" for check in checks for line in check.wrong]
    for line in wrong[:SHOWN]:
        click.echo(line, err=True)
    if len(wrong) > SHOWN:
        click.echo(f"and {len(wrong) - SHOWN} more", err=True)
    if wrong:
        raise click.exceptions.Exit(1)

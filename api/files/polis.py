"""The single ratings of a dialogue as the files that Polis exports, so that other tools of analysis read them."""

import io
import zipfile
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta

from api.domain.open_data import AGREE, DISAGREE, OpenData
from api.files import tables

BEGINNING = datetime(1970, 1, 1, tzinfo=UTC)
NOBODY = -1
README = """Koppen bij Elkaar: the ratings of one dialogue in the format of an export of Polis.

- A vote of 1 is: largely or fully recognised. -1 is: a little or not at all. 0 is: does not occur with us. Empty: not
  rated, or left out. The sign is the same in all files.
- Numbers of people and statements were drawn by lot at the close and lead nowhere. Nobody is known as an author: -1.
- Times are not those of the hour. They count seconds from the beginning of 1970, in the order of those numbers.
- Of every statement the ratings of at least five people are missing, and statements with fewer than five ratings are not
  here, so that no row and no difference with the report points at somebody. The report has the whole counts.
- A text that a spreadsheet would take for a formula has an apostrophe before it.

A row is what one unnamed person recognised. Who knows what a colleague chose a few times might find that row, and with it
the rest. Do not pass these files on further than analysis needs.
"""


def written(data: OpenData, topic: str, url: str) -> bytes:
    """Write the files into one archive, the same bytes for the same data."""
    files = {
        "README.txt": README.encode(),
        "summary.csv": _summary(data, topic, url),
        "comments.csv": _comments(data),
        "votes.csv": _votes(data),
        "participants-votes.csv": _participants(data),
    }
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as target:
        for name, content in files.items():
            target.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), content, zipfile.ZIP_DEFLATED)
    return archive.getvalue()


def _summary(data: OpenData, topic: str, url: str) -> bytes:
    values = {"views": data.people, "voters": data.people, "voters-in-conv": data.people, "commenters": 0}
    rows: list[Sequence[tables.Cell]] = [("url", url), *values.items()]
    rows += [("comments", len(data.texts)), ("groups", 0), ("conversation-description", "")]
    return tables.written(("topic", str(tables.harmless(topic))), rows)


def _comments(data: OpenData) -> bytes:
    header = ("timestamp", "datetime", "comment-id", "author-id", "agrees", "disagrees", "moderated", "comment-body")
    rows = []
    for number, text in enumerate(data.texts):
        votes = data.of_statement(number)
        rows.append((*_moment(number), number, NOBODY, votes.count(AGREE), votes.count(DISAGREE), 1, text))
    return tables.written(header, rows)


def _votes(data: OpenData) -> bytes:
    rows = [
        (*_moment(place), number, person, vote)
        for place, (number, person, vote) in enumerate(
            sorted((number, person, vote) for person, votes in data.votes.items() for number, vote in votes.items())
        )
    ]
    return tables.written(("timestamp", "datetime", "comment-id", "voter-id", "vote"), rows)


def _participants(data: OpenData) -> bytes:
    numbers = range(len(data.texts))
    header = ("participant", "group-id", "n-comments", "n-votes", "n-agree", "n-disagree", *map(str, numbers))
    return tables.written(header, _people(data, numbers))


def _people(data: OpenData, numbers: Sequence[int]) -> Iterator[Sequence[tables.Cell]]:
    for person, votes in data.votes.items():
        cast = list(votes.values())
        counts = (len(cast), cast.count(AGREE), cast.count(DISAGREE))
        yield (person, None, 0, *counts, *(votes.get(number) for number in numbers))


def _moment(place: int) -> tuple[int, str]:
    """Give a moment that is none: the place in the order, in milliseconds and as Polis writes it."""
    moment = BEGINNING + timedelta(seconds=place)
    return place * 1000, moment.strftime("%a %b %d %H:%M:%S UTC %Y")

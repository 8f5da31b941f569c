"""The replay's own account of what the API accepted."""

import threading
from collections import Counter
from dataclasses import dataclass, field

from koppen.polis import Said

AGREE, PASS, DISAGREE = 1, 0, -1
WORDS = {AGREE: "fully", PASS: "does_not_occur", DISAGREE: "not_at_all"}


def word_for(vote: int | None) -> str:
    """Say a vote of Polis in the words of the scale; where there was none, the matter does not occur with this person."""
    return WORDS[PASS if vote is None else vote]


@dataclass
class Ledger:
    """Who chose what for which statement, and how long each rating took; several threads write in it."""

    said: dict[str, Said] = field(default_factory=dict)  # by the id that the server gave
    cast: dict[tuple[int, int], str] = field(default_factory=dict)  # (statement, participant) of the export
    latencies: list[float] = field(default_factory=list)
    news: threading.Condition = field(default_factory=threading.Condition)

    def stand(self, server_id: str, said: Said) -> None:
        """Write down a statement that the API accepted."""
        with self.news:
            self.said[server_id] = said
            self.news.notify_all()

    def find(self, server_id: str) -> Said | None:
        """Give the statement behind an id; its turn may be given out before the answer to its author is here."""
        with self.news:
            self.news.wait_for(lambda: server_id in self.said, timeout=30)
            return self.said.get(server_id)

    def rated(self, said: Said, participant: int, word: str, seconds: float) -> None:
        """Write down a rating that the API accepted."""
        with self.news:
            self.cast[said.id, participant] = word
            self.latencies.append(seconds)

    def tallies(self) -> list[tuple[str, Counter[str]]]:
        """Give for each statement its text and how often each word was chosen."""
        counts: dict[int, Counter[str]] = {said.id: Counter() for said in self.said.values()}
        for (statement, _participant), word in self.cast.items():
            counts[statement][word] += 1
        return [(said.text, counts[said.id]) for said in self.said.values()]

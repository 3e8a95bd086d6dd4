"""Writes files into a folder as careless programs do: `slow_writer.py INBOX FILES SEED`.

Prints, as JSON, the hashes of what was written: what was there long enough (`must`), and what was soon written over (`may`).
"""

import hashlib
import json
import random
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO


class Writer:
    def __init__(self, inbox: Path, seed: int) -> None:
        self.inbox, self.seed = inbox, seed
        self.random = random.Random(seed)  # noqa: S311  nothing here is secret
        self.must: set[str] = set()
        self.may: set[str] = set()
        self.kept_open: list[tuple[TextIO, str]] = []
        self.number = 0

    def text(self) -> str:
        self.number += 1
        return f"Letter {self.number} of writer {self.seed}.\n" + "So much for now. " * self.random.randrange(1, 60) + "The end.\n"

    def path(self) -> Path:
        return self.inbox / f"{self.seed}-{self.number}.txt"

    def rename_in(self, text: str, path: Path) -> None:
        unfinished = path.with_name(f".{path.name}.part")
        unfinished.write_text(text)
        unfinished.rename(path)

    def whole(self) -> None:
        text = self.text()
        self.rename_in(text, self.path())
        self.must.add(hashed(text))

    def in_place(self) -> None:
        text = self.text()
        with self.path().open("w") as file:
            for piece in pieces(text, 3):
                file.write(piece)
                file.flush()
                time.sleep(self.random.choice([0, 0, 0, 0.02]))
        self.must.add(hashed(text))

    def in_place_with_pauses(self) -> None:
        """Each pause is longer than the settle time."""
        text = self.text()
        with self.path().open("w") as file:
            for piece in pieces(text, 3):
                file.write(piece)
                file.flush()
                time.sleep(0.5)
        self.must.add(hashed(text))

    def twice(self) -> None:
        text = self.text()
        self.rename_in(text, self.path())
        self.rename_in(text, self.path().with_name(f"{self.seed}-{self.number}-again.txt"))
        self.must.add(hashed(text))

    def renamed_over(self) -> None:
        first, second = self.text(), self.text()
        path = self.path()
        self.rename_in(first, path)
        time.sleep(self.random.choice([0, 0, 0.02, 0.02, 0.2]))
        self.rename_in(second, path)
        self.may.add(hashed(first))
        self.must.add(hashed(second))

    def partial(self) -> None:
        text = self.text()
        file = self.path().open("w")
        file.write(text[:20])
        file.flush()
        self.kept_open.append((file, text))

    def finish(self) -> None:
        for file, text in self.kept_open:
            file.write(text[20:])
            file.close()
            self.must.add(hashed(text))


def pieces(text: str, number: int) -> Iterator[str]:
    size = len(text) // number + 1
    return (text[start : start + size] for start in range(0, len(text), size))


def hashed(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


@contextmanager
def at_least(seconds: float) -> Iterator[None]:
    until = time.monotonic() + seconds
    yield
    time.sleep(max(0.0, until - time.monotonic()))


def main(inbox: Path, files: int, seed: int) -> None:
    writer = Writer(inbox, seed)
    ways = [writer.whole] * 60 + [writer.in_place] * 22 + [writer.twice] * 8 + [writer.renamed_over] * 9
    with at_least(4):
        for number in range(files):
            if number in (files // 4, files // 2):
                writer.in_place_with_pauses()
            elif number % 200 == 10:
                writer.partial()
            else:
                writer.random.choice(ways)()
    writer.finish()
    json.dump({"must": sorted(writer.must), "may": sorted(writer.may)}, sys.stdout)


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))

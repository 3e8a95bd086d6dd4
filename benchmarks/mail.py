"""Mail read whole against parsing it only: CPU time of Assay's mail reader beside the standard library's `compat32`, in the same run.

    python benchmarks/mail.py [PATH ...] [--rounds N] [--json]

The peer parses each mail, walks through its parts and decodes what they hold. Assay does that too, and chooses among alternatives,
reads the HTML, cleans the text and lays out its document. Both take turns at each mail; the median of the rounds counts, and of the
mails' ratios the median. Without paths, mails of the usual kinds are made.
"""

from __future__ import annotations

import argparse
import email
import json
import random
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from email.message import EmailMessage
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from assay.errors import DocumentError
from ingest.assemble import read_document
from ingest.upload import Upload, upload_of

GOAL = 2.0
_DATE = "Tue, 03 Mar 2026 09:15:00 +0000"
_SYLLABLES = ("lo", "mar", "vé", "ti", "an", "ter", "sul", "ber", "ka", "ni", "ros", "den", "fa", "ge", "mil", "ho", "per", "ste", "wa")


def main() -> int:
    """Print the ratio; 1 when it misses the goal, 2 when there is nothing to measure."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("paths", nargs="*", type=Path, help="mails (.eml) or folders of them (default: mails made for this)")
    parser.add_argument("--rounds", type=int, default=15, help="how often each mail is read by each (default: 15)")
    parser.add_argument("--json", action="store_true", help="one JSON object instead of a line of text")
    arguments = parser.parse_args()
    mails = [mail for mail in _uploads(arguments.paths) if _is_read(mail)]
    if not mails:
        print("No mail was found that can be read.", file=sys.stderr)
        return 2
    figures = _measured(mails, arguments.rounds)
    print(json.dumps(figures) if arguments.json else _sentence(figures))
    return 0 if figures["ratio"] <= GOAL else 1


def _uploads(paths: list[Path]) -> Iterator[Upload]:
    if not paths:
        yield from (upload_of("mail.eml", mail.as_bytes()) for mail in _made())
    for path in paths:
        for file in sorted(path.rglob("*.eml")) if path.is_dir() else [path]:
            yield upload_of(file.name, file.read_bytes())


def _made() -> Iterator[EmailMessage]:
    """Plain mails, mails in two forms, and such with a picture and a table, from a page's length to ten."""
    chance = random.Random(4)  # noqa: S311 - the same mails each time
    for index in range(60):
        lines = [_line(chance) for _ in range(chance.choice((15, 40, 150, 400)))]
        message = EmailMessage()
        message["From"], message["To"] = "Café Ltd <sales@cafe.example>", "you@shop.example"
        message["Subject"], message["Date"] = f"Ihre Bestellung № {index}", _DATE
        for name, value in _trace(chance):
            message[name] = value
        message.set_content("\n".join(lines))
        if index % 3:
            message.add_alternative(_html(lines), subtype="html")
        if index % 3 == 2:
            message.add_attachment(chance.randbytes(40_000), maintype="image", subtype="png", disposition="inline", filename="logo.png")
        yield message


def _trace(chance: random.Random) -> Iterator[tuple[str, str]]:
    """What the servers on its way write into a mail."""
    for hop in range(5):
        yield "Received", f"from relay{hop}.example ([192.0.2.{hop}]) by mx{hop}.example with ESMTPS id {chance.random()}; {_DATE}"
    for name in ("DKIM-Signature", "ARC-Message-Signature", "ARC-Seal"):
        yield name, f"v=1; a=rsa-sha256; d=cafe.example; s=mail; h=from:to:subject; b={chance.randbytes(128).hex(' ', 32)}"
    yield "Authentication-Results", "mx.shop.example; dkim=pass header.d=cafe.example; spf=pass smtp.mailfrom=cafe.example; dmarc=pass"


def _line(chance: random.Random) -> str:
    words = ("".join(chance.choices(_SYLLABLES, k=chance.choice((1, 2, 2, 3)))) for _ in range(10))
    return f"{' '.join(words)} {chance.randint(1, 9_999)}.{chance.randint(10, 99)}"


def _html(lines: list[str]) -> str:
    style = "<style>p { font-family: Arial; margin: 0 } .x { color: #333 }</style>"
    rows = "".join(f'<tr><td class="x" style="padding:4px">{line}</td></tr>\n' for line in lines)
    footer = '<p>Café Ltd · <a href="https://cafe.example/mail?id=3">Read this mail in a browser</a></p>'
    return f"<html><head>{style}</head><body><table>{rows}</table>{footer}</body></html>"


def _is_read(mail: Upload) -> bool:
    """Whether both read it: the peer gives up where parts lie in parts too deep."""
    try:
        _parsed(mail)
        read_document(mail)
    except (DocumentError, RecursionError):
        return False
    return True


def _measured(mails: list[Upload], rounds: int) -> dict[str, float]:
    peer, ours, ratios = 0.0, 0.0, []
    for mail in mails:
        pairs = [(_cpu(_parsed, mail), _cpu(read_document, mail)) for _ in range(rounds)]
        theirs, mine = (statistics.median(side) for side in zip(*pairs, strict=True))
        peer, ours = peer + theirs, ours + mine
        ratios.append(mine / theirs)
    return {
        "mails": len(mails),
        "compat32_ms_per_mail": round(peer * 1000 / len(mails), 3),
        "assay_ms_per_mail": round(ours * 1000 / len(mails), 3),
        "ratio": round(statistics.median(ratios), 2),
        "ratio_p95": round(sorted(ratios)[int(0.95 * (len(ratios) - 1))], 2),
        "goal": GOAL,
    }


def _cpu(read: Callable[[Upload], object], mail: Upload) -> float:
    start = time.process_time()
    read(mail)
    return time.process_time() - start


def _parsed(mail: Upload) -> None:
    for part in email.message_from_bytes(mail.data).walk():
        part.get_payload(decode=True)


def _sentence(figures: dict[str, float]) -> str:
    return (
        f"mail read whole {figures['assay_ms_per_mail']} ms, parsed by the standard library {figures['compat32_ms_per_mail']} ms: "
        f"median ratio {figures['ratio']}, p95 {figures['ratio_p95']} (goal <= {figures['goal']}; {figures['mails']} mails)"
    )


if __name__ == "__main__":
    raise SystemExit(main())

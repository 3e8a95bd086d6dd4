"""XML, such as invoices in UBL or CII: one leaf a line, each value as it stands."""

from __future__ import annotations

import re

from ingest.readers.base import Desk, RawPage, RawPart, Reading
from ingest.structure import leaf_lines, parse_xml, xml_label, xml_leaves
from ingest.text.encoding import decoded
from ingest.upload import Upload

_DECLARED = re.compile(rb"""<\?xml[^>]{0,200}?encoding\s*=\s*["']([A-Za-z0-9._-]+)["']""")


def read(upload: Upload, desk: Desk) -> Reading:
    """One part, with the source and the place of every leaf."""
    declared = _DECLARED.search(upload.data[:1024])
    source = decoded(upload.data, declared=declared[1].decode("ascii") if declared else None).lstrip()
    root = parse_xml(source, limits=desk.limits)
    labelled = ((path, xml_label(path), value) for path, value in xml_leaves(root))
    text, leaves = leaf_lines(labelled, progress=desk.progress)
    return Reading(parts=(RawPart(media_type=desk.media_type, pages=(RawPage(text=text),), data=source, leaves=leaves),))

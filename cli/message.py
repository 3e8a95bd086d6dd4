"""What the command line says to a person on stderr: one sentence, its code, the fix."""

from __future__ import annotations

import sys
from pathlib import Path

from assay.errors import AssayError, Problem, SchemaError


def tell(sentence: str) -> None:
    """One line on stderr. Control characters, which a file name may hold, are shown and not obeyed."""
    print("assay: " + printable(sentence), file=sys.stderr)  # noqa: T201  this is where the command line speaks


def tell_error(error: AssayError) -> None:
    """The error's sentence with its code and its fix; several mistakes in a schema each on a line of its own before that."""
    problems = error.problems if isinstance(error, SchemaError) else ()
    for problem in problems if len(problems) > 1 else ():
        tell(problem_line(problem))
    fixes = [problems[0].fix if len(problems) == 1 else "", error.fix]
    tell(" ".join(filter(None, (f"{error.says} [{error.code}]", *fixes))))


def tell_unexpected(kind: str, log: Path | None) -> None:
    """An error that nobody foresaw, without its traceback."""
    where = (
        f"The log says where: {log}." if log else "It could not be written to the log; set ASSAY_DATA_DIR to a folder that may be written."
    )
    tell(f"Something that nobody foresaw went wrong ({kind}). [internal] {where} Please report it.")


def problem_line(problem: Problem) -> str:
    """`line 4, column 3: Unknown word "lables". Did you mean "labels"?`"""
    return f"line {problem.line}, column {problem.column}: {problem.says}" + (f" {problem.fix}" if problem.fix else "")


def printable(text: str) -> str:
    """The text with every control character as its escape."""
    return "".join(sign if sign.isprintable() or sign == " " else repr(sign)[1:-1] for sign in text)

"""The stand-in with a provider's files and batches. A batch is over as soon as somebody looks, unless a test says otherwise.

    with BatchStandin({"total": ("5", "Total 5")}) as standin:
        standin.held = True          # batches go on until this is False again
        standin.expires = True       # they end with half of their lines
        standin.lost = {1}           # the second line of each does not come back
        standin.against("POST", "files", error(500))   # the next request of that kind fails so
        standin.unheard = 2          # the second request from now on is carried out, and its reply is lost

`first` puts faults before the answers of lines, as it does before those of live requests. `live` are the requests that were not in a batch.
"""

from __future__ import annotations

import email
import email.policy
import json
from collections.abc import Mapping
from dataclasses import replace
from itertools import count
from typing import Any
from urllib.parse import urlsplit

from tests.standin.server import NOT_FOUND, Answers, Fault, Json, Reply, Standin

EXPIRED = {"code": "batch_expired", "message": "Too late."}


class BatchStandin(Standin):
    """The server; `files` and `batches` hold what it was given and made, by their ids."""

    def __init__(self, answers: Answers | None = None) -> None:
        super().__init__(answers)
        self.files: dict[str, tuple[str, str]] = {}
        self.batches: dict[str, Json] = {}
        self.live: list[Json] = []
        self.uploads: list[str] = []
        self.held = False
        self.expires = False
        self.lost: set[int] = set()
        self.refusal: Json | None = None
        self.unheard = 0
        self._against: dict[tuple[str, str], list[Fault]] = {}
        self._numbers = count(1)

    def against(self, method: str, what: str, *faults: Fault) -> None:
        """Answer the next requests for `files` or `batches` so, one after the other."""
        self._against.setdefault((method, what), []).extend(faults)

    def serve(self, method: str, path: str, content: bytes, kind: str) -> Reply:
        """The reply to what came over the wire."""
        reply = self._served(method, path, content, kind)
        self.unheard -= 1
        return replace(reply, drop=True) if self.unheard == 0 else reply

    def _served(self, method: str, path: str, content: bytes, kind: str) -> Reply:
        match method, urlsplit(path).path.removeprefix("/v1/").split("/"):
            case "POST", ["chat", "completions"]:
                self.live.append(json.loads(content))
                return super().serve(method, path, content, kind)
            case _, [what, *_] if faults := self._against.get((method, what)):
                return faults.pop(0)({}, {})
            case _, ["files", *names]:
                return self._serve_files(method, names, content, kind)
            case _, ["batches", *names]:
                return self._serve_batches(method, names, content)
        return NOT_FOUND

    def _serve_files(self, method: str, names: list[str], content: bytes, kind: str) -> Reply:
        match method, names:
            case "POST", []:
                return self._upload(content, kind)
            case "GET", []:
                return _listed([self._file(name) for name in reversed(self.files)])
            case "GET", [name, "content"] if name in self.files:
                return Reply(body=self.files[name][1], headers={"content-type": "application/octet-stream"})
            case "DELETE", [name] if name in self.files:
                del self.files[name]
                return Reply(body={"id": name, "object": "file", "deleted": True})
        return NOT_FOUND

    def _serve_batches(self, method: str, names: list[str], content: bytes) -> Reply:
        match method, names:
            case "POST", []:
                return self._create(json.loads(content))
            case "POST", [name, "cancel"] if name in self.batches:
                self.batches[name] |= {"status": "cancelled"}
                return self._batch(name)
            case "GET", []:
                return _listed([dict(one) for one in reversed(self.batches.values())])
            case "GET", [name] if name in self.batches:
                return self._batch(name)
        return NOT_FOUND

    def _upload(self, content: bytes, kind: str) -> Reply:
        head = f"Content-Type: {kind}\r\n\r\n".encode()
        message = email.message_from_bytes(head + content, policy=email.policy.HTTP)
        parts = {part.get_param("name", header="content-disposition"): part for part in message.iter_parts()}
        file = parts["file"]
        self.uploads.append(file.get_filename() or "")
        return Reply(body=self._file(self._keep(file.get_filename() or "", file.get_payload(decode=True).decode())))

    def _create(self, asked: Json) -> Reply:
        if asked["input_file_id"] not in self.files:
            return Reply(status=400, body={"error": {"message": "No such file.", "code": "invalid_file"}})
        name = f"batch-{next(self._numbers)}"
        lines = [json.loads(line) for line in self.files[asked["input_file_id"]][1].splitlines()]
        counts = {"total": len(lines), "completed": 0, "failed": 0}
        self.batches[name] = {
            "id": name,
            "object": "batch",
            "status": "failed" if self.refusal else "in_progress",
            "errors": {"object": "list", "data": [self.refusal]} if self.refusal else None,
            "created_at": 0,
            "request_counts": counts,
            "output_file_id": None,
            "error_file_id": None,
            **asked,
        }
        return self._batch(name)

    def _batch(self, name: str) -> Reply:
        batch = self.batches[name]
        if batch["status"] == "in_progress" and not self.held:
            self._work(batch, "expired" if self.expires else "completed")
        elif batch["status"] == "cancelled" and batch["output_file_id"] is None:
            self._work(batch, "cancelled")
        return Reply(body=batch)

    def _work(self, batch: Json, status: str) -> None:
        """Answer the lines, last first: a batch keeps no order. One that is not let end answers half of them."""
        lines = [json.loads(line) for line in self.files[batch["input_file_id"]][1].splitlines()]
        reach = len(lines) if status == "completed" else len(lines) // 2
        good, bad = [], [_result(line, None, EXPIRED) for line in lines[reach:] if status == "expired"]
        for number, line in enumerate(lines[:reach]):
            if number not in self.lost:
                reply = self.reply(line["body"])
                result = _result(line, {"status_code": reply.status, "request_id": "r", "body": reply.body}, None)
                (good if reply.status == 200 else bad).append(result)
        for key, results in (("output_file_id", good), ("error_file_id", bad)):
            if results:
                batch[key] = self._keep("result", "".join(json.dumps(one) + "\n" for one in reversed(results)))
        batch |= {"status": status, "request_counts": {"total": len(lines), "completed": len(good), "failed": len(bad)}}

    def _keep(self, name: str, content: str) -> str:
        file = f"file-{next(self._numbers)}"
        self.files[file] = (name, content)
        return file

    def _file(self, name: str) -> Json:
        filename, content = self.files[name]
        about = {"id": name, "object": "file", "filename": filename, "bytes": len(content)}
        return {**about, "created_at": 0, "purpose": "batch", "status": "processed"}


def _listed(things: list[Json]) -> Reply:
    return Reply(body={"object": "list", "data": things, "has_more": False})


def _result(line: Json, response: Mapping[str, Any] | None, error: Json | None) -> Json:
    return {"id": "result", "custom_id": line["custom_id"], "response": response, "error": error}

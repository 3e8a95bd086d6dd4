"""A nursery as a program: `python -m ingest.sandbox.program DESCRIPTOR`, with a socket to whoever orders."""

import socket
import sys

from ingest.sandbox.nursery import run

if __name__ == "__main__":
    run(socket.socket(fileno=int(sys.argv[1])))

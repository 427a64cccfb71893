"""Files that are whole or not there: written beside, then renamed, with a checksum; the two newest are kept."""

import hashlib
import io
import os
from pathlib import Path

import torch

DIGEST = 32


def save(folder, step, state):
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    buffer = io.BytesIO()
    torch.save(state, buffer)
    payload = buffer.getvalue()
    written = folder / f".writing-{os.getpid()}"
    with open(written, "wb") as stream:
        stream.write(hashlib.sha256(payload).digest() + payload)
        stream.flush()
        os.fsync(stream.fileno())
    written.rename(folder / f"step-{step:08d}.pt")
    for old in sorted(folder.glob("step-*.pt"))[:-2]:
        old.unlink()


def read(file):
    """None where the file is cut or changed."""
    content = Path(file).read_bytes()
    if hashlib.sha256(content[DIGEST:]).digest() != content[:DIGEST]:
        return None
    return torch.load(io.BytesIO(content[DIGEST:]), map_location="cpu", weights_only=True)


def newest(folder, say=print):
    """The state of the newest whole checkpoint, or None."""
    for file in sorted(Path(folder).glob("step-*.pt"), reverse=True):
        state = read(file)
        if state is not None:
            return state
        say(f"{file} is cut or damaged: the one before is used")
    return None

"""The other end of bench/peers/peer-process.ts: one JSON request a line in, one JSON answer a line out."""

import json
import pathlib
import sys
import time


def serve(version, classify):
    """`classify(texts)` returns for each text its probabilities, in the order of the model's labels."""
    print(json.dumps({"version": version}), flush=True)
    for line in sys.stdin:
        request = json.loads(line)
        texts = json.loads(pathlib.Path(request["texts"]).read_text(encoding="utf-8"))
        started = time.perf_counter()
        probabilities = classify(texts)
        answer = {"seconds": time.perf_counter() - started}
        if request["wanted"] == "probabilities":
            answer["probabilities"] = probabilities
        print(json.dumps(answer), flush=True)

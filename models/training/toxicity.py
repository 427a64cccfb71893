"""The head of toxicity, trained once more on the finished encoder: python toxicity.py [--work FOLDER]

Toxicity learned from tweets names identity words more often than customers' comments do, and half of the tweets are
toxic. So the head alone sees three things more: rated comments and questions as clean ones, sentences about people of
many groups as clean ones, and texts that differ only in who is named, whose logits shall not differ. The encoder stays
as it is, so this takes minutes. Writes WORK/toxicity/step-….pt, which export.py reads."""

import argparse
from pathlib import Path

import numpy as np
import torch
from torch.nn import functional as F

import batches
import checkpoint
import tokenizer
from pupil_state import read_pupil
from run import machine, say

HERE = Path(__file__).parent
STEPS, BATCH, GROUPS, RATE = 2500, 512, 192, 1e-3
COMMENTS = 20_000
PEOPLE_WEIGHT, AGREEMENT_WEIGHT = 1.0, 4.0


def spans(model, texts, device, half):
    """[texts, 384], of whole texts."""
    made = torch.zeros(len(texts), 384)
    order = np.argsort([len(ids) for ids in texts], kind="stable")
    with torch.no_grad(), torch.autocast(device, dtype=torch.bfloat16, enabled=half):
        for at in range(0, len(order), 64):
            some = order[at : at + 64]
            made[some] = model.spans(*(t.to(device) for t in batches.padded([texts[i] for i in some])))[:, 0].cpu()
    return made


def rows_of(table):
    """(text, label, group): label 1 toxic, 0 clean, nan unknown; group -1: none."""
    groups, comments = {}, 0
    for row in batches.read_table(table, {"toxicity", "sentiment", "frame"}):
        if row["kind"] == "toxicity":
            yield row["text"], float(row["label"] == "toxic"), -1
        elif row["kind"] == "frame":
            people = row["source"] == "own people"
            yield row["text"], 0.0 if people else float("nan"), groups.setdefault(row["group"], len(groups))
        elif row["source"].startswith(("fewsum", "cebab", "uci", "own")) and comments < COMMENTS:
            comments += 1
            yield row["text"], 0.0, -1


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--work", type=Path, default=HERE / "work")
    parser.add_argument("--steps", type=int, default=STEPS)
    arguments = parser.parse_args()
    work, (device, half) = arguments.work, machine()
    torch.manual_seed(0)
    model = read_pupil(work, toxicity=False).to(device)
    step = checkpoint.newest(work / "pupil")["step"]
    pieces, _ = tokenizer.origin(work / "e5")
    rows = list(rows_of(work / "table.jsonl.gz"))
    inputs = spans(model, batches.encode(pieces, [text for text, _, _ in rows]), device, half)
    labels = torch.tensor([label for _, label, _ in rows])
    groups = np.array([group for _, _, group in rows])
    say(f"{len(rows)} texts, {int((labels == 1).sum())} toxic, {groups.max() + 1} groups")
    labelled = np.flatnonzero((groups < 0) & ~labels.isnan().numpy())
    people = np.flatnonzero((groups >= 0) & ~labels.isnan().numpy())
    members = [np.flatnonzero(groups == group) for group in range(groups.max() + 1)]
    head, random = model.toxicity.train().cpu(), np.random.default_rng(0)
    optimizer = torch.optim.AdamW(head.parameters(), lr=RATE, weight_decay=0.01)
    for number in range(arguments.steps):
        for group in optimizer.param_groups:
            group["lr"] = RATE * (1 - number / arguments.steps)
        some = torch.from_numpy(random.choice(labelled, BATCH))
        loss = F.binary_cross_entropy_with_logits(head(inputs[some])[:, 0], labels[some])
        if len(people):
            some = torch.from_numpy(random.choice(people, BATCH // 4))
            loss = loss + PEOPLE_WEIGHT * F.binary_cross_entropy_with_logits(head(inputs[some])[:, 0], labels[some])
        if members:
            pairs = [random.choice(members[at], 2) for at in random.choice(len(members), GROUPS)]
            first, second = (torch.tensor([pair[side] for pair in pairs]) for side in (0, 1))
            loss = loss + AGREEMENT_WEIGHT * (head(inputs[first]) - head(inputs[second])).square().mean()
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        if number % 500 == 499:
            say(f"toxicity {number + 1}/{arguments.steps}: {loss.item():.3f}")
    checkpoint.save(work / "toxicity", step, dict(step=step, head=head.state_dict()))


if __name__ == "__main__":
    main()

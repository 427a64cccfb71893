"""Trains, stage by stage, and goes on where it was: python train.py [STAGE …] [--work FOLDER] [--steps N]

Stages: teacher, pupil. VERBATIM_TRAIN_THREADS: threads of torch (default: as many as other load leaves free)."""

import argparse
from pathlib import Path

import pupil
import teacher
import tokenizer
from run import say

HERE = Path(__file__).parent
TEACHER_STEPS, PUPIL_STEPS = 3000, 20_000


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("stages", nargs="*", default=["pupil"])
    parser.add_argument("--work", type=Path, default=HERE / "work")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--steps", type=int, help="of each stage; default: the recipe's")
    arguments = parser.parse_args()
    pieces, _ = tokenizer.origin(arguments.work / "e5")
    for stage in arguments.stages:
        say(f"stage {stage}")
        if stage == "teacher":
            teacher.train(arguments.work, arguments.work / "e5", pieces, arguments.seed, arguments.steps or TEACHER_STEPS)
        elif stage == "pupil":
            pupil.train(arguments.work, arguments.work / "e5", pieces, arguments.seed, arguments.steps or PUPIL_STEPS)


if __name__ == "__main__":
    main()

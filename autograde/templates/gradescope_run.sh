#!/usr/bin/env bash
# Runs for each submission: grades $root/submission, writes $root/results/results.json.
set -euo pipefail
export AUTOGRADER_ROOT="${AUTOGRADER_ROOT:-/autograder}"
export OMP_NUM_THREADS=1

cd "$AUTOGRADER_ROOT/source"
exec "${AUTOGRADER_PYTHON:-$AUTOGRADER_ROOT/venv/bin/python}" -m autograde.export.on_gradescope

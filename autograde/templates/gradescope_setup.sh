#!/usr/bin/env bash
# Runs once, when Gradescope builds the autograder: an environment with what grading needs.
set -euo pipefail
root="${AUTOGRADER_ROOT:-/autograder}"

python3 -m pip --version > /dev/null 2>&1 || {
    apt-get update --quiet
    apt-get install --yes --quiet --no-install-recommends python3 python3-pip
}
PIP_BREAK_SYSTEM_PACKAGES=1 python3 -m pip install --quiet uv # brings a Python that is new enough
uv venv --clear --python "@PYTHON@" "$root/venv"
uv pip install --python "$root/venv/bin/python" --torch-backend cpu \
    @CONSTRAINTS@ "$root/source[staff]"

#!/bin/sh
# Print a Python that Andon runs on (3.11 or newer), or say in one sentence what is missing.
# PYTHON names one; else the first that fits on the PATH.
set -u

needed='import sys; sys.exit(0 if sys.version_info >= (3, 11) else 1)'
advice='install it (Debian, Ubuntu: apt-get install python3 python3-venv), or name one: make run PYTHON=/path/to/python3'

if [ -n "${PYTHON:-}" ]; then
    set -- "$PYTHON"
else
    set -- python3 python3.13 python3.12 python3.11 python3.14 python
fi

found=''
for candidate in "$@"; do
    command -v "$candidate" >/dev/null 2>&1 || continue
    if "$candidate" -c "$needed" >/dev/null 2>&1; then
        command -v "$candidate"
        exit 0
    fi
    version=$("$candidate" --version 2>&1 | head -n 1) && [ -z "$found" ] && found="$candidate is $version"
done

if [ -n "$found" ]; then
    echo "Andon needs Python 3.11 or newer, and $found: $advice" >&2
elif [ -n "${PYTHON:-}" ]; then
    echo "Andon needs Python 3.11 or newer, and there is no $PYTHON: $advice" >&2
else
    echo "Andon needs Python 3.11 or newer, and there is no python3 on the PATH: $advice" >&2
fi
exit 1

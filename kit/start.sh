#!/bin/sh
# Installs Greenlane from this folder, once and without the internet, and opens it in the browser.
# With words behind it, it runs them instead: ./start.sh run nepal-2015
set -eu
cd "$(dirname "$0")"
if [ ! -x .venv/bin/greenlane ]; then
    echo "Installing Greenlane; this takes a minute, once." >&2
    "${PYTHON:-python3}" -m venv .venv
    .venv/bin/pip install --quiet --disable-pip-version-check --no-index --find-links wheels greenlane
fi
[ $# -gt 0 ] || set -- dashboard
exec .venv/bin/greenlane "$@"

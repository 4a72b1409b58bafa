#!/usr/bin/env bash
# Runs the comparison with SQLAlchemy on a real PostgreSQL server and writes RESULTS.md.
#
# Needs Python 3.10 or newer; finds or installs the rest, as scripts/test does.
# Set POLYSCHEMA_TEST_POSTGRES_URL to use a server of your own in place of the throwaway one.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
. ../../scripts/packages.sh
. ../../scripts/postgres.sh

main() {
    trap stop_postgres EXIT
    want has_python_venv python3 python3-venv
    want has_postgres postgresql
    install_missing
    has_postgres || give_up "PostgreSQL is installed, but initdb, pg_ctl or psql is not on PATH"
    prepare_python
    start_postgres

    local results # a run that fails leaves the old file
    results=$(PYTHONPATH=$PWD PYTHONDONTWRITEBYTECODE=1 .venv/bin/python report.py)
    echo "$results" >RESULTS.md
    echo "wrote comparisons/sqlalchemy/RESULTS.md"
}

prepare_python() {
    [[ -x .venv/bin/pip ]] || python3 -m venv .venv
    .venv/bin/pip install --quiet --disable-pip-version-check --requirement requirements.txt
}

main

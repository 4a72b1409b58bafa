# shellcheck shell=bash
# One PostgreSQL server for a whole run. Sourced after packages.sh.
#
#   has_postgres    puts the newest server's binaries on PATH; false when there are none
#   start_postgres  exports POLYSCHEMA_TEST_POSTGRES_URL: the caller's own server if it is already set, else a new one
#   stop_postgres   stops and deletes the new one; never touches the caller's own. Call it from the EXIT trap.
#
# The new server is for tests only: it listens on 127.0.0.1, has a random password, and would lose data in a crash. Its
# settings are the usual ones, and the lines in postgres_settings.

postgres_dir=
postgres_settings=()
postgres_parent=/tmp # not TMPDIR: the user postgres may be unable to enter root's

# Debian and Ubuntu keep the server's binaries off PATH, one directory for each version.
has_postgres() {
    local newest
    newest=$(printf '%s\n' /usr/lib/postgresql/*/bin | sort -V | tail -n 1)
    if [[ -x $newest/initdb ]]; then
        export PATH="$newest:$PATH"
    fi
    has initdb && has pg_ctl && has psql
}

start_postgres() {
    if [[ -n ${POLYSCHEMA_TEST_POSTGRES_URL:-} ]]; then
        psql_run 'SELECT 1' >/dev/null || give_up "POLYSCHEMA_TEST_POSTGRES_URL is set, but its server does not answer"
        return
    fi
    local password port
    password=$(od -An -N16 -tx1 /dev/urandom | tr -d ' \n')
    init_postgres "$password"
    for _ in 1 2 3 4 5; do
        port=$((16000 + RANDOM % 16000)) # below the ports that Linux gives to outgoing connections
        if launch_postgres "$port"; then
            export POLYSCHEMA_TEST_POSTGRES_URL="postgres://postgres:$password@127.0.0.1:$port/postgres"
            return
        fi
    done
    cat "$postgres_dir/server.log" >&2
    give_up "PostgreSQL does not start; its log stands above"
}

stop_postgres() {
    [[ -n $postgres_dir ]] || return 0
    as_postgres pg_ctl stop --pgdata="$postgres_dir/data" --mode=immediate --silent 2>/dev/null || true
    rm -rf "$postgres_dir"
    postgres_dir=
}

# psql_run SQL: one statement, as the superuser, in the server's first database.
psql_run() {
    PGOPTIONS=--client-min-messages=warning \
        psql --no-psqlrc --no-password --quiet --set ON_ERROR_STOP=1 --command "$1" "$POLYSCHEMA_TEST_POSTGRES_URL"
}

# database_url NAME: the URL of another database of the server.
database_url() {
    local base=${POLYSCHEMA_TEST_POSTGRES_URL%%\?*}
    local options=${POLYSCHEMA_TEST_POSTGRES_URL#"$base"}
    [[ $base =~ ^[a-z]+://[^/]* ]]
    echo "${BASH_REMATCH[0]}/$1$options"
}

# `password` and not `scram-sha-256`: hundreds of short tests connect, and the hash is slow in a debug build.
init_postgres() {
    postgres_dir=$(mktemp -d "$postgres_parent/polyschema-postgres.XXXXXX")
    echo "$1" >"$postgres_dir/password"
    if is_root; then
        chown -R postgres "$postgres_dir"
    fi
    as_postgres initdb --pgdata="$postgres_dir/data" --username=postgres --pwfile="$postgres_dir/password" \
        --auth=password --encoding=UTF8 --locale=C --no-sync >"$postgres_dir/initdb.log" 2>&1 || {
        cat "$postgres_dir/initdb.log" >&2
        give_up "initdb failed; its messages stand above"
    }
    ((${#postgres_settings[@]} == 0)) || printf '%s\n' "${postgres_settings[@]}" >>"$postgres_dir/data/postgresql.conf"
}

# Fails when another program has the port. 300 connections: every test has a pool of its own.
launch_postgres() {
    as_postgres pg_ctl start --pgdata="$postgres_dir/data" --log="$postgres_dir/server.log" --wait --silent --options="\
        -c listen_addresses=127.0.0.1 -c port=$1 -c unix_socket_directories='' -c max_connections=300 \
        -c fsync=off -c synchronous_commit=off -c full_page_writes=off" >/dev/null 2>&1
}

# PostgreSQL refuses to run as root. The user postgres may be unable to enter the working directory, hence /.
as_postgres() {
    if is_root; then
        (cd / && runuser -u postgres -- "$@")
    else
        "$@"
    fi
}

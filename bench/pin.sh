# shellcheck shell=bash
# The server on one core and the clients on another, where there are two. Sourced after postgres.sh.

pin_server() {
    if has_two_cores; then
        taskset --all-tasks --cpu-list --pid 0 "$(head -n 1 "$postgres_dir/data/postmaster.pid")" >/dev/null
    fi
}

on_client_core() {
    if has_two_cores; then
        taskset --cpu-list 1 "$@"
    else
        "$@"
    fi
}

has_two_cores() {
    has taskset && (($(nproc) > 1))
}

# shellcheck shell=bash
# Finds what the machine lacks and installs it. Sourced by scripts/test, the benchmarks and comparisons/sqlalchemy/run.sh.
#
#   want CHECK PACKAGE...   notes the Debian packages when the command CHECK fails
#   install_missing         installs all noted packages at once, or names the one command to run and exits 2

missing_packages=()

want() {
    local check=$1
    shift
    "$check" || missing_packages+=("$@")
}

install_missing() {
    ((${#missing_packages[@]} > 0)) || return 0
    echo "missing: ${missing_packages[*]}"
    if ! has apt-get; then
        give_up "install these packages (named as in Debian) with this system's own package manager"
    elif is_root; then
        apt_install
    elif has sudo && sudo -n true 2>/dev/null; then
        apt_install sudo -n
    else
        give_up "run: sudo apt-get update && sudo apt-get install -y ${missing_packages[*]}"
    fi
    missing_packages=()
}

# The arguments stand before each command: nothing, or sudo. A stale package list is worth trying, hence `|| true`.
apt_install() {
    "$@" apt-get update -qq || true
    "$@" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing_packages[@]}" ||
        give_up "apt-get cannot install ${missing_packages[*]}; see its message above"
}

# Exit status 2: the machine is not ready, the code was not tested.
give_up() {
    echo "$0: $1" >&2
    exit 2
}

has() {
    command -v "$1" >/dev/null
}

is_root() {
    [[ $EUID -eq 0 ]]
}

# The headers come in a package of their own.
has_c_compiler() {
    has cc && echo '#include <stdio.h>' | cc -E -x c - >/dev/null 2>&1
}

# True for everybody but root: as root, the pgtemp crate starts PostgreSQL with `sudo -u postgres`.
has_sudo_when_root() {
    ! is_root || has sudo
}

# Debian keeps it in /usr/sbin, which is not on everybody's PATH.
has_pgbouncer() {
    has pgbouncer || [[ -x /usr/sbin/pgbouncer ]]
}

has_valgrind() {
    has valgrind
}

# Debian has both modules only with python3-venv.
has_python_venv() {
    has python3 && python3 -c 'import ensurepip, venv' 2>/dev/null
}

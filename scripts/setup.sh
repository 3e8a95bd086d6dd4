#!/bin/sh
# Sets up .venv in the checkout: `scripts/setup.sh run` for using Assay, `scripts/setup.sh dev` for testing it too.
# A finished set-up leaves a stamp; while the stamp fits the locks, this does nothing. No stamp means that a set-up
# never finished: then it starts afresh, so an interrupted one cannot leave half a package behind.
set -eu

purpose=$1
cd "$(dirname "$0")/.."
venv=.venv
stamp=$venv/set-up
wanted=$(cat requirements.lock requirements-dev.lock pyproject.toml | cksum)

# Nothing is written outside the checkout, unless the user's environment says so.
export UV_CACHE_DIR="${UV_CACHE_DIR:-$PWD/.cache/uv}" PIP_CACHE_DIR="${PIP_CACHE_DIR:-$PWD/.cache/pip}"
export PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_ROOT_USER_ACTION=ignore

say() { printf 'assay: %s\n' "$*" >&2; }

# A finished environment of this very folder, with the Python that was asked for: one that was moved or whose Python has gone does not run.
whole() { [ "$(tail -n 1 $stamp 2>/dev/null)" = "$PWD" ] && [ -x $venv/bin/assay ] && $venv/bin/python -c '' 2>/dev/null && wanted_python; }

wanted_python() { [ -z "${PYTHON:-}" ] || [ "$($venv/bin/python -c "$version")" = "$("$PYTHON" -c "$version")" ]; }
version='import sys; print(sys.version)'

# What uv made has no pip, and there may be no uv any more.
installable() { [ -n "$uv" ] || $venv/bin/python -c 'import pip' 2>/dev/null; }

fits() { [ "$(head -n 1 $stamp)" = "$1 $wanted" ]; }

usable_python() {
    for candidate in ${PYTHON:-} python3 python3.14 python3.13 python3.12 python3.11 /usr/bin/python3; do
        if "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; then
            "$candidate" -c 'import sys; print(sys.executable)'
            return
        fi
    done
    say "Python 3.11 or newer was not found. Install it, or name one: make setup PYTHON=/path/to/python3"
    return 1
}

make_venv() {
    python=$(usable_python)
    if [ -n "$uv" ]; then
        "$uv" venv --quiet --clear --python "$python" $venv
    elif ! "$python" -m venv --clear $venv >/dev/null 2>&1; then
        say "$python cannot make a virtual environment. On Debian and Ubuntu: apt-get install python3-venv; or install uv."
        return 1
    fi
}

install() {
    if [ -n "$uv" ]; then
        "$uv" pip install --quiet --python $venv/bin/python --compile-bytecode "$@"
    else
        $venv/bin/python -m pip install --quiet --quiet "$@"
    fi
}

if whole && { fits dev || fits "$purpose"; }; then exit 0; fi

uv=$(command -v uv || true)
lock=requirements.lock
[ "$purpose" = dev ] && lock=requirements-dev.lock

say "setting up $venv with $([ -n "$uv" ] && echo uv || echo pip); this happens once and takes up to two minutes"
{ whole && installable; } || make_venv
rm -f $stamp
# The lock names everything: whoever looks for dependencies of its own may find a release newer than the lock, and refuse it for want of a hash.
install --no-deps --only-binary :all: --require-hashes -r $lock
# `compat` puts the checkout itself on the path: it starts fastest, and a new folder needs no new set-up.
install --no-deps --no-build-isolation --config-settings editable_mode=compat -e .
printf '%s\n' "$purpose $wanted" "$PWD" > $stamp
say "ready: $venv/bin/assay"

# For the benches of other stacks, which are measured where they are installed.

# has NAME PROGRAM...: whether all are there; says so otherwise.
has() {
    local name=$1 program
    shift
    for program in "$@"; do
        if ! command -v "$program" >/dev/null; then
            echo "$name: skipped, there is no $program"
            return 1
        fi
    done
}

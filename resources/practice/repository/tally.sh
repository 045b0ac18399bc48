#!/bin/sh
# tally.sh FILE: the words of FILE with their counts, the most frequent first.
LC_ALL=C
export LC_ALL

if [ $# -ne 1 ]; then
    echo "usage: tally.sh FILE" >&2
    exit 2
fi
awk -f "$(dirname "$0")/lib/words.awk" "$1" | sort -k1,1nr -k2,2

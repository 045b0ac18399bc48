#!/bin/sh
# Runs every case and says which ones fail; the exit status is the number of failures.
cd "$(dirname "$0")/.." || exit 125

total=0
failed=0
for text in tests/cases/*.txt; do
    name=$(basename "$text" .txt)
    total=$((total + 1))
    expected=$(cat "tests/cases/$name.expected")
    actual=$(sh tally.sh "$text")
    if [ "$actual" = "$expected" ]; then
        echo "ok    $name"
    else
        failed=$((failed + 1))
        echo "FAIL  $name"
        echo "$expected" | awk '{ print "      expected: " $0 }'
        echo "$actual" | awk '{ print "      actual:   " $0 }'
    fi
done

if [ "$failed" -eq 0 ]; then
    echo "All $total tests passed."
else
    echo "$failed of $total tests failed."
fi
exit "$failed"

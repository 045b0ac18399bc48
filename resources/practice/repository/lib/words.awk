# Prints how often each word of the input occurs.
{
    for (i = 1; i <= NF; i++) {
        word = $i
        count[word]++
    }
}

END {
    for (word in count)
        print count[word], word
}

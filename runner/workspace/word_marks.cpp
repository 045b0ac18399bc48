#include "runner/workspace/word_marks.h"

#include <algorithm>
#include <cstring>
#include <optional>

namespace pilothouse {

namespace {

constexpr qsizetype LongestLine = 2000;
constexpr size_t MostAligned = 64; // Lines of a side that are compared each with each.
constexpr size_t MostWords = 512; // Of a line; the comparison of two lines is the product of theirs at worst.
constexpr double LeastAlike = 0.4; // Of the bytes of two lines' words; below it a line is a new one.

struct Word {
    int start = 0;
    int length = 0;
    quint64 hash = 0;
    bool isSpace = false;
};

enum class ByteClass { Word, Space, Sign };

ByteClass classOf(unsigned char c)
{
    if (c >= 0x80 || c == '_' || (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'))
        return ByteClass::Word;
    return c == ' ' || c == '\t' || c == '\r' ? ByteClass::Space : ByteClass::Sign;
}

/// A line's words, runs of space, and other characters one by one. Empty for a line that is too long.
std::vector<Word> wordsOf(QByteArrayView line)
{
    std::vector<Word> words;
    if (line.size() > LongestLine)
        return words;
    for (qsizetype at = 0; at < line.size();) {
        const ByteClass kind = classOf(static_cast<unsigned char>(line[at]));
        qsizetype end = at + 1;
        while (kind != ByteClass::Sign && end < line.size() && classOf(static_cast<unsigned char>(line[end])) == kind)
            ++end;
        quint64 hash = 0xcbf29ce484222325;
        for (qsizetype i = at; i < end; ++i)
            hash = (hash ^ static_cast<unsigned char>(line[i])) * 0x100000001b3;
        words.push_back({static_cast<int>(at), static_cast<int>(end - at), hash, kind == ByteClass::Space});
        at = end;
    }
    if (words.size() > MostWords)
        words.clear();
    return words;
}

struct Line {
    QByteArrayView text;
    std::vector<Word> words;
    std::vector<std::pair<quint64, int>> bag; ///< Bytes of each word that is no space, by hash.
    int bytes = 0; ///< Of all of them.
};

Line lineOf(QByteArrayView text)
{
    Line line{text, wordsOf(text), {}, 0};
    for (const Word &word : line.words) {
        if (!word.isSpace) {
            line.bag.emplace_back(word.hash, word.length);
            line.bytes += word.length;
        }
    }
    std::ranges::sort(line.bag);
    return line;
}

/// 0 … 1 by the words that both have, wherever they stand.
double likeness(const Line &a, const Line &b)
{
    if (a.bytes == 0 || b.bytes == 0)
        return 0;
    int shared = 0;
    for (size_t i = 0, j = 0; i < a.bag.size() && j < b.bag.size();) {
        if (a.bag[i] == b.bag[j]) {
            shared += a.bag[i].second;
            ++i;
            ++j;
        } else if (a.bag[i] < b.bag[j]) {
            ++i;
        } else {
            ++j;
        }
    }
    return 2.0 * shared / (a.bytes + b.bytes);
}

/// For each line of `before` the one of `after` that it became, in ascending order: the pairs most alike in sum.
std::vector<std::optional<size_t>> align(const std::vector<Line> &before, const std::vector<Line> &after)
{
    std::vector<std::optional<size_t>> partner(before.size());
    const auto alike = [&](size_t i, size_t j) {
        const double value = likeness(before[i], after[j]);
        return value >= LeastAlike ? value : 0.0;
    };
    if (std::max(before.size(), after.size()) > MostAligned) {
        for (size_t i = 0; i < std::min(before.size(), after.size()); ++i) {
            if (alike(i, i) > 0)
                partner[i] = i;
        }
        return partner;
    }
    const size_t width = after.size() + 1;
    std::vector<double> own((before.size() + 1) * width);
    std::vector<double> best((before.size() + 1) * width); // From here to the end.
    for (size_t i = before.size(); i-- > 0;) {
        for (size_t j = after.size(); j-- > 0;) {
            own[i * width + j] = alike(i, j);
            const double paired = own[i * width + j] > 0 ? own[i * width + j] + best[(i + 1) * width + j + 1] : 0;
            best[i * width + j] = std::max({paired, best[(i + 1) * width + j], best[i * width + j + 1]});
        }
    }
    for (size_t i = 0, j = 0; i < before.size() && j < after.size();) {
        const size_t here = i * width + j;
        if (own[here] > 0 && best[here] == own[here] + best[(i + 1) * width + j + 1])
            partner[i++] = j++;
        else if (best[here] == best[(i + 1) * width + j])
            ++i;
        else
            ++j;
    }
    return partner;
}

/// Which words of two lines are the same: a longest common subsequence, what both begin and end with taken off first.
struct SameWords {
    std::vector<bool> before;
    std::vector<bool> after;
};

SameWords compareWords(const std::vector<Word> &a, const std::vector<Word> &b)
{
    SameWords same{std::vector<bool>(a.size()), std::vector<bool>(b.size())};
    const auto take = [&](size_t i, size_t j) { same.before[i] = same.after[j] = true; };
    size_t head = 0;
    while (head < a.size() && head < b.size() && a[head].hash == b[head].hash) {
        take(head, head);
        ++head;
    }
    size_t aEnd = a.size();
    size_t bEnd = b.size();
    while (aEnd > head && bEnd > head && a[aEnd - 1].hash == b[bEnd - 1].hash)
        take(--aEnd, --bEnd);
    const size_t width = bEnd - head + 1;
    std::vector<int> bytes((aEnd - head + 1) * width); // In common from here to the end; space counts little.
    const auto weight = [](const Word &word) { return word.isSpace ? 1 : 1 + 2 * word.length; };
    for (size_t i = aEnd - head; i-- > 0;) {
        for (size_t j = bEnd - head; j-- > 0;) {
            const int skipped = std::max(bytes[(i + 1) * width + j], bytes[i * width + j + 1]);
            bytes[i * width + j] = a[head + i].hash == b[head + j].hash
                ? std::max(skipped, bytes[(i + 1) * width + j + 1] + weight(a[head + i]))
                : skipped;
        }
    }
    for (size_t i = 0, j = 0; i < aEnd - head && j < bEnd - head;) {
        if (a[head + i].hash == b[head + j].hash
            && bytes[i * width + j] == bytes[(i + 1) * width + j + 1] + weight(a[head + i])) {
            take(head + i, head + j);
            ++i;
            ++j;
        } else if (bytes[i * width + j] == bytes[(i + 1) * width + j]) {
            ++i;
        } else {
            ++j;
        }
    }
    return same;
}

/// The words that differ as runs; a single space between two of them belongs to the run.
std::vector<MarkedBytes> marksOf(const std::vector<Word> &words, const std::vector<bool> &same)
{
    std::vector<MarkedBytes> marks;
    for (size_t i = 0; i < words.size(); ++i) {
        const bool bridges = same[i] && words[i].isSpace && words[i].length == 1 && i > 0 && i + 1 < words.size()
            && !same[i - 1] && !same[i + 1];
        if (same[i] && !bridges)
            continue;
        if (!marks.empty() && marks.back().start + marks.back().length == words[i].start)
            marks.back().length += words[i].length;
        else
            marks.push_back({words[i].start, words[i].length});
    }
    return marks;
}

} // namespace

WordMarks wordMarks(std::span<const QByteArrayView> before, std::span<const QByteArrayView> after)
{
    WordMarks marks;
    marks.before.resize(before.size());
    marks.after.resize(after.size());
    if (before.empty() || after.empty())
        return marks;
    std::vector<Line> oldLines;
    std::vector<Line> newLines;
    std::ranges::transform(before, std::back_inserter(oldLines), lineOf);
    std::ranges::transform(after, std::back_inserter(newLines), lineOf);
    const std::vector<std::optional<size_t>> partner = align(oldLines, newLines);
    for (size_t i = 0; i < partner.size(); ++i) {
        if (!partner[i])
            continue;
        const SameWords same = compareWords(oldLines[i].words, newLines[*partner[i]].words);
        marks.before[i] = marksOf(oldLines[i].words, same.before);
        marks.after[*partner[i]] = marksOf(newLines[*partner[i]].words, same.after);
    }
    return marks;
}

} // namespace pilothouse

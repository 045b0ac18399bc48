#include "runner/workspace/moved_lines.h"

#include "runner/workspace/git_handles.h"

#include <algorithm>
#include <unordered_map>

namespace pilothouse {

namespace {

constexpr size_t SamePlaces = 32; // Removed places of the same lines that are tried for one added one.

/// A changed line, in the order of files and lines. A line that does not follow the one before it in its file begins an
/// edit.
struct ChangedLine {
    size_t file = 0;
    int line = 0;
    quint64 hash = 0;
    int characters = 0; ///< Letters and digits.
    bool beginsEdit = false;
    bool taken = false;
};

class LineReader {
public:
    explicit LineReader(MovedOptions::Whitespace whitespace) : m_whitespace(whitespace) { }

    void read(QByteArrayView text, ChangedLine &line) const
    {
        quint64 hash = 0xcbf29ce484222325;
        for (const char c : text) {
            const bool isSpace = c == ' ' || c == '\t' || c == '\r' || c == '\v' || c == '\f';
            if (isSpace && m_whitespace == MovedOptions::Whitespace::Ignore)
                continue;
            hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3;
            const auto byte = static_cast<unsigned char>(c);
            line.characters += (byte >= '0' && byte <= '9') || (byte >= 'a' && byte <= 'z')
                    || (byte >= 'A' && byte <= 'Z') || byte >= 0x80
                ? 1
                : 0;
        }
        line.hash = hash;
    }

private:
    MovedOptions::Whitespace m_whitespace;
};

using ChangedLines = std::vector<ChangedLine>;

class MovedSearch {
public:
    MovedSearch(const MovedOptions &options, std::stop_token stop) : m_options(options), m_stop(std::move(stop)) { }

    Result<void> read(std::span<const std::shared_ptr<const LineDiff>> files)
    {
        const LineReader reader(m_options.whitespace);
        for (size_t file = 0; file < files.size(); ++file) {
            if (m_stop.stop_requested())
                return wasCancelled();
            if (!files[file])
                continue;
            const LineDiff &diff = *files[file];
            for (const LineEdit &edit : diff.edits) {
                const auto append = [&](ChangedLines &lines, const TextLines &text, int start, int count) {
                    for (int i = 0; i < count; ++i) {
                        ChangedLine line{file, start + i, 0, 0, i == 0, false};
                        reader.read(text.line(start + i), line);
                        lines.push_back(line);
                    }
                };
                append(m_removed, *diff.before, edit.oldStart, edit.oldCount);
                append(m_added, *diff.after, edit.newStart, edit.newCount);
            }
        }
        return {};
    }

    Result<std::vector<MovedLines>> search()
    {
        const auto least = static_cast<size_t>(std::max(1, m_options.leastLines));
        std::unordered_map<quint64, std::vector<size_t>> starts; // Of each run of `least` removed lines.
        for (size_t i = 0; i < m_removed.size(); ++i) {
            if (const std::optional<quint64> hash = hashAt(m_removed, i, least)) {
                std::vector<size_t> &places = starts[*hash];
                if (places.size() < SamePlaces)
                    places.push_back(i);
            }
        }
        std::vector<MovedLines> moved;
        for (size_t i = 0; i < m_added.size();) {
            if (m_stop.stop_requested())
                return wasCancelled();
            const std::optional<quint64> hash = hashAt(m_added, i, least);
            const auto places = hash ? starts.find(*hash) : starts.end();
            size_t best = 0;
            size_t bestStart = 0;
            if (places != starts.end()) {
                for (const size_t start : places->second) {
                    if (const size_t length = commonLength(start, i); length > best) {
                        best = length;
                        bestStart = start;
                    }
                }
            }
            if (best >= least && isWorthIt(i, best)) {
                moved.push_back({m_removed[bestStart].file, m_removed[bestStart].line, m_added[i].file, m_added[i].line,
                    static_cast<int>(best)});
                for (size_t k = 0; k < best; ++k)
                    m_removed[bestStart + k].taken = m_added[i + k].taken = true;
                i += best;
            } else {
                // Nothing that begins in a block of too few letters and ends with it has more of them.
                i += best >= least ? best - least + 1 : 1;
            }
        }
        return moved;
    }

    [[nodiscard]] bool isTooMuch(std::span<const std::shared_ptr<const LineDiff>> files) const
    {
        qint64 lines = 0;
        for (const auto &file : files) {
            for (const LineEdit &edit : file ? std::span<const LineEdit>(file->edits) : std::span<const LineEdit>())
                lines += qint64(edit.oldCount) + edit.newCount;
        }
        return lines > m_options.mostLines;
    }

private:
    /// Of so many lines from `at`; none when they do not stand together.
    static std::optional<quint64> hashAt(const ChangedLines &lines, size_t at, size_t count)
    {
        if (at + count > lines.size())
            return {};
        quint64 hash = lines[at].hash;
        for (size_t i = 1; i < count; ++i) {
            if (lines[at + i].beginsEdit)
                return {};
            hash = (hash ^ lines[at + i].hash) * 0x9e3779b97f4a7c15;
        }
        return hash;
    }

    /// Lines that are the same from there on, each side within its edit and not taken yet.
    [[nodiscard]] size_t commonLength(size_t removed, size_t added) const
    {
        const auto goesOn = [](const ChangedLines &lines, size_t start, size_t length) {
            const size_t at = start + length;
            return at < lines.size() && !lines[at].taken && (length == 0 || !lines[at].beginsEdit);
        };
        size_t length = 0;
        while (goesOn(m_removed, removed, length) && goesOn(m_added, added, length)
            && m_removed[removed + length].hash == m_added[added + length].hash)
            ++length;
        return length;
    }

    [[nodiscard]] bool isWorthIt(size_t added, size_t length) const
    {
        int characters = 0;
        for (size_t i = 0; i < length && characters < m_options.leastCharacters; ++i)
            characters += m_added[added + i].characters;
        return characters >= m_options.leastCharacters;
    }

    MovedOptions m_options;
    std::stop_token m_stop;
    ChangedLines m_removed;
    ChangedLines m_added;
};

} // namespace

Result<std::vector<MovedLines>> findMovedLines(
    std::span<const std::shared_ptr<const LineDiff>> files, const MovedOptions &options, std::stop_token stop)
{
    MovedSearch search(options, std::move(stop));
    if (search.isTooMuch(files))
        return std::vector<MovedLines>();
    if (const Result<void> read = search.read(files); !read)
        return std::unexpected(read.error());
    return search.search();
}

} // namespace pilothouse

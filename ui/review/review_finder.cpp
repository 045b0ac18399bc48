#include "ui/review/review_finder.h"

#include "ui/review/line_text.h"

#include <QByteArrayMatcher>
#include <QtConcurrentRun>

#include <algorithm>
#include <limits>
#include <ranges>

namespace pilothouse {

namespace {

constexpr int RestartMs = 150;

bool isWordByte(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'
        || static_cast<uchar>(c) >= 0x80;
}

bool isAscii(const QString &text)
{
    return std::ranges::all_of(text, [](QChar c) { return c.unicode() < 0x80; });
}

/// One side of a file, ready to be looked through.
class Haystack final {
public:
    Haystack(const TextLines &lines, const QString &text, FindOptions options)
        : m_lines(lines),
          m_options(options),
          m_text(text),
          m_byBytes(options.caseSensitive || isAscii(text))
    {
        if (m_byBytes) {
            // Folding ASCII keeps every byte in its place.
            m_bytes = options.caseSensitive ? lines.bytes() : lines.bytes().toLower();
            m_matcher.setPattern(options.caseSensitive ? text.toUtf8() : text.toUtf8().toLower());
        }
    }

    void search(ReviewSide side, LineRange range, std::vector<FindMatch> &out, size_t most) const
    {
        if (range.count <= 0)
            return;
        if (m_byBytes)
            searchBytes(side, range, out, most);
        else
            searchText(side, range, out, most);
    }

private:
    void take(ReviewSide side, int line, qsizetype start, qsizetype length, std::vector<FindMatch> &out) const
    {
        const QByteArrayView bytes = m_lines.line(line);
        if (m_options.wholeWords
            && ((start > 0 && isWordByte(bytes[start - 1]))
                || (start + length < bytes.size() && isWordByte(bytes[start + length]))))
            return;
        out.push_back({side, line, static_cast<int>(start), static_cast<int>(length)});
    }

    void searchBytes(ReviewSide side, LineRange range, std::vector<FindMatch> &out, size_t most) const
    {
        const char *base = m_lines.bytes().constData();
        const QByteArrayView where = m_lines.lines(range.first, range.count);
        const qsizetype begin = where.data() - base;
        const qsizetype end = begin + where.size();
        const qsizetype length = m_matcher.pattern().size();
        const auto startOf = [&](int line) { return m_lines.line(line).data() - base; };
        int line = range.first;
        for (qsizetype at = nextFrom(begin); at >= 0 && at + length <= end && out.size() < most;
            at = nextFrom(at + length)) {
            const auto lines = std::views::iota(line, range.end());
            line = *std::ranges::prev(std::ranges::upper_bound(lines, at, {}, startOf));
            take(side, line, at - startOf(line), length, out);
        }
    }

    /// The next place from `begin` on. Looks at no byte twice, however many ranges without one are asked for.
    qsizetype nextFrom(qsizetype begin) const
    {
        if (begin < m_askedFrom || (m_found >= 0 && m_found < begin)) {
            m_askedFrom = begin;
            m_found = m_matcher.indexIn(m_bytes, begin);
        }
        return m_found;
    }

    void searchText(ReviewSide side, LineRange range, std::vector<FindMatch> &out, size_t most) const
    {
        for (int line = range.first; line < range.end() && out.size() < most; ++line) {
            const QByteArrayView bytes = m_lines.line(line);
            const QString shown = decodedLine(bytes);
            const auto bytesBefore = [&](qsizetype units) { return shown.left(units).toUtf8().size(); };
            for (qsizetype at = shown.indexOf(m_text, 0, Qt::CaseInsensitive); at >= 0;
                at = shown.indexOf(m_text, at + m_text.size(), Qt::CaseInsensitive))
                take(side, line, bytesBefore(at), bytesBefore(at + m_text.size()) - bytesBefore(at), out);
        }
    }

    const TextLines &m_lines;
    FindOptions m_options;
    QString m_text;
    bool m_byBytes;
    QByteArray m_bytes;
    QByteArrayMatcher m_matcher;
    mutable qsizetype m_askedFrom = std::numeric_limits<qsizetype>::max();
    mutable qsizetype m_found = -1; ///< The first place from there on.
};

} // namespace

std::vector<FindMatch> findInFile(
    const LineDiff &lines, const QString &text, FindOptions options, size_t most, const std::stop_token &stop)
{
    std::vector<FindMatch> found;
    if (text.isEmpty() || text.contains(u'\n'))
        return found;
    const Haystack before(*lines.before, text, options);
    const Haystack after(*lines.after, text, options);
    int done = 0;
    for (const LineEdit &edit : lines.edits) {
        if (stop.stop_requested() || found.size() >= most)
            return found;
        after.search(ReviewSide::New, {done, edit.newStart - done}, found, most);
        before.search(ReviewSide::Old, {edit.oldStart, edit.oldCount}, found, most);
        after.search(ReviewSide::New, {edit.newStart, edit.newCount}, found, most);
        done = edit.newStart + edit.newCount;
    }
    after.search(ReviewSide::New, {done, lines.after->count() - done}, found, most);
    return found;
}

ReviewFinder::ReviewFinder(const ReviewDocument &document, QObject *parent) : QObject(parent), m_document(document)
{
    m_restart.setSingleShot(true);
    m_restart.setInterval(RestartMs);
    connect(&m_restart, &QTimer::timeout, this, &ReviewFinder::start);
    const auto again = [this] {
        if (!m_text.isEmpty() && !m_restart.isActive())
            m_restart.start();
    };
    connect(&document, &ReviewDocument::rowsChanged, this, again);
    connect(&document, &ReviewDocument::reset, this, [this, again] {
        m_files.clear(); // they are numbered otherwise now
        m_current.reset();
        again();
    });
}

ReviewFinder::~ReviewFinder()
{
    m_stop.request_stop();
}

void ReviewFinder::find(const QString &text, FindOptions options)
{
    if (text == m_text && options == m_options)
        return;
    m_text = text;
    m_options = options;
    m_current.reset();
    m_files.clear();
    m_restart.stop();
    start();
}

void ReviewFinder::start()
{
    m_stop.request_stop();
    m_stop = {};
    m_complete = m_text.isEmpty();
    if (m_text.isEmpty()) {
        m_count = 0;
        Q_EMIT changed();
        return;
    }
    std::vector<std::shared_ptr<const LineDiff>> all(static_cast<size_t>(m_document.fileCount()));
    for (int file = 0; file < m_document.fileCount(); ++file)
        all[static_cast<size_t>(file)] = m_document.lines(file);
    QtConcurrent::run([all = std::move(all), text = m_text, options = m_options, stop = m_stop.get_token()] {
        std::vector<Found> files(all.size());
        size_t left = MostMatches;
        for (size_t file = 0; file < all.size() && left > 0 && !stop.stop_requested(); ++file) {
            Found &found = files[file];
            if (all[file])
                found.all = findInFile(*all[file], text, options, left, stop);
            left -= qMin(left, found.all.size());
            for (const FindMatch &match : found.all)
                (match.side == ReviewSide::Old ? found.old : found.present).push_back(match);
        }
        return files;
    }).then(this, [this, stop = m_stop.get_token()](std::vector<Found> files) {
        if (stop.stop_requested())
            return;
        m_files = std::move(files);
        m_count = 0;
        for (const Found &found : m_files)
            m_count += static_cast<int>(found.all.size());
        if (m_current
            && (static_cast<size_t>(m_current->file) >= m_files.size()
                || static_cast<size_t>(m_current->index) >= in(m_current->file).size()))
            m_current.reset();
        m_complete = m_document.isComplete() && static_cast<size_t>(m_count) < MostMatches;
        Q_EMIT changed();
    });
}

std::span<const FindMatch> ReviewFinder::matchesIn(int file, ReviewSide side, int line) const
{
    if (static_cast<size_t>(file) >= m_files.size())
        return {};
    const Found &found = m_files[static_cast<size_t>(file)];
    const auto lines =
        std::ranges::equal_range(side == ReviewSide::Old ? found.old : found.present, line, {}, &FindMatch::line);
    return {lines.begin(), lines.end()};
}

const FindMatch &ReviewFinder::at(Place place) const
{
    return in(place.file)[static_cast<size_t>(place.index)];
}

int ReviewFinder::currentNumber() const
{
    if (!m_current)
        return 0;
    int number = m_current->index + 1;
    for (int file = 0; file < m_current->file; ++file)
        number += static_cast<int>(in(file).size());
    return number;
}

bool ReviewFinder::next(const std::optional<ReviewLine> &from)
{
    if (m_count == 0 || m_files.empty())
        return false;
    Place place{0, 0};
    if (m_current) {
        place = {m_current->file, m_current->index + 1};
    } else if (from) {
        place.file = qMax(0, m_document.fileOf(from->path));
        if (static_cast<size_t>(place.file) < m_files.size()) {
            const auto &matches = in(place.file);
            const FileRows &rows = m_document.rows(place.file);
            const int row = rows.rowOf(from->side, from->line);
            const auto below = std::ranges::partition_point(
                matches, [&](const FindMatch &match) { return rows.rowOf(match.side, match.line) < row; });
            place.index = static_cast<int>(below - matches.begin());
        }
    }
    const int files = static_cast<int>(m_files.size());
    place.file %= files;
    while (static_cast<size_t>(place.index) >= in(place.file).size())
        place = {(place.file + 1) % files, 0};
    m_current = place;
    Q_EMIT changed();
    return true;
}

bool ReviewFinder::previous()
{
    if (m_count == 0 || m_files.empty())
        return false;
    const int files = static_cast<int>(m_files.size());
    Place place = m_current ? Place{m_current->file, m_current->index - 1} : Place{0, -1};
    while (place.index < 0) {
        place.file = (place.file + files - 1) % files;
        place.index = static_cast<int>(in(place.file).size()) - 1;
    }
    m_current = place;
    Q_EMIT changed();
    return true;
}

} // namespace pilothouse

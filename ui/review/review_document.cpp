#include "ui/review/review_document.h"

#include "ui/controls/when_done.h"

#include <QtConcurrentRun>

#include <algorithm>
#include <ranges>

namespace pilothouse {

namespace {

constexpr int MostAsked = 12; ///< Files whose lines are asked for at a time.
constexpr qint64 MostLoadedBytes = qint64(1) << 30; ///< Beyond this only what is looked at is loaded.

struct Maps {
    std::vector<LineEdit> before;
    std::vector<LineEdit> after;
};

std::vector<LineEdit> editsBetween(
    const std::shared_ptr<const TextLines> &a, const std::shared_ptr<const TextLines> &b, const std::stop_token &stop)
{
    if (a->bytes() == b->bytes())
        return {};
    return lineEdits(*a, *b, {}, stop).value_or(std::vector<LineEdit>());
}

qint64 bytesOf(const std::shared_ptr<const LineDiff> &lines)
{
    return lines ? lines->before->bytes().size() + lines->after->bytes().size() : 0;
}

bool isEither(const FileChange &change, FileKind kind)
{
    return change.oldNature.kind == kind || change.newNature.kind == kind;
}

bool isSubmodule(const FileChange &change)
{
    return kindOfMode(change.oldMode) == FileKind::Submodule || kindOfMode(change.newMode) == FileKind::Submodule;
}

} // namespace

ReviewDocument::ReviewDocument(ReviewSource &source, QObject *parent) : QObject(parent), m_source(source) { }

ReviewDocument::~ReviewDocument()
{
    m_stop.request_stop();
}

void ReviewDocument::clear()
{
    Q_EMIT aboutToReset();
    m_stop.request_stop();
    m_stop = {};
    ++m_generation;
    m_set.reset();
    m_files.clear();
    m_byPath.clear();
    m_nextInBackground = 0;
    m_running = 0;
    m_loadedBytes = 0;
    Q_EMIT reset();
}

void ReviewDocument::setChanges(std::shared_ptr<const ChangeSet> set, std::optional<std::vector<int>> order)
{
    if (!order)
        order = std::views::iota(0, set ? static_cast<int>(set->files.size()) : 0) | std::ranges::to<std::vector>();
    Q_EMIT aboutToReset();
    std::vector<File> files;
    files.reserve(order->size());
    QHash<QByteArray, int> byPath;
    byPath.reserve(static_cast<qsizetype>(order->size()));
    for (const int index : *order) {
        File file;
        file.change = set->files[index];
        if (const int former = fileOf(file.change.path()); former >= 0) {
            File &known = m_files[static_cast<size_t>(former)];
            if (known.change == file.change) {
                file = std::move(known);
            } else {
                file.collapsed = known.collapsed;
                file.revision = known.revision + 1;
                if (needsLines(file) && known.lines) {
                    file.lines = std::move(known.lines);
                    file.rows = std::move(known.rows);
                    file.stale = true;
                }
            }
        }
        byPath.insert(file.change.path(), static_cast<int>(files.size()));
        files.push_back(std::move(file));
    }
    m_set = std::move(set);
    m_files = std::move(files);
    m_byPath = std::move(byPath);
    m_nextInBackground = 0;
    m_loadedBytes = 0;
    for (const File &file : m_files)
        m_loadedBytes += bytesOf(file.lines);
    m_wantedLast = qMin(m_wantedLast, fileCount() - 1);
    m_completedSaid = false;
    Q_EMIT reset();
    pump();
}

bool ReviewDocument::needsLines(const File &file) const
{
    const FileChange &change = file.change;
    return !change.binary && !change.tooLarge && !isSubmodule(change) && change.oldBlob != change.newBlob;
}

FileBlock ReviewDocument::block(int file) const
{
    const File &shown = m_files[static_cast<size_t>(file)];
    const FileChange &change = shown.change;
    if (isSubmodule(change))
        return FileBlock::Submodule;
    if (change.tooLarge)
        return FileBlock::TooLarge;
    if (change.binary)
        return isEither(change, FileKind::Image) ? FileBlock::Image : FileBlock::Binary;
    if (change.oldBlob == change.newBlob)
        return change.status == FileChange::Status::Renamed ? FileBlock::RenameOnly : FileBlock::ModeOnly;
    if (!shown.failure.isEmpty())
        return FileBlock::Failed;
    if (!shown.lines)
        return FileBlock::Loading;
    if (shown.rows.hunks().empty())
        return FileBlock::Empty;
    return FileBlock::None;
}

bool ReviewDocument::isComplete() const
{
    return std::ranges::all_of(m_files, [this](const File &file) {
        return !needsLines(file) || (file.lines && !file.stale) || !file.failure.isEmpty();
    });
}

int ReviewDocument::bodyRows(int file) const
{
    const File &shown = m_files[static_cast<size_t>(file)];
    if (shown.collapsed)
        return 0;
    const FileBlock now = block(file);
    if (now == FileBlock::None)
        return shown.rows.count();
    if (now != FileBlock::Loading)
        return 0;
    // The usual context around what is known to have changed, as if in one place.
    return shown.change.added + shown.change.removed + 2 * FileRows::ContextLines + 1;
}

void ReviewDocument::setMode(DiffMode mode)
{
    if (mode == m_mode)
        return;
    Q_EMIT aboutToReset();
    m_mode = mode;
    for (File &file : m_files) {
        if (file.lines)
            file.rows.setMode(mode);
        ++file.revision;
    }
    Q_EMIT reset();
}

template <class Change> void ReviewDocument::changeRows(int file, Change change)
{
    Q_EMIT aboutToChangeRows(file);
    File &shown = m_files[static_cast<size_t>(file)];
    shown.mapOld.clear();
    shown.mapNew.clear();
    change(shown);
    ++shown.revision;
    Q_EMIT rowsChanged(file);
}

void ReviewDocument::setCollapsed(int file, bool collapsed)
{
    if (m_files[static_cast<size_t>(file)].collapsed != collapsed)
        changeRows(file, [collapsed](File &shown) { shown.collapsed = collapsed; });
}

void ReviewDocument::expandContext(int file, int stretch, ExpandContext how)
{
    if (lines(file))
        changeRows(file, [=](File &shown) { shown.rows.expand(stretch, how); });
}

void ReviewDocument::expandWhole(int file)
{
    if (lines(file))
        changeRows(file, [](File &shown) { shown.rows.expandAll(); });
}

bool ReviewDocument::reveal(const ReviewLine &line)
{
    const int file = fileOf(line.path);
    if (file < 0 || !m_files[static_cast<size_t>(file)].lines)
        return false;
    setCollapsed(file, false);
    const int row = rows(file).rowOf(line.side, line.line);
    if (row < 0)
        return false;
    if (rows(file).at(row).kind == FileRow::Kind::Gap)
        changeRows(file, [&line](File &shown) { shown.rows.reveal(line.side, line.line); });
    return true;
}

int ReviewDocument::hunkCount(int file) const
{
    const FileBlock now = block(file);
    if (now == FileBlock::Loading)
        return 0;
    if (now != FileBlock::None)
        return 1;
    return static_cast<int>(rows(file).hunks().size());
}

FileSelection ReviewDocument::hunkSelection(HunkPlace place) const
{
    const File &shown = m_files[static_cast<size_t>(place.file)];
    FileSelection selection{shown.change.oldPath, shown.change.newPath, false, false, {}, {}};
    const auto &hunks = shown.rows.hunks();
    if (!shown.lines || static_cast<size_t>(place.hunk) >= hunks.size()) {
        selection.whole = true;
        return selection;
    }
    const HunkRange range = hunks[static_cast<size_t>(place.hunk)];
    const auto edits = std::span(shown.lines->edits).subspan(range.firstEdit, range.editCount);
    for (const LineEdit &edit : edits) {
        if (edit.oldCount > 0)
            selection.removed.push_back({edit.oldStart, edit.oldCount});
        if (edit.newCount > 0)
            selection.added.push_back({edit.newStart, edit.newCount});
    }
    return selection;
}

HunkPlace ReviewDocument::hunkAt(const ReviewLine &line) const
{
    const int file = fileOf(line.path);
    if (file < 0 || !lines(file))
        return {};
    const auto &edits = lines(file)->edits;
    const auto &hunks = rows(file).hunks();
    const auto found = std::ranges::partition_point(hunks, [&](const HunkRange &hunk) {
        const LineEdit &last = edits[hunk.firstEdit + hunk.editCount - 1];
        const int end = line.side == ReviewSide::Old ? last.oldStart + last.oldCount : last.newStart + last.newCount;
        return end + FileRows::ContextLines <= line.line;
    });
    return found == hunks.end() ? HunkPlace() : HunkPlace{file, static_cast<int>(found - hunks.begin())};
}

int ReviewDocument::mapLine(int file, ReviewSide side, int formerLine) const
{
    const File &shown = m_files[static_cast<size_t>(file)];
    return mapThrough(side == ReviewSide::Old ? shown.mapOld : shown.mapNew, formerLine);
}

void ReviewDocument::want(int firstFile, int lastFile)
{
    if (firstFile == m_wantedFirst && lastFile == m_wantedLast)
        return;
    m_wantedFirst = firstFile;
    m_wantedLast = lastFile;
    pump();
}

/// Keeps a few questions under way. An answer may come at once, inside the question; then the loop goes on, so that a
/// thousand such answers do not nest.
void ReviewDocument::pump()
{
    if (m_pumping)
        return;
    m_pumping = true;
    const auto isDue = [this](int file) {
        const File &shown = m_files[static_cast<size_t>(file)];
        return !shown.asked && needsLines(shown) && (!shown.lines || shown.stale);
    };
    while (m_running < MostAsked) {
        int next = -1;
        for (int file = qMax(0, m_wantedFirst); file <= m_wantedLast && file < fileCount() && next < 0; ++file)
            next = isDue(file) ? file : -1;
        while (next < 0 && m_nextInBackground < fileCount() && m_loadedBytes < MostLoadedBytes) {
            if (isDue(m_nextInBackground))
                next = m_nextInBackground;
            ++m_nextInBackground;
        }
        if (next < 0)
            break;
        ask(next);
    }
    m_pumping = false;
    if (m_running == 0 && !m_completedSaid && m_set) {
        m_completedSaid = true;
        findMoves();
        Q_EMIT completed();
    }
}

void ReviewDocument::ask(int file)
{
    File &shown = m_files[static_cast<size_t>(file)];
    shown.asked = true;
    ++m_running;
    whenDone(m_source.lines(shown.change), this,
        [this, asked = shown.change, generation = m_generation](Result<std::shared_ptr<const LineDiff>> result) {
            if (generation != m_generation)
                return;
            --m_running;
            take(asked, std::move(result));
            pump();
        });
}

void ReviewDocument::take(const FileChange &asked, Result<std::shared_ptr<const LineDiff>> result)
{
    const int file = fileOf(asked.path());
    if (file < 0 || change(file) != asked)
        return;
    File &shown = m_files[static_cast<size_t>(file)];
    if (!result || !*result) {
        changeRows(file, [&result](File &failed) {
            failed.failure = result ? tr("The lines are not there.") : result.error().message;
            failed.lines.reset();
            failed.rows = {};
            failed.stale = false;
        });
        return;
    }
    if (!shown.lines)
        return install(file, *std::move(result), {}, {});
    // What is on the screen moves along with its lines, so it must be known where each of them went.
    ++m_running; // it is not done until they are installed
    QtConcurrent::run([former = shown.lines, present = *result, stop = m_stop.get_token()] {
        return Maps{
            editsBetween(former->before, present->before, stop), editsBetween(former->after, present->after, stop)};
    }).then(this, [this, asked, present = *result, generation = m_generation](Maps maps) {
        if (generation != m_generation)
            return;
        --m_running;
        if (const int now = fileOf(asked.path()); now >= 0 && change(now) == asked)
            install(now, present, std::move(maps.before), std::move(maps.after));
        pump();
    });
}

void ReviewDocument::install(
    int file, std::shared_ptr<const LineDiff> lines, std::vector<LineEdit> mapOld, std::vector<LineEdit> mapNew)
{
    changeRows(file, [&](File &shown) {
        m_loadedBytes += bytesOf(lines) - bytesOf(shown.lines);
        FileRows rows(lines, m_mode);
        if (shown.lines)
            rows.adoptExpansion(shown.rows, mapNew);
        shown.lines = std::move(lines);
        shown.rows = std::move(rows);
        shown.mapOld = std::move(mapOld);
        shown.mapNew = std::move(mapNew);
        shown.failure.clear();
        shown.stale = false;
        shown.text = m_nextText++;
    });
}

/// Looks for moved lines among all files, once all of them are there.
void ReviewDocument::findMoves()
{
    std::vector<std::shared_ptr<const LineDiff>> all;
    std::vector<quint64> texts;
    for (const File &file : m_files) {
        all.push_back(file.lines);
        texts.push_back(file.text);
    }
    QtConcurrent::run([all = std::move(all), stop = m_stop.get_token()] {
        return findMovedLines(all, {}, stop).value_or(std::vector<MovedLines>());
    }).then(this, [this, texts = std::move(texts)](const std::vector<MovedLines> &moves) { takeMoves(moves, texts); });
}

/// Takes what concerns files that are still as they were.
void ReviewDocument::takeMoves(const std::vector<MovedLines> &moves, const std::vector<quint64> &texts)
{
    QHash<quint64, int> present;
    for (int file = 0; file < fileCount(); ++file) {
        File &shown = m_files[static_cast<size_t>(file)];
        shown.movedAway.clear();
        shown.movedHere.clear();
        if (shown.text != 0)
            present.insert(shown.text, file);
    }
    for (const MovedLines &move : moves) {
        const int from = present.value(texts[move.fromFile], -1);
        const int to = present.value(texts[move.toFile], -1);
        if (from < 0 || to < 0)
            continue;
        m_files[static_cast<size_t>(from)].movedAway.push_back(
            {move.fromLine, move.count, change(to).path(), move.toLine});
        m_files[static_cast<size_t>(to)].movedHere.push_back(
            {move.toLine, move.count, change(from).path(), move.fromLine});
    }
    for (File &file : m_files) {
        std::ranges::sort(file.movedAway, {}, &Moved::line);
        std::ranges::sort(file.movedHere, {}, &Moved::line);
    }
    Q_EMIT movesFound();
}

std::optional<ReviewLine> ReviewDocument::movedCounterpart(int file, ReviewSide side, int line) const
{
    const bool old = side == ReviewSide::Old;
    const File &shown = m_files[static_cast<size_t>(file)];
    const auto &moves = old ? shown.movedAway : shown.movedHere;
    const auto next = std::ranges::upper_bound(moves, line, {}, &Moved::line);
    if (next == moves.begin() || line >= (next - 1)->line + (next - 1)->count)
        return {};
    const Moved &move = *(next - 1);
    return ReviewLine{move.path, old ? ReviewSide::New : ReviewSide::Old, move.otherLine + line - move.line};
}

} // namespace pilothouse

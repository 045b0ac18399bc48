#pragma once

#include "runner/workspace/moved_lines.h"
#include "ui/review/file_rows.h"
#include "ui/review/review_source.h"

#include <QHash>
#include <QObject>

#include <memory>
#include <optional>
#include <vector>

namespace pilothouse {

/// A line of a file of the change set, whatever is shown of it.
struct ReviewLine {
    QByteArray path; ///< FileChange::path().
    ReviewSide side = ReviewSide::New;
    int line = 0; ///< From 0.

    friend bool operator==(const ReviewLine &, const ReviewLine &) = default;
};

/// A hunk by its place in the document as it is now; a newer change set numbers anew.
struct HunkPlace {
    int file = -1;
    int hunk = -1;

    [[nodiscard]] bool isValid() const { return file >= 0 && hunk >= 0; }
    friend auto operator<=>(const HunkPlace &, const HunkPlace &) = default;
};

/// Why a file is shown as a block instead of lines.
enum class FileBlock { None, Loading, Failed, Binary, Image, Submodule, TooLarge, ModeOnly, RenameOnly, Empty };

/// All files of a change set as one list of rows. A file's lines are asked of the source when somebody looks at them,
/// and in the background for the rest; rows are computed from its edits and never kept. GUI thread.
class ReviewDocument final : public QObject {
    Q_OBJECT

public:
    explicit ReviewDocument(ReviewSource &source, QObject *parent = nullptr);
    ~ReviewDocument() override;

    [[nodiscard]] ReviewSource &source() const { return m_source; }

    /// Shows a change set, or a newer one of the same session: files that did not change keep their lines, collapses
    /// and expanded context; those that did show their former lines until the new ones are there.
    /// `order` gives the files to show, as indices into `set->files`; without it all, in their order.
    void setChanges(std::shared_ptr<const ChangeSet> set, std::optional<std::vector<int>> order = {});
    /// Forgets everything, as for another session.
    void clear();
    [[nodiscard]] const std::shared_ptr<const ChangeSet> &changes() const { return m_set; }

    [[nodiscard]] int fileCount() const { return static_cast<int>(m_files.size()); }
    [[nodiscard]] const FileChange &change(int file) const { return m_files[size_t(file)].change; }
    /// -1 when no shown file has this path (FileChange::path()).
    [[nodiscard]] int fileOf(const QByteArray &path) const { return m_byPath.value(path, -1); }
    /// Null until the lines arrived.
    [[nodiscard]] const std::shared_ptr<const LineDiff> &lines(int file) const { return m_files[size_t(file)].lines; }
    /// A number that one side's text has for itself as long as it is shown.
    [[nodiscard]] quint64 textId(int file, ReviewSide side) const
    {
        return 2 * m_files[size_t(file)].text + (side == ReviewSide::New);
    }
    [[nodiscard]] FileBlock block(int file) const;
    /// What went wrong with FileBlock::Failed.
    [[nodiscard]] const QString &failure(int file) const { return m_files[size_t(file)].failure; }
    /// True when the lines of every file are there (but for those that are not shown line by line).
    [[nodiscard]] bool isComplete() const;

    [[nodiscard]] DiffMode mode() const { return m_mode; }
    void setMode(DiffMode mode);

    /// A collapsed file is its header alone.
    void setCollapsed(int file, bool collapsed);
    [[nodiscard]] bool isCollapsed(int file) const { return m_files[size_t(file)].collapsed; }
    void expandContext(int file, int stretch, ExpandContext how);
    /// Shows all of the file, changed or not.
    void expandWhole(int file);
    /// Expands what hides the line. False when the file is not there, its lines neither.
    bool reveal(const ReviewLine &line);

    /// The rows of a file's body as they are now; empty for a block.
    [[nodiscard]] const FileRows &rows(int file) const { return m_files[size_t(file)].rows; }
    /// Rows of the body that its height is made of: none when collapsed, an estimate until the lines are there.
    [[nodiscard]] int bodyRows(int file) const;

    /// The hunks of a file whose lines are there; a file that is not text is one hunk without lines.
    [[nodiscard]] int hunkCount(int file) const;
    /// The lines of a hunk, as the selection that takes just them.
    [[nodiscard]] FileSelection hunkSelection(HunkPlace hunk) const;
    /// The hunk that the line belongs to, or the next one below it in its file; invalid behind the last.
    [[nodiscard]] HunkPlace hunkAt(const ReviewLine &line) const;

    /// Where a removed line came to stand, or an added one came from. Known some time after all lines are.
    [[nodiscard]] std::optional<ReviewLine> movedCounterpart(int file, ReviewSide side, int line) const;

    /// Asks for the lines of these files before all others.
    void want(int firstFile, int lastFile);
    /// How the lines of the former text of a file are numbered in the present one, for the last change of its lines.
    [[nodiscard]] int mapLine(int file, ReviewSide side, int formerLine) const;
    /// Counts changes of a file's rows, so that others can keep what they computed from them.
    [[nodiscard]] quint64 revision(int file) const { return m_files[size_t(file)].revision; }

Q_SIGNALS:
    /// Files came, went or moved. `aboutToReset` comes before, while the former state can still be asked.
    void aboutToReset();
    void reset();
    /// The rows of one file are others now.
    void aboutToChangeRows(int file);
    void rowsChanged(int file);
    /// Every file that is text has its lines.
    void completed();
    /// Which lines were moved is known now.
    void movesFound();

private:
    struct Moved {
        int line = 0;
        int count = 0;
        QByteArray path; ///< Of the file on the other end.
        int otherLine = 0;
    };
    struct File {
        FileChange change;
        std::shared_ptr<const LineDiff> lines;
        FileRows rows;
        QString failure;
        std::vector<LineEdit> mapOld; ///< From the former old text to the present one.
        std::vector<LineEdit> mapNew;
        std::vector<Moved> movedAway; ///< Ascending.
        std::vector<Moved> movedHere;
        quint64 revision = 0;
        quint64 text = 0;
        bool collapsed = false;
        bool asked = false;
        bool stale = false; ///< The lines are those of the former change.
    };
    template <class Change> void changeRows(int file, Change change);
    void pump();
    void findMoves();
    void takeMoves(const std::vector<MovedLines> &moves, const std::vector<quint64> &texts);
    void ask(int file);
    void take(const FileChange &asked, Result<std::shared_ptr<const LineDiff>> result);
    void install(
        int file, std::shared_ptr<const LineDiff> lines, std::vector<LineEdit> mapOld, std::vector<LineEdit> mapNew);
    [[nodiscard]] bool needsLines(const File &file) const;

    ReviewSource &m_source;
    std::shared_ptr<const ChangeSet> m_set;
    std::vector<File> m_files;
    QHash<QByteArray, int> m_byPath;
    DiffMode m_mode = DiffMode::Unified;
    int m_wantedFirst = 0;
    int m_wantedLast = 0;
    int m_nextInBackground = 0;
    int m_running = 0;
    qint64 m_loadedBytes = 0;
    bool m_pumping = false;
    bool m_completedSaid = false;
    quint64 m_generation = 0;
    std::stop_source m_stop; ///< Of what is computed for the files that are shown.
    quint64 m_nextText = 1;
};

} // namespace pilothouse

#pragma once

#include "runner/review/sensitive_files.h"
#include "ui/review/review_decorations.h"

#include <QAbstractItemModel>
#include <QSet>

#include <memory>

namespace pilothouse {

/// How far a file's changes were decided.
enum class FileDecision { None, Partly, Accepted, Rejected, Mixed, Committed };

/// What a review knows about one changed file.
struct TreeMark {
    enum class View { Unseen, Seen, Viewed, Stale };
    View view = View::Unseen; ///< Viewed: ticked by the person. Stale: was ticked, and changed since.
    FileDecision decision = FileDecision::None;
    int hunks = 0;
    int reviewedHunks = 0;
    int comments = 0; ///< Drafts and open ones.
    std::optional<SensitiveMark> sensitive;

    friend bool operator==(const TreeMark &, const TreeMark &) = default;
};
using TreeMarks = QHash<QByteArray, TreeMark>; ///< By FileChange::path().

/// Which files are shown.
struct FileFilter {
    enum class Show { All, Unseen, Undecided, Sensitive, Commented };
    QString text; ///< In the path; a blank separates words that all have to be there.
    Show show = Show::All;
    std::optional<QSet<QByteArray>> paths; ///< Of a turn or a tool call.

    [[nodiscard]] bool isActive() const { return !text.trimmed().isEmpty() || show != Show::All || paths; }
    friend bool operator==(const FileFilter &, const FileFilter &) = default;
};

/// The files of a change set as folders, sensitive ones in a group before all others. Folders with nothing but one
/// folder are one row with it. A newer change set becomes inserts, removes and changes of rows. Marks change rows but
/// never what a filter shows, so that nothing vanishes below the person's hand.
class FileTreeModel final : public QAbstractItemModel {
    Q_OBJECT

public:
    enum Role {
        KindRole = Qt::UserRole,
        PathRole, ///< FileChange::path(), or of a folder its path with a slash at its end.
        FileRole, ///< Index into ChangeSet::files; -1 of folders.
        StatusRole,
        AddedRole,
        RemovedRole,
        ViewRole,
        DecisionRole,
        SensitiveRole, ///< A sentence; empty when it is not.
        FilesRole, ///< Of folders: files below.
        ViewedFilesRole, ///< Of folders: files below that are viewed.
        CommentsRole,
    };
    enum class Kind { Sensitive, Folder, File };

    explicit FileTreeModel(QObject *parent = nullptr);
    ~FileTreeModel() override;

    void setChanges(std::shared_ptr<const ChangeSet> changes, TreeMarks marks);
    void setMarks(TreeMarks marks);
    void setFilter(FileFilter filter);
    [[nodiscard]] const FileFilter &filter() const { return m_filter; }
    [[nodiscard]] const TreeMarks &marks() const { return m_marks; }

    /// The files that are shown, from top to bottom, as indices into ChangeSet::files.
    [[nodiscard]] std::vector<int> order() const;
    [[nodiscard]] QModelIndex indexOf(const QByteArray &path) const;
    /// Paths of the files at and below an index.
    [[nodiscard]] QList<QByteArray> filesBelow(const QModelIndex &index) const;

    [[nodiscard]] QModelIndex index(int row, int column, const QModelIndex &parent = {}) const override;
    [[nodiscard]] QModelIndex parent(const QModelIndex &index) const override;
    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;
    bool setData(const QModelIndex &index, const QVariant &value, int role) override;
    [[nodiscard]] Qt::ItemFlags flags(const QModelIndex &index) const override;

Q_SIGNALS:
    /// The person ticked files, or took the tick away; the model changes when marks say so.
    void viewedRequested(const QList<QByteArray> &paths, bool viewed);

private:
    struct Node;
    void rebuild();
    void fill(Node &root) const;
    void synchronize(Node &present, Node &wanted);
    void refresh(Node &node);
    [[nodiscard]] bool isShown(const FileChange &change) const;
    [[nodiscard]] Node *node(const QModelIndex &index) const;
    [[nodiscard]] QModelIndex indexOf(const Node *node) const;
    [[nodiscard]] QVariant fileData(const Node &node, int role) const;
    [[nodiscard]] QVariant folderData(const Node &node, int role) const;

    std::shared_ptr<const ChangeSet> m_changes;
    TreeMarks m_marks;
    FileFilter m_filter;
    std::unique_ptr<Node> m_root;
};

} // namespace pilothouse

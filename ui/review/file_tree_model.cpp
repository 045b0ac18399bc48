#include "ui/review/file_tree_model.h"

#include "ui/review/review_words.h"

#include <algorithm>
#include <map>

namespace pilothouse {

struct FileTreeModel::Node {
    Kind kind = Kind::Folder;
    QByteArray path; ///< Unique among siblings and, but for the sensitive group's, everywhere.
    QString name;
    int file = -1;
    Node *parent = nullptr;
    int row = 0;
    FileChange change; ///< Of files.
    TreeMark mark;
    int files = 0; ///< Of folders: sums of what is below.
    int viewed = 0;
    int added = 0;
    int removed = 0;
    std::vector<std::unique_ptr<Node>> children;

    [[nodiscard]] bool looksLike(const Node &other) const
    {
        return file == other.file && name == other.name && change == other.change && mark == other.mark
            && files == other.files && viewed == other.viewed && added == other.added && removed == other.removed;
    }
    void takeLooks(Node &other)
    {
        file = other.file;
        name = std::move(other.name);
        change = std::move(other.change);
        mark = std::move(other.mark);
        files = other.files;
        viewed = other.viewed;
        added = other.added;
        removed = other.removed;
    }
    void number()
    {
        for (size_t i = 0; i < children.size(); ++i)
            children[i]->row = static_cast<int>(i);
    }
};

namespace {

template <class Node> bool goesBefore(const Node &a, const Node &b)
{
    return a.kind != b.kind ? a.kind < b.kind : a.path < b.path;
}

/// Folders while they are gathered, so that each file finds its own in a few steps.
struct Folder {
    std::map<QByteArray, std::unique_ptr<Folder>> folders;
    std::vector<int> files;
};

bool isViewed(const TreeMark &mark)
{
    return mark.view == TreeMark::View::Viewed;
}

} // namespace

FileTreeModel::FileTreeModel(QObject *parent) : QAbstractItemModel(parent) { }

FileTreeModel::~FileTreeModel() = default;

void FileTreeModel::setChanges(std::shared_ptr<const ChangeSet> changes, TreeMarks marks)
{
    m_changes = std::move(changes);
    m_marks = std::move(marks);
    rebuild();
}

void FileTreeModel::setFilter(FileFilter filter)
{
    if (filter == m_filter)
        return;
    m_filter = std::move(filter);
    rebuild();
}

void FileTreeModel::setMarks(TreeMarks marks)
{
    m_marks = std::move(marks);
    if (m_root)
        refresh(*m_root);
}

bool FileTreeModel::isShown(const FileChange &change) const
{
    const QByteArray &path = change.path();
    if (m_filter.paths && !m_filter.paths->contains(path))
        return false;
    const TreeMark mark = m_marks.value(path);
    switch (m_filter.show) {
    case FileFilter::Show::All:
        break;
    case FileFilter::Show::Unseen:
        if (mark.view != TreeMark::View::Unseen && mark.view != TreeMark::View::Stale)
            return false;
        break;
    case FileFilter::Show::Undecided:
        if (mark.decision != FileDecision::None && mark.decision != FileDecision::Partly)
            return false;
        break;
    case FileFilter::Show::Sensitive:
        if (!mark.sensitive)
            return false;
        break;
    case FileFilter::Show::Commented:
        if (mark.comments == 0)
            return false;
        break;
    }
    const QString shown = displayPath(path);
    return std::ranges::all_of(m_filter.text.split(u' ', Qt::SkipEmptyParts),
        [&](const QString &word) { return shown.contains(word, Qt::CaseInsensitive); });
}

void FileTreeModel::fill(Node &root) const
{
    if (!m_changes)
        return;
    const auto makeFile = [&](int file, Node &parent, const QString &name) {
        auto node = std::make_unique<Node>();
        node->kind = Kind::File;
        node->change = m_changes->files[file];
        node->path = node->change.path();
        node->name = name;
        node->file = file;
        node->parent = &parent;
        node->mark = m_marks.value(node->path);
        for (Node *folder = &parent; folder; folder = folder->parent) {
            ++folder->files;
            folder->viewed += isViewed(node->mark);
            folder->added += node->change.added;
            folder->removed += node->change.removed;
        }
        parent.children.push_back(std::move(node));
    };

    Folder top;
    auto careful = std::make_unique<Node>();
    careful->kind = Kind::Sensitive;
    careful->parent = &root;
    for (int file = 0; file < m_changes->files.size(); ++file) {
        const FileChange &change = m_changes->files[file];
        if (!isShown(change))
            continue;
        const QByteArray &path = change.path();
        if (m_marks.value(path).sensitive) {
            makeFile(file, *careful, displayPath(path));
            continue;
        }
        Folder *folder = &top;
        qsizetype from = 0;
        for (qsizetype slash = path.indexOf('/'); slash >= 0; slash = path.indexOf('/', from)) {
            auto &next = folder->folders[path.sliced(from, slash - from)];
            if (!next)
                next = std::make_unique<Folder>();
            folder = next.get();
            from = slash + 1;
        }
        folder->files.push_back(file);
    }
    if (!careful->children.empty())
        root.children.push_back(std::move(careful));

    struct Step {
        Folder *from;
        Node *to;
    };
    std::vector<Step> steps{{&top, &root}}; // paths from a sandbox may be deep: no recursion
    while (!steps.empty()) {
        const Step step = steps.back();
        steps.pop_back();
        for (auto &[part, below] : step.from->folders) {
            auto node = std::make_unique<Node>();
            node->parent = step.to;
            QByteArray name = part;
            Folder *folder = below.get();
            while (folder->files.empty() && folder->folders.size() == 1) {
                name += '/' + folder->folders.begin()->first;
                folder = folder->folders.begin()->second.get();
            }
            node->path = (step.to->kind == Kind::Folder ? step.to->path : QByteArray()) + name + '/';
            node->name = displayPath(name);
            steps.push_back({folder, node.get()});
            step.to->children.push_back(std::move(node));
        }
        for (const int file : step.from->files) {
            const QByteArray &path = m_changes->files[file].path();
            makeFile(file, *step.to, displayPath(path.sliced(path.lastIndexOf('/') + 1)));
        }
    }
    // Children of the sensitive group come in the order of the change set, which is by path; the rest is sorted here.
    std::vector<Node *> nodes{&root};
    while (!nodes.empty()) {
        Node *node = nodes.back();
        nodes.pop_back();
        std::ranges::sort(node->children, [](const auto &a, const auto &b) { return goesBefore(*a, *b); });
        node->number();
        for (const auto &child : node->children)
            nodes.push_back(child.get());
    }
}

void FileTreeModel::rebuild()
{
    auto wanted = std::make_unique<Node>();
    fill(*wanted);
    if (!m_root)
        m_root = std::make_unique<Node>();
    synchronize(*m_root, *wanted);
}

/// Both have sorted children, so one walk finds what came and went; runs of them go in one step.
void FileTreeModel::synchronize(Node &present, Node &wanted)
{
    size_t at = 0;
    size_t next = 0;
    while (at < present.children.size() || next < wanted.children.size()) {
        size_t gone = at;
        while (gone < present.children.size()
            && (next == wanted.children.size() || goesBefore(*present.children[gone], *wanted.children[next])))
            ++gone;
        if (gone > at) {
            beginRemoveRows(indexOf(&present), static_cast<int>(at), static_cast<int>(gone) - 1);
            present.children.erase(present.children.begin() + static_cast<qsizetype>(at),
                present.children.begin() + static_cast<qsizetype>(gone));
            present.number();
            endRemoveRows();
        }
        size_t come = next;
        while (come < wanted.children.size()
            && (at == present.children.size() || goesBefore(*wanted.children[come], *present.children[at])))
            ++come;
        if (come > next) {
            beginInsertRows(indexOf(&present), static_cast<int>(at), static_cast<int>(at + come - next) - 1);
            for (; next < come; ++next, ++at) {
                wanted.children[next]->parent = &present;
                present.children.insert(
                    present.children.begin() + static_cast<qsizetype>(at), std::move(wanted.children[next]));
            }
            present.number();
            endInsertRows();
        }
        if (at < present.children.size() && next < wanted.children.size()
            && !goesBefore(*present.children[at], *wanted.children[next])
            && !goesBefore(*wanted.children[next], *present.children[at])) {
            Node &old = *present.children[at];
            synchronize(old, *wanted.children[next]);
            if (!old.looksLike(*wanted.children[next])) {
                old.takeLooks(*wanted.children[next]);
                Q_EMIT dataChanged(indexOf(&old), indexOf(&old));
            }
            ++at;
            ++next;
        }
    }
    present.files = wanted.files;
    present.viewed = wanted.viewed;
}

void FileTreeModel::refresh(Node &node)
{
    bool changed = false;
    if (node.kind == Kind::File) {
        const TreeMark mark = m_marks.value(node.path);
        changed = mark != node.mark;
        node.mark = mark;
    } else {
        int viewed = 0;
        for (const auto &child : node.children) {
            refresh(*child);
            viewed += child->kind == Kind::File ? isViewed(child->mark) : child->viewed;
        }
        changed = viewed != node.viewed;
        node.viewed = viewed;
    }
    if (changed && &node != m_root.get())
        Q_EMIT dataChanged(indexOf(&node), indexOf(&node));
}

std::vector<int> FileTreeModel::order() const
{
    std::vector<int> out;
    const auto walk = [&out](const auto &self, const Node &node) -> void {
        if (node.kind == Kind::File)
            out.push_back(node.file);
        for (const auto &child : node.children)
            self(self, *child);
    };
    if (m_root)
        walk(walk, *m_root);
    return out;
}

QList<QByteArray> FileTreeModel::filesBelow(const QModelIndex &index) const
{
    QList<QByteArray> out;
    const auto walk = [&out](const auto &self, const Node &node) -> void {
        if (node.kind == Kind::File)
            out.append(node.path);
        for (const auto &child : node.children)
            self(self, *child);
    };
    if (const Node *from = index.isValid() ? node(index) : m_root.get())
        walk(walk, *from);
    return out;
}

QModelIndex FileTreeModel::indexOf(const QByteArray &path) const
{
    const Node *node = m_root.get();
    while (node) {
        const Node *next = nullptr;
        for (const auto &child : node->children) {
            if (child->kind == Kind::File && child->path == path)
                return indexOf(child.get());
            if (child->kind == Kind::Folder && path.startsWith(child->path))
                next = child.get();
            if (child->kind == Kind::Sensitive) {
                for (const auto &file : child->children) {
                    if (file->path == path)
                        return indexOf(file.get());
                }
            }
        }
        node = next;
    }
    return {};
}

FileTreeModel::Node *FileTreeModel::node(const QModelIndex &index) const
{
    return static_cast<Node *>(index.internalPointer());
}

QModelIndex FileTreeModel::indexOf(const Node *node) const
{
    return node && node->parent ? createIndex(node->row, 0, node) : QModelIndex();
}

QModelIndex FileTreeModel::index(int row, int column, const QModelIndex &parent) const
{
    const Node *from = parent.isValid() ? node(parent) : m_root.get();
    if (!from || column != 0 || row < 0 || row >= static_cast<int>(from->children.size()))
        return {};
    return createIndex(row, column, from->children[static_cast<size_t>(row)].get());
}

QModelIndex FileTreeModel::parent(const QModelIndex &index) const
{
    return index.isValid() ? indexOf(node(index)->parent) : QModelIndex();
}

int FileTreeModel::rowCount(const QModelIndex &parent) const
{
    if (parent.column() > 0)
        return 0;
    const Node *from = parent.isValid() ? node(parent) : m_root.get();
    return from ? static_cast<int>(from->children.size()) : 0;
}

int FileTreeModel::columnCount(const QModelIndex &) const
{
    return 1;
}

Qt::ItemFlags FileTreeModel::flags(const QModelIndex &index) const
{
    return index.isValid() ? Qt::ItemIsEnabled | Qt::ItemIsSelectable | Qt::ItemIsUserCheckable : Qt::NoItemFlags;
}

QVariant FileTreeModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const Node &item = *node(index);
    switch (role) {
    case KindRole:
        return static_cast<int>(item.kind);
    case PathRole:
        return item.path;
    case FileRole:
        return item.file;
    default:
        return item.kind == Kind::File ? fileData(item, role) : folderData(item, role);
    }
}

QVariant FileTreeModel::fileData(const Node &item, int role) const
{
    const FileChange &change = item.change;
    const TreeMark &mark = item.mark;
    switch (role) {
    case Qt::DisplayRole:
        return item.name;
    case Qt::CheckStateRole:
        return isViewed(mark) ? Qt::Checked : Qt::Unchecked;
    case Qt::AccessibleTextRole: {
        QStringList words{tr("%1, %2, %3 lines added, %4 removed")
                              .arg(displayPath(change.path()), changeWord(change.status))
                              .arg(change.added)
                              .arg(change.removed),
            decisionWord(mark.decision)};
        if (mark.sensitive)
            words.append(sensitiveSentence(*mark.sensitive));
        words.append(mark.view == TreeMark::View::Viewed ? tr("viewed")
                : mark.view == TreeMark::View::Stale     ? tr("changed since you viewed it")
                : mark.view == TreeMark::View::Seen      ? tr("seen")
                                                         : tr("not seen"));
        if (mark.comments > 0)
            words.append(tr("%n comment(s)", nullptr, mark.comments));
        return words.join(QLatin1StringView(", "));
    }
    case Qt::ToolTipRole: {
        QStringList lines{change.status == FileChange::Status::Renamed
                ? tr("%1, renamed from %2").arg(displayPath(change.newPath), displayPath(change.oldPath))
                : change.status == FileChange::Status::Copied
                ? tr("%1, copied from %2").arg(displayPath(change.newPath), displayPath(change.oldPath))
                : tr("%1, %2").arg(displayPath(change.path()), changeWord(change.status))};
        if (mark.sensitive)
            lines.append(sensitiveSentence(*mark.sensitive));
        if (mark.view == TreeMark::View::Stale)
            lines.append(tr("It changed since you viewed it."));
        if (mark.hunks > 0)
            lines.append(tr("Reviewed: %1 of %2 hunks").arg(mark.reviewedHunks).arg(mark.hunks));
        return lines.join(u'\n').toHtmlEscaped().replace(u'\n', QLatin1StringView("<br>"));
    }
    case StatusRole:
        return static_cast<int>(change.status);
    case AddedRole:
        return change.added;
    case RemovedRole:
        return change.removed;
    case ViewRole:
        return static_cast<int>(mark.view);
    case DecisionRole:
        return static_cast<int>(mark.decision);
    case SensitiveRole:
        return mark.sensitive ? sensitiveSentence(*mark.sensitive) : QString();
    case CommentsRole:
        return mark.comments;
    default:
        return {};
    }
}

QVariant FileTreeModel::folderData(const Node &item, int role) const
{
    switch (role) {
    case Qt::DisplayRole:
        return item.kind == Kind::Sensitive ? tr("Needs a close look") : item.name;
    case Qt::CheckStateRole:
        return item.viewed == 0 ? Qt::Unchecked : item.viewed == item.files ? Qt::Checked : Qt::PartiallyChecked;
    case Qt::AccessibleTextRole:
        return tr("%1, %n file(s)", nullptr, item.files)
            .arg(item.kind == Kind::Sensitive ? tr("Needs a close look") : item.name);
    case FilesRole:
        return item.files;
    case ViewedFilesRole:
        return item.viewed;
    case AddedRole:
        return item.added;
    case RemovedRole:
        return item.removed;
    default:
        return {};
    }
}

bool FileTreeModel::setData(const QModelIndex &index, const QVariant &value, int role)
{
    if (role != Qt::CheckStateRole || !index.isValid())
        return false;
    // A sensitive file is ticked by itself, never along with its group.
    if (node(index)->kind == Kind::Sensitive)
        return false;
    Q_EMIT viewedRequested(filesBelow(index), value.toInt() == Qt::Checked);
    return true;
}

} // namespace pilothouse

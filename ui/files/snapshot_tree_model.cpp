#include "ui/files/snapshot_tree_model.h"

#include "ui/controls/when_done.h"

namespace pilothouse {

SnapshotTreeModel::SnapshotTreeModel(const Theme &theme, RunnerApi &runner, QObject *parent)
    : QAbstractItemModel(parent),
      m_theme(theme),
      m_runner(runner),
      m_root(std::make_unique<Node>())
{ }

SnapshotTreeModel::~SnapshotTreeModel() = default;

void SnapshotTreeModel::setSession(SessionId session)
{
    beginResetModel(); // another session: there is no selection or scroll position to keep
    m_session = session;
    ++m_generation;
    m_root = std::make_unique<Node>();
    endResetModel();
}

void SnapshotTreeModel::refresh()
{
    if (m_session.isValid())
        ask(m_root.get());
    refreshBelow(m_root.get());
}

void SnapshotTreeModel::refreshBelow(Node *folder)
{
    for (const auto &child : folder->children) {
        if (child->read == Node::Read::Done) {
            ask(child.get());
            refreshBelow(child.get());
        }
    }
}

SnapshotTreeModel::Node *SnapshotTreeModel::node(const QModelIndex &index) const
{
    return index.isValid() ? static_cast<Node *>(index.internalPointer()) : m_root.get();
}

QModelIndex SnapshotTreeModel::indexOf(Node *at) const
{
    if (!at->parent)
        return {};
    const auto child = std::ranges::find(at->parent->children, at, &std::unique_ptr<Node>::get);
    return createIndex(static_cast<int>(child - at->parent->children.begin()), 0, at);
}

SnapshotTreeModel::Node *SnapshotTreeModel::find(const QByteArray &path) const
{
    Node *at = m_root.get();
    while (at && at->entry.path != path) {
        const auto child = std::ranges::find_if(at->children, [&](const auto &c) {
            return c->entry.path == path || (c->entry.isFolder() && path.startsWith(QByteArray(c->entry.path + '/')));
        });
        at = child == at->children.end() ? nullptr : child->get();
    }
    return at;
}

void SnapshotTreeModel::ask(Node *folder)
{
    folder->read = Node::Read::Asked;
    whenDone(m_runner.listFolder(m_session, folder->entry.path), this,
        [this, path = folder->entry.path, generation = m_generation](const Result<std::vector<TreeEntry>> &entries) {
            if (generation != m_generation)
                return;
            if (entries)
                take(path, *entries);
            else if (path.isEmpty())
                Q_EMIT failed(entries.error().message);
        });
}

void SnapshotTreeModel::take(const QByteArray &path, const std::vector<TreeEntry> &entries)
{
    Node *folder = find(path);
    if (!folder)
        return; // gone meanwhile
    folder->read = Node::Read::Done;
    const QModelIndex at = indexOf(folder);
    const auto same = [](const TreeEntry &a, const TreeEntry &b) {
        return a.path == b.path && a.isFolder() == b.isFolder();
    };
    auto &children = folder->children;
    for (int row = static_cast<int>(children.size()) - 1; row >= 0; --row) {
        if (std::ranges::any_of(entries,
                [&](const TreeEntry &entry) { return same(entry, children[static_cast<size_t>(row)]->entry); }))
            continue;
        beginRemoveRows(at, row, row);
        children.erase(children.begin() + row);
        endRemoveRows();
    }
    for (int row = 0; row < static_cast<int>(entries.size()); ++row) {
        const TreeEntry &entry = entries[static_cast<size_t>(row)];
        if (row < static_cast<int>(children.size()) && same(children[static_cast<size_t>(row)]->entry, entry)) {
            children[static_cast<size_t>(row)]->entry = entry;
            continue;
        }
        beginInsertRows(at, row, row);
        auto child = std::make_unique<Node>();
        child->entry = entry;
        child->parent = folder;
        children.insert(children.begin() + row, std::move(child));
        endInsertRows();
    }
}

QModelIndex SnapshotTreeModel::index(int row, int column, const QModelIndex &parent) const
{
    const Node *folder = node(parent);
    if (column != 0 || row < 0 || row >= static_cast<int>(folder->children.size()))
        return {};
    return createIndex(row, 0, folder->children[static_cast<size_t>(row)].get());
}

QModelIndex SnapshotTreeModel::parent(const QModelIndex &index) const
{
    Node *at = node(index);
    return at->parent ? indexOf(at->parent) : QModelIndex();
}

int SnapshotTreeModel::rowCount(const QModelIndex &parent) const
{
    return static_cast<int>(node(parent)->children.size());
}

int SnapshotTreeModel::columnCount(const QModelIndex &) const
{
    return 1;
}

bool SnapshotTreeModel::hasChildren(const QModelIndex &parent) const
{
    const Node *at = node(parent);
    return !at->parent || at->entry.isFolder();
}

bool SnapshotTreeModel::canFetchMore(const QModelIndex &parent) const
{
    const Node *at = node(parent);
    return at->parent && at->entry.isFolder() && at->read == Node::Read::No;
}

void SnapshotTreeModel::fetchMore(const QModelIndex &parent)
{
    if (!canFetchMore(parent))
        return;
    // Not at once: a view may ask in the middle of a change of rows, and an answer may be there already.
    Node *folder = node(parent);
    folder->read = Node::Read::Asked;
    QMetaObject::invokeMethod(
        this,
        [this, path = folder->entry.path] {
            if (Node *at = find(path))
                ask(at);
        },
        Qt::QueuedConnection);
}

QVariant SnapshotTreeModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const TreeEntry &entry = node(index)->entry;
    switch (role) {
    case Qt::DisplayRole:
        return displayPath(entry.path.mid(entry.path.lastIndexOf('/') + 1));
    case Qt::DecorationRole:
        return m_theme.icon(entry.isFolder() ? QStringLiteral("folder") : QStringLiteral("file"), Tone::TextFaint);
    case PathRole:
        return entry.path;
    case FolderRole:
        return entry.isFolder();
    case SizeRole:
        return entry.size;
    default:
        return {};
    }
}

} // namespace pilothouse

#pragma once

#include "runner/session/runner_api.h"
#include "ui/theme/theme.h"

#include <QAbstractItemModel>

#include <memory>

namespace pilothouse {

/// A snapshot's folders and files; a folder is read when it is opened for the first time. refresh() reads the opened
/// ones again and turns what differs into row inserts and removes.
class SnapshotTreeModel final : public QAbstractItemModel {
    Q_OBJECT

public:
    enum Role { PathRole = Qt::UserRole, FolderRole, SizeRole };

    SnapshotTreeModel(const Theme &theme, RunnerApi &runner, QObject *parent = nullptr);
    ~SnapshotTreeModel() override;

    void setSession(SessionId session);
    void refresh();

    [[nodiscard]] QModelIndex index(int row, int column, const QModelIndex &parent = {}) const override;
    [[nodiscard]] QModelIndex parent(const QModelIndex &index) const override;
    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;
    [[nodiscard]] bool hasChildren(const QModelIndex &parent = {}) const override;
    [[nodiscard]] bool canFetchMore(const QModelIndex &parent) const override;
    void fetchMore(const QModelIndex &parent) override;

Q_SIGNALS:
    void failed(const QString &sentence);

private:
    struct Node {
        TreeEntry entry;
        Node *parent = nullptr;
        std::vector<std::unique_ptr<Node>> children;
        enum class Read { No, Asked, Done } read = Read::No;
    };
    [[nodiscard]] Node *node(const QModelIndex &index) const;
    [[nodiscard]] QModelIndex indexOf(Node *node) const;
    [[nodiscard]] Node *find(const QByteArray &path) const;
    void ask(Node *folder);
    void take(const QByteArray &path, const std::vector<TreeEntry> &entries);
    void refreshBelow(Node *folder);

    const Theme &m_theme;
    RunnerApi &m_runner;
    SessionId m_session;
    quint64 m_generation = 0;
    std::unique_ptr<Node> m_root;
};

} // namespace pilothouse

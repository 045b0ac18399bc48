#pragma once

#include "runner/session/runner_api.h"
#include "ui/review/diff_rows.h"
#include "ui/theme/theme.h"

#include <QWidget>

class QSplitter;
class QTreeView;

namespace pilothouse {

class DiffView;
class ElidedLabel;
class EmptyState;
class SnapshotTreeModel;

/// The workspace as its latest snapshot has it: a tree of folders that are read when they are opened, and files to
/// read.
class FilesView final : public QWidget {
    Q_OBJECT

public:
    FilesView(const Theme &theme, RunnerApi &runner, QWidget *parent = nullptr);
    ~FilesView() override;

    void setSession(SessionId session);
    void setSnapshot(const ObjectId &snapshot);

protected:
    void resizeEvent(QResizeEvent *event) override;
    void changeEvent(QEvent *event) override;
    void showEvent(QShowEvent *event) override;

private:
    void retranslate();
    void refresh();
    void showFile(const QModelIndex &index);
    void prepareRows();

    const Theme &m_theme;
    RunnerApi &m_runner;
    SnapshotTreeModel *m_model;
    SessionId m_session;
    ObjectId m_snapshot;
    bool m_stale = false; ///< A newer snapshot waits until the view is seen.
    QByteArray m_path;
    QByteArray m_content;
    std::stop_source m_stop;
    quint64 m_generation = 0;
    QSplitter *m_splitter;
    QTreeView *m_tree;
    ElidedLabel *m_title;
    DiffView *m_text;
};

} // namespace pilothouse

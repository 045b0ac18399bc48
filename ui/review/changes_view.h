#pragma once

#include "runner/session/runner_api.h"
#include "ui/review/change_list_model.h"
#include "ui/review/diff_rows.h"
#include "ui/theme/theme.h"

#include <QWidget>

class QListView;
class QPushButton;
class QSplitter;
class QStackedWidget;

namespace pilothouse {

class DiffView;
class ElidedLabel;
class EmptyState;
class TextLabel;

/// What the agent changed: files with counts and the highlighted difference of the chosen one. Follows the latest
/// snapshot.
class ChangesView final : public QWidget {
    Q_OBJECT

public:
    ChangesView(const Theme &theme, RunnerApi &runner, QWidget *parent = nullptr);
    ~ChangesView() override;

    /// Shows a session's changes; an invalid id shows nothing.
    void setSession(SessionId session);
    /// Tells that the session's snapshot may be another now; loads it if so.
    void setSnapshot(const ObjectId &snapshot);
    [[nodiscard]] const SessionChanges &changes() const { return m_changes; }
    [[nodiscard]] int fileCount() const { return m_model.rowCount(); }

Q_SIGNALS:
    void acceptRequested();
    void filesChanged(int count);

protected:
    void resizeEvent(QResizeEvent *event) override;
    void changeEvent(QEvent *event) override;

private:
    void retranslate();
    void load();
    void takeChanges(Result<SessionChanges> result);
    void showFile(const QModelIndex &index);
    void prepareRows(const FileChange &change, std::shared_ptr<const FileDiff> diff);
    void updateSummary();
    [[nodiscard]] QString messageFor(const FileChange &change) const;

    const Theme &m_theme;
    RunnerApi &m_runner;
    ChangeListModel m_model;
    SessionId m_session;
    ObjectId m_wanted;
    SessionChanges m_changes;
    bool m_loading = false;
    FileChange m_shown;
    std::shared_ptr<const FileDiff> m_shownDiff;
    std::stop_source m_stop; ///< Of the rows that are being prepared.
    quint64 m_generation = 0; ///< Answers to older questions are dropped.

    TextLabel *m_summary;
    TextLabel *m_added;
    TextLabel *m_removed;
    QPushButton *m_accept;
    QStackedWidget *m_pages;
    EmptyState *m_empty;
    QSplitter *m_splitter;
    QListView *m_list;
    ElidedLabel *m_path;
    DiffView *m_diff;
};

} // namespace pilothouse

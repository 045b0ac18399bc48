#pragma once

#include "runner/session/runner_api.h"
#include "ui/theme/theme.h"

#include <QDialog>

class QButtonGroup;
class QLineEdit;
class QListWidget;
class QPlainTextEdit;
class QPushButton;

namespace pilothouse {

class Banner;
class TextLabel;

/// Takes the agent's changes over: chooses files, the new branch and the message, and how the person's own uncommitted
/// changes are treated where the session began with them. Nothing but a branch is made in the person's repository.
class AcceptDialog final : public QDialog {
    Q_OBJECT

public:
    AcceptDialog(const Theme &theme, RunnerApi &runner, SessionId session, SessionChanges changes, bool withUncommitted,
        QWidget *parent = nullptr);

Q_SIGNALS:
    void acceptedOnBranch(const QString &branch, const QString &commit);

private:
    void askDrafts();
    void submit();
    void updateButton();
    [[nodiscard]] QList<QByteArray> chosenPaths() const;

    RunnerApi &m_runner;
    SessionId m_session;
    SessionChanges m_changes;
    bool m_withUncommitted;
    bool m_busy = false;
    Banner *m_banner;
    QListWidget *m_files;
    QLineEdit *m_branch;
    QPlainTextEdit *m_message;
    QButtonGroup *m_mine;
    QPushButton *m_accept;
    QPushButton *m_cancel;
};

} // namespace pilothouse

#pragma once

#include "runner/review/sensitive_files.h"
#include "runner/session/runner_api.h"
#include "ui/theme/theme.h"

#include <QDialog>
#include <QTimer>

class QButtonGroup;
class QSettings;
class QCheckBox;
class QComboBox;
class QLineEdit;
class QListWidget;
class QPlainTextEdit;
class QPushButton;
class QRadioButton;

namespace pilothouse {

class Banner;
class ConflictList;
class TextLabel;

/// Takes the agent's changes over: what the person accepted, or everything; onto a new branch, one that exists or the
/// checked-out one. It is about exactly the snapshot that was on the screen.
class AcceptDialog final : public QDialog {
    Q_OBJECT

public:
    AcceptDialog(const Theme &theme, RunnerApi &runner, SessionId session, SessionChanges changes, bool withUncommitted,
        QWidget *parent = nullptr);

    /// Accepts a tree composed of several attempts, as a whole; `changes` are those from the base to it.
    void setComposed(const ComposedAttempts &composed);
    /// Says that what is accepted is an earlier moment of the session; empty: the latest one.
    void setMoment(const QString &words);
    /// Takes over what was chosen last time, and keeps what is chosen now.
    void remember(QSettings &settings);

Q_SIGNALS:
    void acceptedOnBranch(const QString &branch, const QString &commit);
    /// Something about the commit that the person has to know.
    void noticed(const QString &sentence);

private:
    void makeLayout(const Theme &theme);
    void nameWidgets();
    void orderTabs();
    void askParts();
    void askDrafts();
    void askChecks();
    void runChecks();
    void fillFiles();
    void preview();
    void submit();
    void handOver();
    void taken(const AcceptOutcome &outcome);
    void noteOrigins();
    void proposeBranch();
    void updateTarget();
    void updateButton();
    void updateCare();
    [[nodiscard]] bool takesParts() const;
    [[nodiscard]] AcceptRequest::Target target() const;
    [[nodiscard]] AcceptOptions options() const;
    [[nodiscard]] QList<QByteArray> chosenPaths() const;

    const Theme &m_theme;
    RunnerApi &m_runner;
    SessionId m_session;
    SessionChanges m_changes;
    Selection m_parts; ///< What the person accepted in the review.
    ComposedAttempts m_composed; ///< Of several attempts; none for most.
    bool m_withUncommitted;
    bool m_busy = false;
    bool m_checksMissing = false;
    QStringList m_unproven; ///< Checks that a run may give a green mark.
    int m_checksRunning = 0;
    ObjectId m_tip; ///< Of the branch when the preview was made.
    QString m_branchNow; ///< That the preview is about.
    QString m_earlier; ///< The branch of the last accept; empty: nothing was accepted yet.
    QString m_draft; ///< A name for a new branch.
    QSettings *m_settings = nullptr;
    QTimer m_previewSoon;
    quint64 m_previews = 0;

    TextLabel *m_explanation;
    QButtonGroup *m_what;
    QRadioButton *m_onlyParts;
    QRadioButton *m_everything;
    QListWidget *m_files;
    QCheckBox *m_care;
    QComboBox *m_target;
    QLineEdit *m_branch;
    QCheckBox *m_alone;
    QPlainTextEdit *m_message;
    QButtonGroup *m_mine;
    TextLabel *m_checks;
    QPushButton *m_runChecks;
    QCheckBox *m_withoutChecks;
    ConflictList *m_conflicts;
    QCheckBox *m_lineEnds;
    QCheckBox *m_origins;
    TextLabel *m_moment;
    Banner *m_banner;
    QPushButton *m_accept;
    QPushButton *m_cancel;
};

} // namespace pilothouse

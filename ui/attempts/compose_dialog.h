#pragma once

#include "runner/session/runner_api.h"
#include "ui/theme/theme.h"

#include <QDialog>

#include <map>

class QComboBox;
class QListWidget;
class QPushButton;

namespace pilothouse {

class Banner;
class TextLabel;

/// Puts parts of several attempts together: what is taken of each, what comes of it, its checks, and on to the commit.
class ComposeDialog final : public QDialog {
    Q_OBJECT

public:
    ComposeDialog(const Theme &theme, RunnerApi &runner, std::vector<Attempt> attempts, QWidget *parent = nullptr);

Q_SIGNALS:
    void acceptedOnBranch(const QString &branch);
    void noticed(const QString &sentence);

private:
    /// What can be taken of one attempt.
    struct Choice {
        Attempt attempt;
        QComboBox *take = nullptr;
        std::map<AttemptTake, AttemptPart> parts;
    };

    void makeLayout();
    void askPart(size_t index, AttemptTake take);
    void compose();
    void showComposed(const Result<ComposedAttempts> &composed);
    void showChanges(const SessionChanges &changes);
    void askChecks();
    void runChecks(std::vector<QString> names);
    void look();
    void openAccept();
    void updateButtons();

    const Theme &m_theme;
    RunnerApi &m_runner;
    std::vector<Choice> m_choices;
    ComposedAttempts m_composed;
    SessionChanges m_changes; ///< From the base to the composed tree.
    std::vector<QString> m_checksToRun;
    bool m_checking = false;
    quint64 m_generation = 0; ///< Answers about an earlier choice are dropped.

    TextLabel *m_summary;
    QListWidget *m_files;
    TextLabel *m_checks;
    Banner *m_banner;
    QPushButton *m_look;
    QPushButton *m_run;
    QPushButton *m_cancel;
    QPushButton *m_accept;
};

} // namespace pilothouse

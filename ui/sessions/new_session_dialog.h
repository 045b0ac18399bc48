#pragma once

#include "runner/egress/key_store.h"
#include "runner/session/runner_api.h"
#include "ui/sessions/attempt_rows.h"

#include <QDialog>
#include <QTimer>

class QComboBox;
class QLineEdit;
class QListWidget;
class QPlainTextEdit;
class QPushButton;
class QRadioButton;
class QSettings;

namespace pilothouse {

class Banner;
class TextLabel;

/// Asks for what a session needs, with what was chosen last time.
class NewSessionDialog final : public QDialog {
    Q_OBJECT

public:
    NewSessionDialog(const Theme &theme, RunnerApi &runner, QSettings &settings, const std::vector<AgentChoice> &agents,
        KeyStore *keys = nullptr, QWidget *parent = nullptr);
    /// What the fields say now.
    [[nodiscard]] NewSession choice() const;
    [[nodiscard]] QString address() const;

Q_SIGNALS:
    void created(pilothouse::SessionId session);
    /// Several sessions with the same task were started.
    void attemptsStarted(const QString &group);

private:
    void makeFields(const std::vector<AgentChoice> &agents);
    void makeLayout();
    void restore();
    void remember() const;
    void chooseFolder();
    void updateFields();
    void askUncommitted();
    void showUncommitted(const Result<UncommittedChanges> &changes);
    void start();
    void storeKey();
    void create();
    void createAttempts();
    void refuse(const Error &error);

    const Theme &m_theme;
    RunnerApi &m_runner;
    KeyStore *m_keys; ///< Null: keys cannot be entered here.
    QSettings &m_settings;
    QTimer m_askSoon; ///< A path is looked at when typing pauses.
    quint64 m_generation = 0;
    bool m_starting = false;

    QComboBox *m_repository;
    QPushButton *m_choose;
    QRadioButton *m_fromHead;
    QRadioButton *m_fromWork;
    QLineEdit *m_revision;
    TextLabel *m_workSummary;
    QListWidget *m_workFiles;
    QComboBox *m_agent;
    AttemptRows *m_attempts;
    QComboBox *m_provider;
    QLineEdit *m_url;
    QLineEdit *m_modelName;
    QLineEdit *m_key;
    QWidget *m_providerFields;
    QRadioButton *m_askEach;
    QRadioButton *m_free;
    QPlainTextEdit *m_prompt;
    Banner *m_banner;
    QPushButton *m_cancel;
    QPushButton *m_start;
};

} // namespace pilothouse

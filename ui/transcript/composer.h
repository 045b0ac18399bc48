#pragma once

#include "runner/agent/acp_messages.h"
#include "runner/session/session_state.h"
#include "ui/controls/controls.h"

#include <QPlainTextEdit>

class QCompleter;
class QStandardItemModel;
class QVBoxLayout;

namespace pilothouse {

/// Where a person writes to the agent: grows with the text, completes slash commands, takes dropped files, shows what
/// is queued while the agent works.
class Composer final : public QWidget {
    Q_OBJECT

public:
    explicit Composer(const Theme &theme, QWidget *parent = nullptr);

    void setCommands(const std::vector<acp::Command> &commands);
    void setQueue(const std::vector<QueuedPrompt> &queue);
    /// A turn is under way since `turnStartedMs`: prompts are queued and the stop button is offered.
    void setWorking(bool working, qint64 turnStartedMs);
    void setHint(const QString &hint);
    /// Files below this folder can be attached; the agent sees them at the same place in its workspace.
    void setRepository(const QString &path);

    [[nodiscard]] QString draft() const;
    void setDraft(const QString &text);
    /// The prompt was taken: clears text and files.
    void clear();
    void focusText();

Q_SIGNALS:
    void sendRequested(const QString &text, const QStringList &files);
    void draftChanged();
    void unqueueRequested(const QString &id);
    void stopRequested();
    void failed(const QString &sentence);

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;
    void changeEvent(QEvent *event) override;
    void paintEvent(QPaintEvent *event) override;
    void dragEnterEvent(QDragEnterEvent *event) override;
    void dropEvent(QDropEvent *event) override;

private:
    void send();
    void retranslate();
    void fitHeight();
    void updateButtons();
    void updateCompletion();
    void insertCompletion(const QString &command);
    void addFiles(const QList<QUrl> &urls);
    void rebuildFiles();
    [[nodiscard]] QWidget *chip(
        const QString &icon, const QString &text, const QString &removeName, std::function<void()> remove);

    const Theme &m_theme;
    QVBoxLayout *m_queueLayout;
    QVBoxLayout *m_filesLayout;
    QPlainTextEdit *m_text;
    ElidedLabel *m_hint;
    QToolButton *m_attach;
    QPushButton *m_stop;
    QPushButton *m_send;
    QCompleter *m_completer;
    QStandardItemModel *m_commands;
    QString m_repository;
    QString m_hintText;
    QStringList m_files;
    std::vector<QueuedPrompt> m_queue;
    bool m_working = false;
    qint64 m_turnStartedMs = 0;
    QTimer *m_ticker;
};

} // namespace pilothouse

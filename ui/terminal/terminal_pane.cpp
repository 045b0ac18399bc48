#include "ui/terminal/terminal_pane.h"

#include "ui/controls/empty_state.h"
#include "ui/controls/when_done.h"
#include "ui/terminal/terminal_view.h"

#include <QBoxLayout>
#include <QEvent>
#include <QStackedWidget>
#include <QTimer>

namespace pilothouse {

namespace {
/// Fed in one turn of the event loop: about a millisecond of work.
constexpr qsizetype FeedAtOnce = 64 * 1024;
/// How long a program may hold back its frame (mode 2026).
constexpr qint64 LongestSynchronizing = 150;
} // namespace

TerminalPane::TerminalPane(const Theme &theme, RunnerApi &runner, QWidget *parent)
    : QWidget(parent),
      m_runner(runner),
      m_pages(new QStackedWidget(this)),
      m_empty(new EmptyState(theme)),
      m_open(makeButton(QStringLiteral("openShell"), {}, ButtonKind::Primary)),
      m_view(new TerminalView(theme))
{
    setObjectName(QStringLiteral("terminal"));
    m_empty->addAction(m_open);
    m_pages->addWidget(m_empty);
    m_pages->addWidget(m_view);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_pages);
    connect(m_open, &QPushButton::clicked, this, &TerminalPane::openShell);
    connect(m_view, &TerminalView::bytesTyped, this, [this](const QByteArray &bytes) {
        if (m_shell && !bytes.isEmpty())
            m_shell->write(bytes);
    });
    connect(m_view, &TerminalView::gridSizeChanged, this, [this](const TerminalSize &size) {
        if (!m_emulator || !m_shell)
            return;
        m_emulator->resize(size);
        m_shell->resize(size.columns, size.rows);
        m_frame.schedule();
    });
    connect(&m_frame, &FrameTimer::due, this, &TerminalPane::publish);
    retranslate();
}

TerminalPane::~TerminalPane() = default;

void TerminalPane::setSession(SessionId session, bool available)
{
    if (session != m_session) {
        closeShell();
        m_closedReason.clear();
        m_session = session;
    }
    m_available = available;
    retranslate();
}

void TerminalPane::closeShell()
{
    m_shell.reset();
    m_emulator.reset();
    m_pending.clear();
    m_opening = false;
    m_pages->setCurrentWidget(m_empty);
}

void TerminalPane::openShell()
{
    if (m_shell || m_opening || !m_session.isValid())
        return;
    m_opening = true;
    m_closedReason.clear();
    retranslate();
    m_pages->setCurrentWidget(m_view); // so that the view has its size
    const TerminalSize size = m_view->gridSize();
    whenDone(m_runner.openTerminal(m_session, size.columns, size.rows), this,
        [this, session = m_session](const Result<std::shared_ptr<SessionTerminal>> &shell) {
            if (session != m_session)
                return;
            m_opening = false;
            if (shell)
                take(*shell);
            else
                shellClosed(shell.error().message);
        });
}

void TerminalPane::take(std::shared_ptr<SessionTerminal> shell)
{
    m_shell = std::move(shell);
    m_emulator = std::make_unique<TerminalEmulator>(m_view->gridSize());
    connect(m_shell.get(), &SessionTerminal::received, this, [this](const QByteArray &bytes) {
        const bool idle = m_pending.isEmpty();
        m_pending += bytes;
        if (idle)
            feedSome();
    });
    connect(m_shell.get(), &SessionTerminal::closed, this, &TerminalPane::shellClosed, Qt::QueuedConnection);
    m_pages->setCurrentWidget(m_view);
    m_view->setFocus(Qt::OtherFocusReason);
    m_frame.schedule();
}

void TerminalPane::feedSome()
{
    if (!m_emulator || m_pending.isEmpty())
        return;
    m_emulator->feed(QByteArrayView(m_pending).first(qMin(m_pending.size(), FeedAtOnce)));
    m_pending.remove(0, FeedAtOnce);
    if (const QByteArray replies = m_emulator->takeReplies(); m_shell && !replies.isEmpty())
        m_shell->write(replies);
    m_frame.schedule();
    if (!m_pending.isEmpty())
        QMetaObject::invokeMethod(this, &TerminalPane::feedSome, Qt::QueuedConnection);
}

void TerminalPane::publish()
{
    if (!m_emulator)
        return;
    if (m_emulator->isSynchronizing()) {
        if (!m_synchronizing.isValid())
            m_synchronizing.start();
        if (m_synchronizing.elapsed() < LongestSynchronizing)
            return m_frame.schedule();
    }
    m_synchronizing.invalidate();
    m_view->setFrame(m_emulator->frame());
}

void TerminalPane::shellClosed(const QString &reason)
{
    closeShell();
    m_closedReason = reason;
    retranslate();
}

void TerminalPane::changeEvent(QEvent *event)
{
    if (event->type() == QEvent::LanguageChange)
        retranslate();
    QWidget::changeEvent(event);
}

void TerminalPane::retranslate()
{
    m_open->setText(m_closedReason.isEmpty() ? tr("Open a shell") : tr("Open another shell"));
    m_open->setEnabled(m_available && !m_opening);
    if (!m_closedReason.isEmpty())
        m_empty->setContent(QStringLiteral("terminal"), tr("The shell ended"), m_closedReason);
    else if (!m_available)
        m_empty->setContent(QStringLiteral("terminal"), tr("No sandbox is running"),
            tr("A shell can be opened while the session's sandbox is up. Send a prompt or continue the session to "
               "bring it back."));
    else
        m_empty->setContent(QStringLiteral("terminal"), tr("A shell in the sandbox"),
            tr("Look around in the agent's workspace with the same rights as the agent. Nothing you type here reaches "
               "your own files."));
}

} // namespace pilothouse

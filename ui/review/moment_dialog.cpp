#include "ui/review/moment_dialog.h"

#include "ui/controls/banner.h"
#include "ui/controls/when_done.h"

#include <QBoxLayout>
#include <QPlainTextEdit>

namespace pilothouse {

MomentDialog::MomentDialog(const Theme &theme, RunnerApi &runner, SessionId session, What what,
    const TimelineTick &tick, const QString &words, QWidget *parent)
    : QDialog(parent),
      m_runner(runner),
      m_session(session),
      m_what(what),
      m_snapshot(tick.snapshot),
      m_banner(new Banner(theme, this)),
      m_prompt(new QPlainTextEdit(this)),
      m_cancel(makeButton(QStringLiteral("momentCancel"), tr("Cancel"), ButtonKind::Secondary, this)),
      m_go(makeButton(QStringLiteral("momentConfirm"), {}, ButtonKind::Primary, this))
{
    const bool restore = what == What::Restore;
    setObjectName(restore ? QStringLiteral("restoreDialog") : QStringLiteral("forkDialog"));
    setWindowTitle(restore ? tr("Restore") : tr("Fork"));
    setModal(true);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(grid::Three, grid::Three, grid::Three, grid::Three);
    layout->setSpacing(grid::One);
    layout->addWidget(new TextLabel(theme, TypeRole::Title, Tone::Text,
        restore ? tr("Bring the sandbox back to this moment?") : tr("Start another session from this moment?"), this));
    const auto paragraph = [&](const QString &text, Tone tone) {
        auto *label = new TextLabel(theme, TypeRole::Body, tone, text, this);
        label->setWordWrap(true);
        layout->addWidget(label);
    };
    paragraph(words, Tone::Text);
    layout->addSpacing(grid::Half);
    if (restore) {
        paragraph(tr("The files in the sandbox become what they were then. What they are now is kept as a moment of "
                     "its own, so that you can undo this. The agent is told with its next prompt."),
            Tone::TextMuted);
        paragraph(
            tr("Not brought back: files that are ignored, processes that run, and the agent\u2019s memory of what "
               "it did since."),
            Tone::Text);
    } else {
        paragraph(tr("It has a sandbox and an agent of its own, the files of this moment, and the same base, so that "
                     "you accept from it as from any other. This session goes on as it is."),
            Tone::TextMuted);
        paragraph(tr("Not taken along: ignored files, running processes, and what this agent knows."), Tone::Text);
        auto *label = new TextLabel(theme, TypeRole::BodyStrong, Tone::Text, tr("First prompt"), this);
        label->setBuddy(m_prompt);
        layout->addWidget(label);
        m_prompt->setPlaceholderText(tr("Leave it empty to only prepare the session"));
    }
    m_prompt->setObjectName(QStringLiteral("forkPrompt"));
    m_prompt->setProperty("field", true);
    m_prompt->setTabChangesFocus(true);
    m_prompt->setFixedHeight(96);
    m_prompt->setVisible(!restore);
    layout->addWidget(m_prompt);
    layout->addWidget(m_banner);
    layout->addSpacing(grid::One);
    auto *buttons = new QHBoxLayout;
    buttons->addStretch();
    buttons->addWidget(m_cancel);
    buttons->addWidget(m_go);
    layout->addLayout(buttons);
    setFixedWidth(480);
    connect(m_cancel, &QPushButton::clicked, this, &QDialog::reject);
    connect(m_go, &QPushButton::clicked, this, &MomentDialog::submit);
    showBusy(false);
    if (restore)
        m_cancel->setFocus(); // the default is that nothing changes
    else
        m_prompt->setFocus();
}

void MomentDialog::showBusy(bool busy)
{
    m_go->setEnabled(!busy);
    if (m_what == What::Restore)
        m_go->setText(busy ? tr("Restoring\u2026") : tr("Restore"));
    else
        m_go->setText(busy ? tr("Starting\u2026") : tr("Start the session"));
}

void MomentDialog::submit()
{
    showBusy(true);
    m_banner->hideBanner();
    const auto refused = [this](const Error &error) {
        showBusy(false);
        m_banner->show(Banner::Severity::Error, error.message);
    };
    if (m_what == What::Restore) {
        whenDone(m_runner.review().restore(m_session, m_snapshot), this,
            [this, refused](const Result<RestoreReport> &report) {
                if (!report)
                    return refused(report.error());
                Q_EMIT restored(*report);
                accept();
            });
        return;
    }
    whenDone(m_runner.review().fork(m_session, m_snapshot, m_prompt->toPlainText().trimmed()), this,
        [this, refused](const Result<SessionId> &session) {
            if (!session)
                return refused(session.error());
            Q_EMIT forked(*session);
            accept();
        });
}

} // namespace pilothouse

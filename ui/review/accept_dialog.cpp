#include "ui/review/accept_dialog.h"

#include "ui/controls/banner.h"
#include "ui/controls/when_done.h"
#include "ui/review/review_words.h"

#include <QBoxLayout>
#include <QButtonGroup>
#include <QLineEdit>
#include <QListWidget>
#include <QPlainTextEdit>
#include <QRadioButton>

namespace pilothouse {

AcceptDialog::AcceptDialog(const Theme &theme, RunnerApi &runner, SessionId session, SessionChanges changes,
    bool withUncommitted, QWidget *parent)
    : QDialog(parent),
      m_runner(runner),
      m_session(session),
      m_changes(std::move(changes)),
      m_withUncommitted(withUncommitted),
      m_banner(new Banner(theme, this)),
      m_files(new QListWidget(this)),
      m_branch(new QLineEdit(this)),
      m_message(new QPlainTextEdit(this)),
      m_mine(new QButtonGroup(this)),
      m_accept(makeButton(QStringLiteral("acceptConfirm"), {}, ButtonKind::Primary, this)),
      m_cancel(makeButton(QStringLiteral("acceptCancel"), tr("Cancel"), ButtonKind::Secondary, this))
{
    setObjectName(QStringLiteral("acceptDialog"));
    setWindowTitle(tr("Accept changes"));
    setModal(true);
    resize(560, 620);
    const auto label = [&](const QString &text, QWidget *buddy) {
        auto *widget = new TextLabel(theme, TypeRole::BodyStrong, Tone::Text, text, this);
        widget->setBuddy(buddy);
        return widget;
    };
    m_files->setObjectName(QStringLiteral("acceptFiles"));
    m_files->setProperty("field", true);
    m_files->setAccessibleName(tr("Files to accept"));
    if (m_changes.set) {
        for (const FileChange &change : m_changes.set->files) {
            auto *item = new QListWidgetItem(theme.icon(changeIcon(change.status), Tone::TextMuted),
                QStringLiteral("%1   +%2 \u2212%3")
                    .arg(displayPath(change.path()))
                    .arg(change.added)
                    .arg(change.removed),
                m_files);
            item->setData(Qt::UserRole, change.path());
            item->setFlags(Qt::ItemIsEnabled | Qt::ItemIsUserCheckable | Qt::ItemIsSelectable);
            item->setCheckState(Qt::Checked);
        }
    }
    m_branch->setObjectName(QStringLiteral("acceptBranch"));
    m_branch->setFont(theme.font(TypeRole::Mono));
    m_message->setObjectName(QStringLiteral("acceptMessage"));
    m_message->setProperty("field", true);
    m_message->setTabChangesFocus(true);
    m_message->setFixedHeight(110);

    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(grid::Three, grid::Three, grid::Three, grid::Three);
    layout->setSpacing(grid::One);
    layout->addWidget(new TextLabel(theme, TypeRole::Title, Tone::Text, tr("Take over what the agent changed"), this));
    auto *explanation = new TextLabel(theme, TypeRole::Body, Tone::TextMuted,
        tr("A commit with you as author and the agent as co-author is made on a new branch. Your checkout, index and "
           "other branches stay as they are."),
        this);
    explanation->setWordWrap(true);
    layout->addWidget(explanation);
    layout->addSpacing(grid::One);
    layout->addWidget(label(tr("Files"), m_files));
    layout->addWidget(m_files, 1);
    layout->addWidget(label(tr("New branch"), m_branch));
    layout->addWidget(m_branch);
    layout->addWidget(label(tr("Message"), m_message));
    layout->addWidget(m_message);
    if (withUncommitted) {
        layout->addWidget(
            new TextLabel(theme, TypeRole::BodyStrong, Tone::Text, tr("Your own uncommitted changes"), this));
        auto *only = new QRadioButton(tr("Leave them out: only the agent's changes, on top of HEAD"), this);
        only->setObjectName(QStringLiteral("acceptOnlyAgents"));
        auto *first = new QRadioButton(tr("Mine as a first commit, then the agent's"), this);
        first->setObjectName(QStringLiteral("acceptMineFirst"));
        only->setChecked(true);
        m_mine->addButton(only, static_cast<int>(AcceptRequest::Uncommitted::OnlyAgents));
        m_mine->addButton(first, static_cast<int>(AcceptRequest::Uncommitted::MineFirst));
        layout->addWidget(only);
        layout->addWidget(first);
    }
    layout->addWidget(m_banner);
    layout->addSpacing(grid::One);
    auto *buttons = new QHBoxLayout;
    buttons->addStretch();
    buttons->addWidget(m_cancel);
    buttons->addWidget(m_accept);
    layout->addLayout(buttons);

    connect(m_files, &QListWidget::itemChanged, this, &AcceptDialog::updateButton);
    connect(m_branch, &QLineEdit::textChanged, this, &AcceptDialog::updateButton);
    connect(m_cancel, &QPushButton::clicked, this, &QDialog::reject);
    connect(m_accept, &QPushButton::clicked, this, &AcceptDialog::submit);
    m_branch->setFocus();
    updateButton();
    askDrafts();
}

void AcceptDialog::askDrafts()
{
    whenDone(m_runner.draftBranch(m_session), this, [this](const Result<QString> &branch) {
        if (branch && m_branch->text().isEmpty())
            m_branch->setText(*branch);
    });
    whenDone(m_runner.draftMessage(m_session), this, [this](const Result<QString> &message) {
        if (message && m_message->toPlainText().isEmpty())
            m_message->setPlainText(*message);
    });
}

QList<QByteArray> AcceptDialog::chosenPaths() const
{
    QList<QByteArray> paths;
    for (int row = 0; row < m_files->count(); ++row) {
        if (m_files->item(row)->checkState() == Qt::Checked)
            paths.append(m_files->item(row)->data(Qt::UserRole).toByteArray());
    }
    return paths;
}

void AcceptDialog::updateButton()
{
    const int count = static_cast<int>(chosenPaths().size());
    m_accept->setText(m_busy ? tr("Accepting\u2026") : tr("Accept %n file(s)", nullptr, count));
    m_accept->setEnabled(!m_busy && count > 0 && !m_branch->text().trimmed().isEmpty());
}

void AcceptDialog::submit()
{
    AcceptOptions options;
    options.branch = m_branch->text().trimmed();
    options.message = m_message->toPlainText().trimmed();
    options.paths = chosenPaths();
    if (options.paths.size() == m_files->count())
        options.paths.clear(); // everything
    options.snapshot = m_changes.to;
    if (m_withUncommitted)
        options.uncommitted = static_cast<AcceptRequest::Uncommitted>(m_mine->checkedId());
    m_busy = true;
    m_banner->hideBanner();
    updateButton();
    whenDone(m_runner.accept(m_session, options), this, [this](const Result<AcceptOutcome> &outcome) {
        m_busy = false;
        updateButton();
        if (!outcome)
            return m_banner->show(Banner::Severity::Error, outcome.error().message);
        Q_EMIT acceptedOnBranch(outcome->branch, outcome->commit.value);
        accept();
    });
}

} // namespace pilothouse

#include "ui/approvals/inbox_view.h"

#include "runner/base/visible_text.h"
#include "ui/approvals/answer.h"
#include "ui/approvals/approval_card.h"
#include "ui/controls/empty_state.h"

#include <QBoxLayout>
#include <QEvent>

namespace pilothouse {

InboxView::InboxView(const Theme &theme, RunnerApi &runner, QWidget *parent)
    : QScrollArea(parent),
      m_theme(theme),
      m_runner(runner),
      m_title(new TextLabel(theme, TypeRole::Display, Tone::Text)),
      m_empty(new EmptyState(theme))
{
    setObjectName(QStringLiteral("inbox"));
    setFrameShape(QFrame::NoFrame);
    setWidgetResizable(true);
    auto *page = new QWidget;
    auto *outer = new QHBoxLayout(page);
    outer->setContentsMargins(grid::Three, grid::Three, grid::Three, grid::Three);
    auto *column = new QWidget;
    column->setMaximumWidth(760);
    m_layout = new QVBoxLayout(column);
    m_layout->setContentsMargins(0, 0, 0, 0);
    m_layout->setSpacing(grid::Two);
    m_layout->addWidget(m_title);
    m_layout->addWidget(m_empty, 1);
    m_layout->addStretch();
    outer->addStretch(1);
    outer->addWidget(column, 100);
    outer->addStretch(1);
    setWidget(page);
    retranslate();
}

void InboxView::showSessions(const std::vector<SessionId> &sessions)
{
    std::vector<Shown> wanted;
    for (const SessionId session : sessions) {
        const SessionSnapshotPtr snapshot = m_runner.session(session);
        if (!snapshot)
            continue;
        for (const Approval &approval : snapshot->state.approvals) {
            const auto known = std::ranges::find_if(m_shown, [&](const Shown &shown) {
                return shown.card && shown.session == session && shown.card->approval().id == approval.id;
            });
            if (known != m_shown.end()) {
                wanted.push_back(*known);
                known->card = nullptr;
                continue;
            }
            auto *card = new ApprovalCard(m_theme);
            card->setApproval(approval, toolCallOf(snapshot->state, approval),
                visibleText(snapshot->state.info.title, LineBreaks::Show));
            connect(card, &ApprovalCard::decided, this,
                [this, session, card](const ApprovalId &id, const ApprovalDecision &decision) {
                    answer(m_runner, session, id, decision, card,
                        [this](const QString &sentence) { Q_EMIT failed(sentence); });
                });
            m_layout->insertWidget(m_layout->count() - 2, card);
            wanted.push_back({session, card});
        }
    }
    for (const Shown &shown : m_shown) {
        if (shown.card)
            shown.card->deleteLater();
    }
    m_shown = std::move(wanted);
    m_empty->setVisible(m_shown.empty());
}

ApprovalCard *InboxView::firstCard() const
{
    return m_shown.empty() ? nullptr : m_shown.front().card;
}

void InboxView::changeEvent(QEvent *event)
{
    if (event->type() == QEvent::LanguageChange)
        retranslate();
    QScrollArea::changeEvent(event);
}

void InboxView::retranslate()
{
    setAccessibleName(tr("Inbox"));
    m_title->setText(tr("Inbox"));
    m_empty->setContent(QStringLiteral("inbox"), tr("Nothing waits for you"),
        tr("When an agent asks for a permission, or its sandbox wants to reach a host, the question appears here with "
           "exactly what would happen."));
}

} // namespace pilothouse

#include "ui/approvals/approval_card.h"

#include "runner/base/visible_text.h"
#include "runner/egress/host_name.h"
#include "ui/approvals/diff_preview.h"

#include <QBoxLayout>
#include <QEvent>
#include <QKeySequence>
#include <QLineEdit>
#include <QLocale>
#include <QMenu>
#include <QResizeEvent>

namespace pilothouse {

namespace {

/// A command longer than this is cut in the card; the call in the transcript has all of it.
constexpr qsizetype MostCommand = 4000;
/// In a narrower card the field for a reason would be too short to write in.
constexpr int RoomForReason = 480;

} // namespace

QKeySequence allowOnceKeys()
{
    return QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_Return);
}

QKeySequence denyKeys()
{
    return QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_D);
}

ApprovalCard::ApprovalCard(const Theme &theme, QWidget *parent)
    : Panel(theme, Shape::Card, Tone::WarningSoft, parent),
      m_question(new TextLabel(theme, TypeRole::BodyStrong, Tone::Text, {}, this)),
      m_session(new TextLabel(theme, TypeRole::Small, Tone::TextMuted, {}, this)),
      m_title(new TextLabel(theme, TypeRole::Body, Tone::Text, {}, this)),
      m_commandBox(new Panel(theme, Shape::Card, Tone::Surface, this)),
      m_command(new TextLabel(theme, TypeRole::Mono, Tone::Text, {}, m_commandBox)),
      m_place(new TextLabel(theme, TypeRole::Small, Tone::TextMuted, {}, this)),
      m_diff(new DiffPreview(theme, this)),
      m_always(new TextLabel(theme, TypeRole::Small, Tone::TextMuted, {}, this)),
      m_hint(new TextLabel(theme, TypeRole::Caption, Tone::TextFaint, {}, this)),
      m_reason(new QLineEdit(this)),
      m_deny(makeButton(QStringLiteral("approvalDeny"), {}, ButtonKind::Secondary, this)),
      m_allowAlways(makeButton(QStringLiteral("approvalAllowAlways"), {}, ButtonKind::Secondary, this)),
      m_allowFor(makeButton(QStringLiteral("approvalAllowFor"), {}, ButtonKind::Secondary, this)),
      m_allowOnce(makeButton(QStringLiteral("approvalAllowOnce"), {}, ButtonKind::Primary, this)),
      m_buttons(new QHBoxLayout)
{
    setObjectName(QStringLiteral("approvalCard"));
    setTones(Tone::WarningSoft, Tone::WarningBorder);
    m_hint->setWordWrap(true);
    for (TextLabel *label : {m_title, m_command, m_place, m_always, m_question}) {
        label->setWordWrap(true);
        label->setTextInteractionFlags(Qt::TextSelectableByMouse);
    }
    m_reason->setObjectName(QStringLiteral("approvalReason"));
    m_reason->setMaxLength(1000);

    auto *commandLayout = new QVBoxLayout(m_commandBox);
    commandLayout->setContentsMargins(grid::OneAndHalf, grid::One, grid::OneAndHalf, grid::One);
    commandLayout->addWidget(m_command);

    auto *head = new QHBoxLayout;
    head->setSpacing(grid::One);
    head->addWidget(new IconLabel(theme, QStringLiteral("shield-question"), Tone::Warning, 18, this), 0, Qt::AlignTop);
    head->addWidget(m_question, 1);
    m_buttons->setSpacing(grid::One);
    m_buttons->addWidget(m_deny);
    m_buttons->addWidget(m_reason, 1);
    m_buttons->addWidget(m_allowAlways);
    m_buttons->addWidget(m_allowFor);
    m_buttons->addWidget(m_allowOnce);

    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(grid::Two, grid::OneAndHalf, grid::Two, grid::OneAndHalf);
    layout->setSpacing(grid::One);
    layout->addLayout(head);
    for (QWidget *widget :
        std::initializer_list<QWidget *>{m_session, m_title, m_commandBox, m_diff, m_place, m_always})
        layout->addWidget(widget);
    layout->addSpacing(2);
    layout->addLayout(m_buttons);
    layout->addWidget(m_hint);

    connect(m_deny, &QPushButton::clicked, this, [this] { decide(Decision::Deny); });
    connect(m_reason, &QLineEdit::textChanged, this, &ApprovalCard::updateHint);
    connect(m_reason, &QLineEdit::returnPressed, this,
        [this] { decide(m_approval.budget ? Decision::AllowOnce : Decision::Deny); });
    connect(m_allowOnce, &QPushButton::clicked, this, [this] { decide(Decision::AllowOnce); });
    connect(m_allowAlways, &QPushButton::clicked, this, [this] { decide(Decision::AllowAlways); });
    setTabOrder(m_deny, m_reason);
    auto *scopes = new QMenu(this);
    for (const EgressScope scope :
        {EgressScope::Turn, EgressScope::Session, EgressScope::Repository, EgressScope::Always}) {
        QAction *action = scopes->addAction(QString());
        action->setData(static_cast<int>(scope));
        connect(action, &QAction::triggered, this, [this, scope] { allowFor(scope); });
    }
    m_allowFor->setMenu(scopes);
    setTabOrder(m_reason, m_allowAlways);
    setTabOrder(m_allowAlways, m_allowFor);
    setTabOrder(m_allowFor, m_allowOnce);
    m_deny->setDefault(true);
    setFocusProxy(m_deny);
    retranslate();
}

QString ApprovalCard::question() const
{
    if (m_approval.budget)
        return tr("A request to the model is held. Should it go out?");
    if (m_approval.egress) {
        const EgressTarget &target = m_approval.egress->target;
        return tr("May a program in the sandbox reach %1?").arg(egressAuthorityText(target.host, target.port));
    }
    if (!m_approval.command.isEmpty())
        return tr("May the agent run this command in its sandbox?");
    switch (m_kind) {
    case acp::ToolKind::Edit:
        return tr("May the agent make this change in its sandbox?");
    case acp::ToolKind::Delete:
        return tr("May the agent delete this in its sandbox?");
    case acp::ToolKind::Read:
        return tr("May the agent read this?");
    case acp::ToolKind::Fetch:
        return tr("May the agent fetch this?");
    default:
        return tr("May the agent do this in its sandbox?");
    }
}

void ApprovalCard::setApproval(const Approval &approval, const ToolCallItem *call, const QString &sessionTitle)
{
    m_approval = approval;
    m_kind = call ? call->kind : acp::ToolKind::Other;
    m_session->setText(sessionTitle);
    m_session->setVisible(!sessionTitle.isEmpty());
    QString command = visibleText(approval.command.isEmpty() && call ? call->command : approval.command);
    if (command.size() > MostCommand)
        command = command.left(MostCommand)
            + tr("\u2026 (%n more character(s))", nullptr, static_cast<int>(command.size() - MostCommand));
    m_approval.command = approval.command.isEmpty() && call ? call->command : approval.command;
    m_command->setText(command);
    m_commandBox->setVisible(!command.isEmpty());
    const QString title = visibleText(approval.title, LineBreaks::Show);
    m_title->setText(title);
    const QString place = visibleText(approval.place, LineBreaks::Show);
    m_place->setText(tr("Place: %1").arg(place));

    QString diffPath;
    m_diff->setVisible(false);
    if (call) {
        for (const acp::ToolContent &content : call->content) {
            if (const auto *diff = std::get_if<acp::Diff>(&content)) {
                diffPath = visibleText(diff->path, LineBreaks::Show);
                m_diff->setDiff(diffPath, inlineDiff(diff->oldText, diff->newText));
                m_diff->setVisible(true);
                break;
            }
        }
    }
    // Agents call an edit by its path; once is enough, where the change itself is shown.
    m_title->setVisible(
        !title.isEmpty() && title.trimmed() != command.trimmed() && title != place && title != diffPath);
    m_place->setVisible(!place.isEmpty() && place != diffPath);
    const auto always = std::ranges::find(approval.options, QStringLiteral("allow_always"), &ApprovalOption::kind);
    m_allowAlways->setVisible(approval.budget || always != approval.options.end());
    const QString meaning =
        always == approval.options.end() ? QString() : visibleText(always->name, LineBreaks::Show).left(300);
    m_always->setText(tr("The agent calls “Always allow”: %1").arg(meaning));
    m_always->setVisible(!meaning.isEmpty()
        && meaning.compare(QLatin1StringView("always allow"), Qt::CaseInsensitive) != 0
        && meaning.compare(QLatin1StringView("allow always"), Qt::CaseInsensitive) != 0);
    m_allowFor->setVisible(false);
    if (m_approval.egress)
        setEgress();
    retranslate();
    setAccessibleName(question() + QLatin1Char(' ') + (command.isEmpty() ? title : command));
    updateGeometry();
}

void ApprovalCard::decide(Decision decision)
{
    if (!m_deny->isEnabled() || (decision == Decision::AllowAlways && m_allowAlways->isHidden()))
        return;
    ApprovalDecision given;
    given.decision = decision;
    const QString written = m_reason->text().trimmed();
    if (m_approval.budget)
        return decideBudget(given, written);
    if (decision == Decision::Deny)
        given.reason = written;
    answer(given);
}

/// Deny stops, AllowAlways pauses, AllowOnce extends by what was written.
void ApprovalCard::decideBudget(ApprovalDecision given, const QString &written)
{
    BudgetAnswer said{.kind = given.decision == Decision::Deny ? BudgetAnswer::Kind::Stop
            : given.decision == Decision::AllowAlways          ? BudgetAnswer::Kind::Pause
                                                               : BudgetAnswer::Kind::Extend,
        .amount = 0};
    if (said.kind == BudgetAnswer::Kind::Extend && !written.isEmpty()) {
        const auto amount = budgetAmountFromText(m_approval.budget->limit.kind, written);
        if (!amount) {
            m_hint->setText(amount.error().message);
            return;
        }
        said.amount = *amount;
    }
    given.budget = said;
    if (said.kind == BudgetAnswer::Kind::Pause)
        Q_EMIT decided(m_approval.id, given); // the question stays open
    else
        answer(given);
}

void ApprovalCard::allowFor(EgressScope scope)
{
    if (!m_deny->isEnabled() || !m_approval.egress)
        return;
    ApprovalDecision given;
    given.decision = Decision::AllowOnce;
    given.scope = scope;
    answer(given);
}

void ApprovalCard::answer(const ApprovalDecision &decision)
{
    setAnswered();
    Q_EMIT decided(m_approval.id, decision);
}

/// What exactly would go out. The program's name is the sandbox's word.
void ApprovalCard::setEgress()
{
    const EgressQuestion &asked = *m_approval.egress;
    QString how;
    switch (asked.target.protocol) {
    case EgressProtocol::Tunnel:
        how = tr("An encrypted connection. Pilothouse looks the name up, lets only this server be reached, and cannot "
                 "read what is sent.");
        break;
    case EgressProtocol::Http:
        how = tr("Without encryption: %1 %2")
                  .arg(QString::fromLatin1(asked.method),
                      visibleText(QString::fromUtf8(asked.target.path), LineBreaks::Show).left(500));
        break;
    case EgressProtocol::Forward:
        how = tr("A forwarded port: any bytes in both directions.");
        break;
    }
    m_title->setText(how);
    m_title->setVisible(true);
    const QString sent = asked.bytesSent > 0
        ? tr("%1 were sent on this connection before.").arg(locale().formattedDataSize(asked.bytesSent))
        : tr("Nothing was sent yet, not even the name.");
    m_place->setText(asked.pid > 0 ? tr("Process %1 of the sandbox asks. %2").arg(asked.pid).arg(sent) : sent);
    m_place->setVisible(true);
    m_allowAlways->setVisible(false);
    m_always->setVisible(false);
    m_allowFor->setVisible(true);
}

void ApprovalCard::setAnswered()
{
    for (QWidget *widget : std::initializer_list<QWidget *>{m_deny, m_reason, m_allowAlways, m_allowFor, m_allowOnce})
        widget->setEnabled(false);
}

void ApprovalCard::arrange(int width) const
{
    m_reason->setVisible(width >= RoomForReason);
    const QMargins margins = layout()->contentsMargins();
    int needed = margins.left() + margins.right() - m_buttons->spacing();
    for (const QPushButton *button : {m_deny, m_allowAlways, m_allowFor, m_allowOnce}) {
        if (!button->isHidden())
            needed += button->sizeHint().width() + m_buttons->spacing();
    }
    m_buttons->setDirection(needed > width ? QBoxLayout::TopToBottom : QBoxLayout::LeftToRight);
}

int ApprovalCard::heightForWidth(int width) const
{
    arrange(width);
    return layout()->hasHeightForWidth() ? layout()->totalHeightForWidth(width) : layout()->totalSizeHint().height();
}

void ApprovalCard::resizeEvent(QResizeEvent *event)
{
    arrange(event->size().width());
    Panel::resizeEvent(event);
}

void ApprovalCard::changeEvent(QEvent *event)
{
    if (event->type() == QEvent::LanguageChange)
        retranslate();
    Panel::changeEvent(event);
}

void ApprovalCard::retranslate()
{
    if (m_approval.budget)
        return retranslateBudget();
    m_deny->setText(tr("Deny"));
    m_allowOnce->setText(tr("Allow once"));
    m_allowAlways->setText(tr("Always allow"));
    m_allowFor->setText(tr("Allow for\u2026"));
    const QList<QAction *> scopes = m_allowFor->menu()->actions();
    const QStringList words{tr("This turn"), tr("This session"), tr("This repository"), tr("Always")};
    for (qsizetype i = 0; i < scopes.size(); ++i)
        scopes[i]->setText(words[i]);
    m_reason->setPlaceholderText(tr("Why not?"));
    m_reason->setAccessibleName(tr("Reason for denying"));
    m_reason->setToolTip(tr("Why you say no. The agent reads it with your next prompt."));
    updateHint();
    m_question->setText(question());
}

void ApprovalCard::retranslateBudget()
{
    m_deny->setText(tr("Stop"));
    m_allowAlways->setText(tr("Pause"));
    m_allowOnce->setText(tr("Extend"));
    m_reason->setPlaceholderText(
        m_approval.budget->limit.kind == BudgetKind::Money ? tr("by 2.50") : tr("by how much"));
    m_reason->setAccessibleName(tr("By how much the budget is extended"));
    m_reason->setToolTip(tr("Left empty, it is what this request can need, and a tenth."));
    updateHint();
    m_question->setText(question());
}

void ApprovalCard::updateHint()
{
    if (m_approval.budget) {
        m_hint->setText(
            tr("%1 extends the budget, %2 stops the turn. “Pause” freezes the agent; the request stays held.")
                .arg(
                    allowOnceKeys().toString(QKeySequence::NativeText), denyKeys().toString(QKeySequence::NativeText)));
        return;
    }
    if (m_approval.egress) {
        m_hint->setText(tr("%1 allows once, %2 denies for this turn. What is sent leaves the sandbox and cannot be "
                           "taken back.")
                .arg(
                    allowOnceKeys().toString(QKeySequence::NativeText), denyKeys().toString(QKeySequence::NativeText)));
        return;
    }
    m_hint->setText(m_reason->text().isEmpty()
            ? tr("%1 allows once, %2 denies. What the agent does stays in its sandbox until you accept it.")
                  .arg(
                      allowOnceKeys().toString(QKeySequence::NativeText), denyKeys().toString(QKeySequence::NativeText))
            : tr("Deny it, and the agent reads your reason with your next prompt."));
}

} // namespace pilothouse

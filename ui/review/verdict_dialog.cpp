#include "ui/review/verdict_dialog.h"

#include "ui/controls/controls.h"

#include <QBoxLayout>
#include <QButtonGroup>
#include <QCheckBox>
#include <QPlainTextEdit>
#include <QRadioButton>

namespace pilothouse {

VerdictDialog::VerdictDialog(const Theme &theme, int drafts, int open, QWidget *parent)
    : QDialog(parent),
      m_verdicts(new QButtonGroup(this)),
      m_summary(new QPlainTextEdit(this)),
      m_send(new QCheckBox(tr("Send %n comment(s) to the agent", nullptr, drafts), this)),
      m_go(makeButton(QStringLiteral("verdictConfirm"), {}, ButtonKind::Primary, this))
{
    setObjectName(QStringLiteral("verdictDialog"));
    setWindowTitle(tr("Conclude the review"));
    setModal(true);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(grid::Three, grid::Three, grid::Three, grid::Three);
    layout->setSpacing(grid::One);
    layout->addWidget(
        new TextLabel(theme, TypeRole::Title, Tone::Text, tr("Your verdict on what is on the screen"), this));
    auto *explanation = new TextLabel(theme, TypeRole::Body, Tone::TextMuted,
        tr("It is about exactly these files as they are now. When one of them changes it is stale."), this);
    explanation->setWordWrap(true);
    layout->addWidget(explanation);
    layout->addSpacing(grid::Half);
    const auto choice = [&](Verdict verdict, const QString &name, const QString &text) {
        auto *button = new QRadioButton(text, this);
        button->setObjectName(name);
        m_verdicts->addButton(button, static_cast<int>(verdict));
        layout->addWidget(button);
        return button;
    };
    choice(Verdict::Approve, QStringLiteral("verdictApprove"), tr("Approve"))->setChecked(true);
    choice(Verdict::RequestChanges, QStringLiteral("verdictRequestChanges"), tr("Request changes"));
    choice(Verdict::Comment, QStringLiteral("verdictComment"), tr("Only comment"));
    if (open > 0)
        layout->addWidget(new TextLabel(
            theme, TypeRole::Small, Tone::Warning, tr("%n hunk(s) are not reviewed yet.", nullptr, open), this));
    layout->addSpacing(grid::Half);
    auto *label = new TextLabel(theme, TypeRole::BodyStrong, Tone::Text, tr("Summary"), this);
    label->setBuddy(m_summary);
    layout->addWidget(label);
    m_summary->setObjectName(QStringLiteral("verdictSummary"));
    m_summary->setProperty("field", true);
    m_summary->setTabChangesFocus(true);
    m_summary->setFixedHeight(96);
    layout->addWidget(m_summary);
    m_send->setObjectName(QStringLiteral("verdictSend"));
    m_send->setVisible(drafts > 0);
    layout->addWidget(m_send);
    layout->addSpacing(grid::One);
    auto *cancel = makeButton(QStringLiteral("verdictCancel"), tr("Cancel"), ButtonKind::Secondary, this);
    auto *buttons = new QHBoxLayout;
    buttons->addStretch();
    buttons->addWidget(cancel);
    buttons->addWidget(m_go);
    layout->addLayout(buttons);
    setFixedWidth(460);
    connect(m_verdicts, &QButtonGroup::idClicked, this, [this, drafts](int verdict) {
        m_send->setChecked(drafts > 0 && verdict == static_cast<int>(Verdict::RequestChanges));
        updateButton();
    });
    connect(cancel, &QPushButton::clicked, this, &QDialog::reject);
    connect(m_go, &QPushButton::clicked, this, [this] {
        Q_EMIT concluded(
            static_cast<Verdict>(m_verdicts->checkedId()), m_summary->toPlainText().trimmed(), m_send->isChecked());
        accept();
    });
    updateButton();
    // From the top down, beginning with the choice.
    QWidget *last = m_verdicts->buttons().front();
    last->setFocus();
    const QList<QWidget *> order{
        m_verdicts->buttons().at(1), m_verdicts->buttons().at(2), m_summary, m_send, cancel, m_go};
    for (QWidget *next : order)
        setTabOrder(std::exchange(last, next), next);
}

void VerdictDialog::updateButton()
{
    switch (static_cast<Verdict>(m_verdicts->checkedId())) {
    case Verdict::Approve:
        return m_go->setText(tr("Approve"));
    case Verdict::RequestChanges:
        return m_go->setText(tr("Request changes"));
    case Verdict::Comment:
        return m_go->setText(tr("Comment"));
    }
}

} // namespace pilothouse

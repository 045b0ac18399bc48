#include "ui/shell/welcome_page.h"

#include "ui/theme/app_sign.h"

#include <QBoxLayout>
#include <QEvent>

namespace pilothouse {

WelcomePage::WelcomePage(const Theme &theme, QWidget *parent)
    : QWidget(parent),
      m_title(new TextLabel(theme, TypeRole::Display, Tone::Text, {}, this)),
      m_text(new TextLabel(theme, TypeRole::Body, Tone::TextMuted, {}, this)),
      m_practiceTitle(new TextLabel(theme, TypeRole::Title)),
      m_practiceText(new TextLabel(theme, TypeRole::Body, Tone::TextMuted)),
      m_practice(makeButton(QStringLiteral("startPractice"), {}, ButtonKind::Primary)),
      m_ownTitle(new TextLabel(theme, TypeRole::Title)),
      m_ownText(new TextLabel(theme, TypeRole::Body, Tone::TextMuted)),
      m_own(makeButton(QStringLiteral("startOwn"), {}, ButtonKind::Secondary))
{
    setObjectName(QStringLiteral("welcome"));
    for (TextLabel *label : {m_text, m_practiceText, m_ownText})
        label->setWordWrap(true);
    const auto card = [&](const QString &icon, TextLabel *title, TextLabel *text, QPushButton *button) {
        auto *panel = new Panel(theme, Panel::Shape::Card, Tone::Surface);
        auto *layout = new QVBoxLayout(panel);
        layout->setContentsMargins(20, 20, 20, 20);
        layout->setSpacing(grid::One);
        layout->addWidget(new IconLabel(theme, icon, Tone::Accent, 24, panel));
        layout->addSpacing(grid::Half);
        layout->addWidget(title);
        layout->addWidget(text, 1, Qt::AlignTop);
        layout->addSpacing(grid::One);
        layout->addWidget(button, 0, Qt::AlignLeft);
        return panel;
    };
    auto *column = new QWidget(this);
    column->setMaximumWidth(700);
    auto *layout = new QVBoxLayout(column);
    layout->setContentsMargins(grid::Three, grid::Three, grid::Three, grid::Three);
    layout->setSpacing(grid::One);
    layout->addStretch(2);
    auto *sign = new QLabel(column);
    sign->setPixmap(appSign(56, devicePixelRatio()));
    layout->addWidget(sign);
    layout->addSpacing(grid::One);
    layout->addWidget(m_title);
    layout->addWidget(m_text);
    layout->addSpacing(grid::Two);
    auto *cards = new QHBoxLayout;
    cards->setSpacing(grid::Two);
    cards->addWidget(card(QStringLiteral("play"), m_practiceTitle, m_practiceText, m_practice), 1);
    cards->addWidget(card(QStringLiteral("branch"), m_ownTitle, m_ownText, m_own), 1);
    layout->addLayout(cards);
    layout->addSpacing(grid::Two);
    const QString icons[] = {QStringLiteral("container"), QStringLiteral("shield-question"), QStringLiteral("accept")};
    for (size_t i = 0; i < std::size(m_steps); ++i) {
        m_steps[i] = new TextLabel(theme, TypeRole::Body, Tone::TextMuted);
        m_steps[i]->setWordWrap(true);
        auto *row = new QHBoxLayout;
        row->setSpacing(grid::OneAndHalf);
        row->addWidget(new IconLabel(theme, icons[i], Tone::TextFaint, 16, column));
        row->addWidget(m_steps[i], 1);
        layout->addLayout(row);
    }
    layout->addStretch(3);
    auto *outer = new QHBoxLayout(this);
    outer->setContentsMargins(0, 0, 0, 0);
    outer->addStretch(1);
    outer->addWidget(column, 100);
    outer->addStretch(1);
    connect(m_practice, &QPushButton::clicked, this, &WelcomePage::practiceRequested);
    connect(m_own, &QPushButton::clicked, this, &WelcomePage::newSessionRequested);
    retranslate();
}

void WelcomePage::setBusy(bool busy)
{
    m_busy = busy;
    m_practice->setEnabled(!busy);
    retranslate();
}

void WelcomePage::changeEvent(QEvent *event)
{
    if (event->type() == QEvent::LanguageChange)
        retranslate();
    QWidget::changeEvent(event);
}

void WelcomePage::retranslate()
{
    m_title->setText(tr("Welcome aboard"));
    m_text->setText(tr("Pilothouse runs AI coding agents in containers: you give the task, watch, answer and decide "
                       "what becomes a commit."));
    m_practiceTitle->setText(tr("Practice session"));
    m_practiceText->setText(tr("A real agent in a real sandbox mends a small program. Its model is built in and "
                               "follows a script: no network, no key, no bill."));
    m_practice->setText(m_busy ? tr("Starting\u2026") : tr("Start the practice session"));
    m_ownTitle->setText(tr("Your repository"));
    m_ownText->setText(tr("Choose a git repository, an agent and a model. The agent gets a copy; your files stay as "
                          "they are until you accept."));
    m_own->setText(tr("New session\u2026"));
    m_steps[0]->setText(tr("The agent works in a container without network, on a copy of your repository."));
    m_steps[1]->setText(tr("It asks before it acts; you see the exact command or change and allow or deny it."));
    m_steps[2]->setText(tr("You review the difference and take over what you want as a commit on a new branch."));
}

} // namespace pilothouse

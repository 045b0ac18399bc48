#include "ui/controls/empty_state.h"

#include <QBoxLayout>

namespace pilothouse {

EmptyState::EmptyState(const Theme &theme, QWidget *parent)
    : QWidget(parent),
      m_icon(new IconLabel(theme, QStringLiteral("inbox"), Tone::TextFaint, 32, this)),
      m_title(new TextLabel(theme, TypeRole::Title, Tone::Text, {}, this)),
      m_text(new TextLabel(theme, TypeRole::Body, Tone::TextMuted, {}, this)),
      m_actions(new QHBoxLayout)
{
    m_title->setAlignment(Qt::AlignCenter);
    m_title->setWordWrap(true);
    m_text->setAlignment(Qt::AlignHCenter | Qt::AlignTop);
    m_text->setWordWrap(true);
    m_text->setMinimumWidth(160);
    m_text->setMaximumWidth(420);
    m_actions->setSpacing(grid::One);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(grid::Three, grid::Three, grid::Three, grid::Three);
    layout->setSpacing(grid::One);
    layout->addStretch(2);
    layout->addWidget(m_icon, 0, Qt::AlignHCenter);
    layout->addSpacing(grid::Half);
    layout->addWidget(m_title);
    auto *row = new QHBoxLayout;
    row->addStretch();
    row->addWidget(m_text, 10);
    row->addStretch();
    layout->addLayout(row);
    layout->addSpacing(grid::One);
    auto *actions = new QHBoxLayout;
    actions->addStretch();
    actions->addLayout(m_actions);
    actions->addStretch();
    layout->addLayout(actions);
    layout->addStretch(3);
}

void EmptyState::setContent(const QString &icon, const QString &title, const QString &text)
{
    m_icon->setIcon(icon, Tone::TextFaint);
    m_title->setText(title);
    m_text->setText(text);
    m_text->setVisible(!text.isEmpty());
}

void EmptyState::addAction(QPushButton *button)
{
    m_actions->addWidget(button);
}

} // namespace pilothouse

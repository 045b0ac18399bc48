#include "ui/review/find_bar.h"

#include "ui/controls/controls.h"

#include <QBoxLayout>
#include <QKeyEvent>
#include <QLineEdit>
#include <QLocale>
#include <QPainter>

namespace pilothouse {

FindBar::FindBar(const Theme &theme, ReviewView &view, QWidget *parent)
    : QWidget(parent),
      m_theme(theme),
      m_view(view),
      m_text(new QLineEdit(this)),
      m_case(makeIconButton(theme, QStringLiteral("findCase"), {}, {}, this)),
      m_words(makeIconButton(theme, QStringLiteral("findWords"), {}, {}, this)),
      m_previous(makeIconButton(theme, QStringLiteral("findPrevious"), QStringLiteral("chevron-up"), {}, this)),
      m_next(makeIconButton(theme, QStringLiteral("findNext"), QStringLiteral("chevron-down"), {}, this)),
      m_close(makeIconButton(theme, QStringLiteral("findClose"), QStringLiteral("close"), {}, this)),
      m_count(new TextLabel(theme, TypeRole::Small, Tone::TextMuted, {}, this))
{
    setObjectName(QStringLiteral("findBar"));
    m_text->setObjectName(QStringLiteral("findText"));
    m_text->installEventFilter(this);
    for (QToolButton *button : {m_case, m_words}) {
        button->setCheckable(true);
        button->setToolButtonStyle(Qt::ToolButtonTextOnly);
        connect(button, &QToolButton::toggled, this, &FindBar::look);
    }
    m_case->setText(QStringLiteral("Aa"));
    m_words->setText(QStringLiteral("\u201cw\u201d"));
    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins(grid::OneAndHalf, grid::Half, grid::One, grid::Half);
    layout->setSpacing(grid::Half);
    layout->addWidget(m_text, 1);
    layout->addWidget(m_count);
    for (QToolButton *button : {m_case, m_words, m_previous, m_next, m_close})
        layout->addWidget(button);
    connect(m_text, &QLineEdit::textChanged, this, &FindBar::look);
    connect(m_previous, &QToolButton::clicked, &m_view, &ReviewView::findPrevious);
    connect(m_next, &QToolButton::clicked, &m_view, &ReviewView::findNext);
    connect(m_close, &QToolButton::clicked, this, &FindBar::end);
    connect(&m_view, &ReviewView::found, this, &FindBar::showCount);
    setVisible(false);
    retranslate();
}

void FindBar::open()
{
    const QString selected = m_view.selectedText();
    setVisible(true);
    if (!selected.isEmpty() && !selected.contains(u'\n'))
        m_text->setText(selected);
    m_text->setFocus(Qt::ShortcutFocusReason);
    m_text->selectAll();
    look();
}

void FindBar::end()
{
    setVisible(false);
    m_view.find({});
    m_view.setFocus(Qt::OtherFocusReason);
}

void FindBar::look()
{
    if (m_text->text().isEmpty())
        m_count->setText({});
    m_view.find(m_text->text(), {m_case->isChecked(), m_words->isChecked()});
}

void FindBar::showCount(int current, int count, bool complete)
{
    if (m_text->text().isEmpty())
        return m_count->setText({});
    const QLocale locale;
    m_count->setTone(count == 0 && complete ? Tone::Danger : Tone::TextMuted);
    m_count->setText(count == 0 ? (complete ? tr("Not found") : tr("Looking\u2026"))
            : complete          ? tr("%1 of %2").arg(locale.toString(current), locale.toString(count))
                                : tr("%1 of %2\u2026").arg(locale.toString(current), locale.toString(count)));
}

bool FindBar::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == m_text && event->type() == QEvent::KeyPress) {
        const auto *key = static_cast<QKeyEvent *>(event);
        const bool back = key->modifiers() & Qt::ShiftModifier;
        switch (key->key()) {
        case Qt::Key_Return:
        case Qt::Key_Enter:
        case Qt::Key_F3:
            back ? m_view.findPrevious() : m_view.findNext();
            return true;
        case Qt::Key_Escape:
            end();
            return true;
        default:
            break;
        }
    }
    return QWidget::eventFilter(watched, event);
}

void FindBar::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.fillRect(rect(), m_theme.color(Tone::Sunken));
    painter.fillRect(QRect(0, height() - 1, width(), 1), m_theme.color(Tone::Border));
}

void FindBar::changeEvent(QEvent *event)
{
    if (event->type() == QEvent::LanguageChange)
        retranslate();
    QWidget::changeEvent(event);
}

void FindBar::retranslate()
{
    m_text->setPlaceholderText(tr("Find in all files"));
    m_text->setAccessibleName(tr("Find in all files"));
    setIconButtonName(m_case, tr("Tell upper case from lower case"));
    setIconButtonName(m_words, tr("Whole words only"));
    setIconButtonName(m_previous, tr("Previous place"), QKeySequence(Qt::SHIFT | Qt::Key_F3));
    setIconButtonName(m_next, tr("Next place"), QKeySequence(Qt::Key_F3));
    setIconButtonName(m_close, tr("Close"), QKeySequence(Qt::Key_Escape));
}

} // namespace pilothouse

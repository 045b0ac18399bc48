#include "ui/review/key_hints.h"

#include "ui/controls/controls.h"

#include <QBoxLayout>
#include <QGridLayout>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>

#include <array>

namespace pilothouse {

namespace {

constexpr int Height = 28;
constexpr int CapHeight = 18;

QString capText(const QKeySequence &keys)
{
    const QString text = keys.toString(QKeySequence::NativeText);
    return text.size() == 1 ? text.toLower() : text; // as it is typed
}

void paintCap(QPainter &painter, const Theme &theme, const QRectF &rect, const QString &text)
{
    painter.setPen(QPen(theme.color(Tone::BorderStrong), 1));
    painter.setBrush(theme.color(Tone::Surface));
    painter.drawRoundedRect(rect.adjusted(0.5, 0.5, -0.5, -0.5), 4, 4);
    painter.setPen(theme.color(Tone::Text));
    painter.drawText(rect, Qt::AlignCenter, text);
}

int capWidth(const QFontMetrics &metrics, const QString &text)
{
    return qMax(CapHeight, metrics.horizontalAdvance(text) + 10);
}

/// A key as it looks on a keyboard.
class KeyCap final : public QWidget {
public:
    KeyCap(const Theme &theme, QString text, QWidget *parent) : QWidget(parent), m_theme(theme), m_text(std::move(text))
    {
        setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    }
    [[nodiscard]] QSize sizeHint() const override
    {
        return {capWidth(QFontMetrics(m_theme.font(TypeRole::Small)), m_text), CapHeight};
    }

protected:
    void paintEvent(QPaintEvent *) override
    {
        QPainter painter(this);
        painter.setRenderHint(QPainter::Antialiasing);
        painter.setFont(m_theme.font(TypeRole::Small));
        paintCap(painter, m_theme, rect(), m_text);
    }

private:
    const Theme &m_theme;
    QString m_text;
};

} // namespace

KeyHints::KeyHints(const Theme &theme, QWidget *parent) : QWidget(parent), m_theme(theme)
{
    setObjectName(QStringLiteral("keyHints"));
    setMouseTracking(true);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    connect(&theme, &Theme::changed, this, qOverload<>(&QWidget::update));
    place();
}

QSize KeyHints::sizeHint() const
{
    return {400, Height};
}

void KeyHints::place()
{
    const QFontMetrics metrics(m_theme.font(TypeRole::Small));
    m_hints.clear();
    QStringList spoken;
    // The order of use, so that the last ones are those without room.
    static constexpr std::array Order{ReviewCommand::NextHunk, ReviewCommand::PreviousHunk, ReviewCommand::Accept,
        ReviewCommand::Reject, ReviewCommand::Comment, ReviewCommand::Viewed, ReviewCommand::Undo, ReviewCommand::Why,
        ReviewCommand::Find, ReviewCommand::GoToFile, ReviewCommand::Split, ReviewCommand::Help};
    for (const ReviewCommand command : Order) {
        const ReviewKey &key = *std::ranges::find(reviewKeys(), command, &ReviewKey::command);
        m_hints.push_back({key.command, capText(key.keys.first()), reviewKeyHint(key), {}});
        spoken.append(tr("%1: %2", "a key: what it does").arg(m_hints.back().key, m_hints.back().text));
    }
    setAccessibleName(tr("Keys. %1").arg(spoken.join(QLatin1StringView(", "))));
    const auto widthOf = [&](const Hint &hint) {
        return capWidth(metrics, hint.key) + 5 + metrics.horizontalAdvance(hint.text);
    };
    constexpr int Gap = 14;
    Hint &all = m_hints.back();
    int room = width() - 2 * grid::OneAndHalf - widthOf(all) - Gap;
    int left = grid::OneAndHalf;
    for (Hint &hint : m_hints) {
        const int needed = widthOf(hint);
        if (&hint != &all && needed > room)
            continue;
        hint.rect = QRect(left, (Height - CapHeight) / 2, needed, CapHeight);
        left += needed + Gap;
        room -= needed + Gap;
    }
    update();
}

void KeyHints::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.fillRect(rect(), m_theme.color(Tone::Sunken));
    painter.fillRect(QRect(0, 0, width(), 1), m_theme.color(Tone::Border));
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setFont(m_theme.font(TypeRole::Small));
    for (size_t i = 0; i < m_hints.size(); ++i) {
        const Hint &hint = m_hints[i];
        if (hint.rect.isEmpty())
            continue;
        const int cap = capWidth(painter.fontMetrics(), hint.key);
        paintCap(painter, m_theme, QRectF(hint.rect.left(), hint.rect.top(), cap, CapHeight), hint.key);
        painter.setPen(m_theme.color(static_cast<int>(i) == m_hovered ? Tone::Text : Tone::TextMuted));
        painter.drawText(hint.rect.adjusted(cap + 5, 0, 4, 0), Qt::AlignVCenter, hint.text);
    }
}

void KeyHints::resizeEvent(QResizeEvent *)
{
    place();
}

void KeyHints::mouseMoveEvent(QMouseEvent *event)
{
    const auto hit = std::ranges::find_if(m_hints,
        [&](const Hint &hint) { return hint.rect.adjusted(-4, -4, 4, 4).contains(event->position().toPoint()); });
    m_hovered = hit == m_hints.end() ? -1 : static_cast<int>(hit - m_hints.begin());
    setCursor(m_hovered >= 0 ? Qt::PointingHandCursor : Qt::ArrowCursor);
    update();
}

void KeyHints::leaveEvent(QEvent *)
{
    m_hovered = -1;
    update();
}

void KeyHints::mouseReleaseEvent(QMouseEvent *event)
{
    mouseMoveEvent(event);
    if (event->button() == Qt::LeftButton && m_hovered >= 0)
        Q_EMIT triggered(m_hints[static_cast<size_t>(m_hovered)].command);
}

void KeyHints::changeEvent(QEvent *event)
{
    if (event->type() == QEvent::LanguageChange)
        place();
    QWidget::changeEvent(event);
}

KeySheet::KeySheet(const Theme &theme, QWidget *parent) : QDialog(parent)
{
    setObjectName(QStringLiteral("keySheet"));
    setWindowTitle(tr("Keys of a review"));
    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins(grid::Three, grid::Three, grid::Three, grid::Three);
    layout->setSpacing(grid::Four);
    using Group = ReviewKey::Group;
    const std::initializer_list<std::initializer_list<Group>> columns{
        {Group::Go, Group::Talk}, {Group::Decide, Group::Session}, {Group::Look}};
    for (const auto &groups : columns) {
        auto *column = new QVBoxLayout;
        column->setSpacing(grid::One);
        for (const Group group : groups) {
            column->addWidget(new TextLabel(theme, TypeRole::BodyStrong, Tone::Text, reviewKeyGroup(group), this));
            auto *lines = new QGridLayout;
            lines->setHorizontalSpacing(grid::OneAndHalf);
            lines->setVerticalSpacing(grid::Half);
            lines->setColumnStretch(1, 1);
            for (const ReviewKey &key : reviewKeys()) {
                if (key.group != group)
                    continue;
                auto *caps = new QHBoxLayout;
                caps->setSpacing(3);
                // Two ways are enough for a sheet.
                for (const QKeySequence &keys : key.keys.first(qMin<qsizetype>(2, key.keys.size())))
                    caps->addWidget(new KeyCap(theme, capText(keys), this));
                caps->addStretch();
                const int row = lines->rowCount();
                lines->addLayout(caps, row, 0);
                lines->addWidget(
                    new TextLabel(theme, TypeRole::Body, Tone::TextMuted, reviewKeyText(key), this), row, 1);
            }
            column->addLayout(lines);
            column->addSpacing(grid::One);
        }
        column->addStretch();
        layout->addLayout(column);
    }
}

void KeySheet::keyPressEvent(QKeyEvent *event)
{
    if (reviewCommand(*event) == ReviewCommand::Help)
        return close(), void();
    QDialog::keyPressEvent(event);
}

} // namespace pilothouse

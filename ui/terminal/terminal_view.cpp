#include "ui/terminal/terminal_view.h"

#include "runner/terminal/terminal_history.h"
#include "runner/terminal/terminal_input.h"

#include <QApplication>
#include <QClipboard>
#include <QContextMenuEvent>
#include <QFontMetricsF>
#include <QKeyEvent>
#include <QMenu>
#include <QMessageBox>
#include <QPainter>
#include <QPushButton>
#include <QScrollBar>

namespace pilothouse {

namespace {

constexpr int Margin = grid::One;

/// The sixteen colours of the themes: chosen to be readable on their own background.
constexpr QRgb LightColors[16] = {0x24262d, 0xb3261e, 0x17774a, 0x8f5c00, 0x2f55d4, 0x8e3ba8, 0x0b7285, 0x6b6e79,
    0x4a4d57, 0xd1382f, 0x1f9159, 0xab7000, 0x4a6cf0, 0xa74fc2, 0x0e8ca3, 0x18191d};
constexpr QRgb DarkColors[16] = {0x2a2d35, 0xf47d78, 0x56c993, 0xe3b34f, 0x8aa5ff, 0xd19af0, 0x5fc9da, 0xc5c8d1,
    0x6b6f7b, 0xff9d98, 0x7adfae, 0xf2cb77, 0xa9bdff, 0xe2b8fa, 0x86dcea, 0xf4f5f8};

QColor indexedColor(quint8 index, bool dark)
{
    if (index < 16)
        return QColor::fromRgb(dark ? DarkColors[index] : LightColors[index]);
    if (index < 232) { // xterm's 6×6×6 cube
        const auto level = [](int step) { return step == 0 ? 0 : 55 + 40 * step; };
        const int cube = index - 16;
        return QColor(level(cube / 36), level(cube / 6 % 6), level(cube % 6));
    }
    const int grey = 8 + 10 * (index - 232);
    return QColor(grey, grey, grey);
}

} // namespace

TerminalView::TerminalView(const Theme &theme, QWidget *parent) : QAbstractScrollArea(parent), m_theme(theme)
{
    setObjectName(QStringLiteral("terminalView"));
    setFrameShape(QFrame::NoFrame);
    setFocusPolicy(Qt::StrongFocus);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setAttribute(Qt::WA_InputMethodEnabled);
    viewport()->setCursor(Qt::IBeamCursor);
    setAccessibleName(tr("Terminal"));
    connect(&theme, &Theme::changed, this, [this] {
        updateMetrics();
        viewport()->update();
    });
    connect(verticalScrollBar(), &QScrollBar::valueChanged, viewport(), qOverload<>(&QWidget::update));
    updateMetrics();
}

void TerminalView::updateMetrics()
{
    m_font = m_theme.font(TypeRole::Mono);
    m_font.setKerning(false);
    const QFontMetricsF metrics(m_font);
    m_cellWidth = qMax(1, qRound(metrics.horizontalAdvance(u'M')));
    m_cellHeight = qMax(1, qCeil(metrics.height() * 1.1));
    m_ascent = qRound(metrics.ascent() + metrics.height() * 0.05);
}

TerminalSize TerminalView::gridSize() const
{
    return {qMax(2, (viewport()->height() - 2 * Margin) / m_cellHeight),
        qMax(10, (viewport()->width() - 2 * Margin) / m_cellWidth)};
}

qint64 TerminalView::historySize() const
{
    return m_frame && !m_frame->modes.alternateScreen ? m_frame->history->size() : 0;
}

void TerminalView::setFrame(std::shared_ptr<const TerminalFrame> frame)
{
    const bool atEnd = verticalScrollBar()->value() >= verticalScrollBar()->maximum();
    m_frame = std::move(frame);
    updateBar(atEnd);
    viewport()->update();
}

void TerminalView::updateBar(bool atEnd)
{
    verticalScrollBar()->setRange(0, static_cast<int>(historySize()));
    verticalScrollBar()->setPageStep(gridSize().rows);
    verticalScrollBar()->setSingleStep(3);
    if (atEnd)
        verticalScrollBar()->setValue(verticalScrollBar()->maximum());
}

void TerminalView::resizeEvent(QResizeEvent *)
{
    updateBar(verticalScrollBar()->value() >= verticalScrollBar()->maximum());
    Q_EMIT gridSizeChanged(gridSize());
}

QColor TerminalView::colorOf(const TerminalColor &color, bool background) const
{
    switch (color.kind) {
    case TerminalColor::Kind::Default:
        return m_theme.color(background ? Tone::TerminalBackground : Tone::TerminalText);
    case TerminalColor::Kind::Indexed:
        return indexedColor(color.red, m_theme.isDark());
    case TerminalColor::Kind::Rgb:
        return QColor(color.red, color.green, color.blue);
    }
    return {};
}

std::shared_ptr<const TerminalRow> TerminalView::rowAt(qint64 number) const
{
    if (number < historySize())
        return std::make_shared<TerminalRow>(m_frame->history->row(number));
    const auto index = static_cast<size_t>(number - historySize());
    return index < m_frame->rows.size() ? m_frame->rows[index] : nullptr;
}

void TerminalView::paintRow(QPainter &painter, const TerminalRow &row, qint64 number, int y) const
{
    const Place begin = qMin(m_anchor, m_cursor);
    const Place end = qMax(m_anchor, m_cursor);
    const auto isSelected = [&](int column) {
        return begin.row >= 0 && begin != end && Place{number, column} >= begin && Place{number, column} < end;
    };
    const auto cells = static_cast<int>(row.cells.size());
    for (int column = 0; column < cells;) {
        // One run of cells that look the same is drawn at once.
        const TerminalStyle style = row.cells[static_cast<size_t>(column)].style;
        const bool selected = isSelected(column);
        QString text;
        int last = column;
        bool plain = true;
        while (last < cells && row.cells[static_cast<size_t>(last)].style == style && isSelected(last) == selected
            && plain) {
            const TerminalCell &cell = row.cells[static_cast<size_t>(last)];
            const std::u32string_view character = cellText(row, cell);
            // A character that may not be one cell wide in the font stands alone, so that the next one is in its place.
            plain = cell.width == 1 && !cell.isCluster() && cell.character < 0x2500;
            if (!plain && last > column)
                break;
            text += QString::fromUcs4(character.data(), static_cast<qsizetype>(character.size()));
            last += plain ? 1 : qMax<int>(1, cell.width);
        }
        QColor foreground = colorOf(style.foreground, false);
        QColor background = colorOf(style.background, true);
        if (style.inverse != m_frame->modes.reverseVideo)
            std::swap(foreground, background);
        if (style.dim)
            foreground.setAlphaF(0.6F);
        const QRect rect(Margin + column * m_cellWidth, y, (last - column) * m_cellWidth, m_cellHeight);
        if (selected)
            painter.fillRect(rect, m_theme.color(Tone::Selection));
        else if (background != m_theme.color(Tone::TerminalBackground))
            painter.fillRect(rect, background);
        if (!style.invisible && !QStringView(text).trimmed().isEmpty()) {
            QFont font = m_font;
            font.setBold(style.bold);
            font.setItalic(style.italic);
            font.setUnderline(style.underline != TerminalUnderline::None);
            font.setStrikeOut(style.strike);
            painter.setFont(font);
            painter.setPen(foreground);
            painter.drawText(rect.left(), y + m_ascent, text);
        }
        column = qMax(last, column + 1);
    }
}

void TerminalView::paintCursor(QPainter &painter, int y) const
{
    const TerminalCursor &cursor = m_frame->cursor;
    if (!cursor.visible)
        return;
    QRect rect(Margin + cursor.column * m_cellWidth, y, m_cellWidth, m_cellHeight);
    const QColor color = m_theme.color(Tone::Accent);
    if (!hasFocus()) {
        painter.setPen(color);
        painter.setBrush(Qt::NoBrush);
        painter.drawRect(rect.adjusted(0, 0, -1, -1));
        return;
    }
    if (cursor.shape == TerminalCursorShape::Bar)
        rect.setWidth(2);
    else if (cursor.shape == TerminalCursorShape::Underline)
        rect.setTop(rect.bottom() - 1);
    painter.fillRect(rect, color);
    if (cursor.shape != TerminalCursorShape::Block)
        return;
    const TerminalRow &row = *m_frame->rows[static_cast<size_t>(cursor.row)];
    if (cursor.column < static_cast<int>(row.cells.size())) {
        const std::u32string_view text = cellText(row, row.cells[static_cast<size_t>(cursor.column)]);
        painter.setFont(m_font);
        painter.setPen(m_theme.color(Tone::TerminalBackground));
        painter.drawText(
            rect.left(), y + m_ascent, QString::fromUcs4(text.data(), static_cast<qsizetype>(text.size())));
    }
}

void TerminalView::paintEvent(QPaintEvent *event)
{
    QPainter painter(viewport());
    painter.fillRect(event->rect(), m_theme.color(Tone::TerminalBackground));
    if (!m_frame)
        return;
    const qint64 first = verticalScrollBar()->value();
    const qint64 total = historySize() + static_cast<qint64>(m_frame->rows.size());
    for (qint64 number = first; number < total; ++number) {
        const int y = Margin + static_cast<int>(number - first) * m_cellHeight;
        if (y > viewport()->height())
            break;
        if (const auto row = rowAt(number))
            paintRow(painter, *row, number, y);
        if (number == historySize() + m_frame->cursor.row)
            paintCursor(painter, y);
    }
    if (hasFocus()) {
        painter.setPen(QPen(m_theme.color(Tone::Focus), 1));
        painter.setBrush(Qt::NoBrush);
        painter.drawRect(viewport()->rect().adjusted(0, 0, -1, -1));
    }
}

bool TerminalView::event(QEvent *event)
{
    // Keys that the shell needs must not be taken by the window's shortcuts or the focus chain.
    if (event->type() == QEvent::ShortcutOverride) {
        const auto *key = static_cast<QKeyEvent *>(event);
        const bool windows = (key->modifiers() & Qt::ControlModifier) && (key->modifiers() & Qt::ShiftModifier);
        if (!windows && key->key() != Qt::Key_F6) {
            event->accept();
            return true;
        }
    }
    if (event->type() == QEvent::KeyPress) {
        auto *key = static_cast<QKeyEvent *>(event);
        if (key->key() == Qt::Key_Tab || key->key() == Qt::Key_Backtab) {
            keyPressEvent(key);
            return true;
        }
    }
    return QAbstractScrollArea::event(event);
}

void TerminalView::keyPressEvent(QKeyEvent *event)
{
    const bool controlShift = event->modifiers() == (Qt::ControlModifier | Qt::ShiftModifier);
    if (controlShift && event->key() == Qt::Key_C)
        return copy();
    if (controlShift && event->key() == Qt::Key_V)
        return paste();
    if (event->modifiers() == Qt::ShiftModifier
        && (event->key() == Qt::Key_PageUp || event->key() == Qt::Key_PageDown)) {
        verticalScrollBar()->triggerAction(
            event->key() == Qt::Key_PageUp ? QAbstractSlider::SliderPageStepSub : QAbstractSlider::SliderPageStepAdd);
        return;
    }
    // What is typed before the first frame counts, too.
    const QByteArray bytes =
        encodeKey(event->key(), event->modifiers().toInt(), event->text(), m_frame ? m_frame->modes : TerminalModes{});
    if (bytes.isEmpty())
        return QAbstractScrollArea::keyPressEvent(event);
    verticalScrollBar()->setValue(verticalScrollBar()->maximum());
    m_anchor = m_cursor = {};
    Q_EMIT bytesTyped(bytes);
}

void TerminalView::inputMethodEvent(QInputMethodEvent *event)
{
    if (!event->commitString().isEmpty())
        Q_EMIT bytesTyped(event->commitString().toUtf8());
    event->accept();
}

void TerminalView::paste()
{
    const QString text = QApplication::clipboard()->text();
    if (!m_frame || text.isEmpty())
        return;
    if (!pasteRunsCommands(text, m_frame->modes)) {
        Q_EMIT bytesTyped(encodePaste(text, m_frame->modes));
        return;
    }
    auto *question = new QMessageBox(QMessageBox::NoIcon, tr("Paste several lines?"),
        tr("The text has line breaks, so the shell would run its lines at once."), QMessageBox::Cancel, this);
    question->setAttribute(Qt::WA_DeleteOnClose);
    QPushButton *yes = question->addButton(tr("Paste"), QMessageBox::AcceptRole);
    connect(yes, &QPushButton::clicked, this, [this, text] {
        if (m_frame)
            Q_EMIT bytesTyped(encodePaste(text, m_frame->modes));
    });
    question->setDefaultButton(QMessageBox::Cancel);
    question->open();
}

void TerminalView::copy()
{
    if (const QString text = selectedText(); !text.isEmpty())
        QApplication::clipboard()->setText(text);
}

TerminalView::Place TerminalView::placeAt(QPointF point) const
{
    const qint64 row = verticalScrollBar()->value() + qMax(0, static_cast<int>(point.y()) - Margin) / m_cellHeight;
    return {row, qMax(0, qRound((point.x() - Margin) / m_cellWidth))};
}

bool TerminalView::sendMouse(QMouseEvent *event, int action)
{
    if (!m_frame || m_frame->modes.mouse == TerminalMouse::None || (event->modifiers() & Qt::ShiftModifier))
        return false; // Shift selects text even where the program wants the mouse
    const auto button = event->button() == Qt::LeftButton ? TerminalMouseButton::Left
        : event->button() == Qt::RightButton              ? TerminalMouseButton::Right
        : event->button() == Qt::MiddleButton             ? TerminalMouseButton::Middle
                                                          : TerminalMouseButton::None;
    const Place place = placeAt(event->position());
    const QByteArray bytes = encodeMouse(static_cast<TerminalMouseAction>(action), button,
        static_cast<int>(place.row - historySize()), place.column, event->modifiers().toInt(), m_frame->modes);
    if (!bytes.isEmpty())
        Q_EMIT bytesTyped(bytes);
    return true;
}

void TerminalView::mousePressEvent(QMouseEvent *event)
{
    if (sendMouse(event, static_cast<int>(TerminalMouseAction::Press)) || event->button() != Qt::LeftButton)
        return;
    m_anchor = m_cursor = placeAt(event->position());
    m_selecting = true;
    viewport()->update();
}

void TerminalView::mouseMoveEvent(QMouseEvent *event)
{
    if (!m_selecting) {
        sendMouse(event, static_cast<int>(TerminalMouseAction::Move));
        return;
    }
    m_cursor = placeAt(event->position());
    viewport()->update();
}

void TerminalView::mouseReleaseEvent(QMouseEvent *event)
{
    if (std::exchange(m_selecting, false)) {
        if (const QString text = selectedText(); !text.isEmpty() && QApplication::clipboard()->supportsSelection())
            QApplication::clipboard()->setText(text, QClipboard::Selection);
        return;
    }
    sendMouse(event, static_cast<int>(TerminalMouseAction::Release));
}

void TerminalView::wheelEvent(QWheelEvent *event)
{
    if (!m_frame || m_frame->modes.mouse == TerminalMouse::None || (event->modifiers() & Qt::ShiftModifier))
        return QAbstractScrollArea::wheelEvent(event);
    const Place place = placeAt(event->position());
    const auto button = event->angleDelta().y() > 0 ? TerminalMouseButton::WheelUp : TerminalMouseButton::WheelDown;
    Q_EMIT bytesTyped(encodeMouse(TerminalMouseAction::Press, button, static_cast<int>(place.row - historySize()),
        place.column, event->modifiers().toInt(), m_frame->modes));
}

QString TerminalView::selectedText() const
{
    const Place begin = qMin(m_anchor, m_cursor);
    const Place end = qMax(m_anchor, m_cursor);
    if (!m_frame || begin.row < 0 || begin == end)
        return {};
    QString text;
    for (qint64 number = begin.row; number <= end.row; ++number) {
        const auto row = rowAt(number);
        if (!row)
            break;
        QString line;
        for (int column = 0; column < static_cast<int>(row->cells.size()); ++column) {
            const Place here{number, column};
            if (here < begin || here >= end)
                continue;
            const std::u32string_view character = cellText(*row, row->cells[static_cast<size_t>(column)]);
            line += QString::fromUcs4(character.data(), static_cast<qsizetype>(character.size()));
        }
        while (!row->wrapped && line.endsWith(u' '))
            line.chop(1);
        text += line;
        if (!row->wrapped && number != end.row)
            text += u'\n';
    }
    return text;
}

void TerminalView::focusInEvent(QFocusEvent *event)
{
    if (m_frame)
        Q_EMIT bytesTyped(encodeFocus(true, m_frame->modes));
    viewport()->update();
    QAbstractScrollArea::focusInEvent(event);
}

void TerminalView::focusOutEvent(QFocusEvent *event)
{
    if (m_frame)
        Q_EMIT bytesTyped(encodeFocus(false, m_frame->modes));
    viewport()->update();
    QAbstractScrollArea::focusOutEvent(event);
}

void TerminalView::contextMenuEvent(QContextMenuEvent *event)
{
    auto *menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    QAction *copyAction = menu->addAction(m_theme.icon(QStringLiteral("copy")), tr("Copy"), this, &TerminalView::copy);
    copyAction->setShortcut(QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_C));
    copyAction->setEnabled(!selectedText().isEmpty());
    menu->addAction(tr("Paste"), this, &TerminalView::paste)
        ->setShortcut(QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_V));
    menu->popup(event->globalPos());
}

} // namespace pilothouse

// The larger controls of Style: labels, menus, tabs, scroll bars, combo boxes, progress.
#include "ui/theme/style.h"
#include "ui/theme/theme.h"

#include <QApplication>
#include <QComboBox>
#include <QPainter>
#include <QPushButton>
#include <QStyleOption>

namespace pilothouse {

void Style::drawMenuItem(const QStyleOption *option, QPainter *painter, const QWidget *) const
{
    const auto *item = qstyleoption_cast<const QStyleOptionMenuItem *>(option);
    if (!item)
        return;
    const QRectF rect = QRectF(item->rect).adjusted(1, 0, -1, 0);
    if (item->menuItemType == QStyleOptionMenuItem::Separator) {
        painter->fillRect(
            QRectF(rect.left() + 6, rect.center().y(), rect.width() - 12, 1), m_theme.color(Tone::Border));
        return;
    }
    const bool enabled = item->state & State_Enabled;
    if (enabled && (item->state & State_Selected))
        fillRound(painter, rect, m_theme.color(Tone::AccentSoft), {}, 5);
    const QRectF iconRect(rect.left() + 8, rect.center().y() - 8, 16, 16);
    if (item->checkType != QStyleOptionMenuItem::NotCheckable) {
        if (item->checked)
            m_theme.paintIcon(*painter, iconRect, QStringLiteral("check"), Tone::Accent);
    } else if (!item->icon.isNull()) {
        item->icon.paint(painter, iconRect.toRect(), Qt::AlignCenter, enabled ? QIcon::Normal : QIcon::Disabled);
    }
    painter->save();
    painter->setFont(item->font);
    painter->setPen(m_theme.color(enabled ? Tone::Text : Tone::TextFaint));
    const QStringList parts = item->text.split(u'\t');
    const QRectF textRect = rect.adjusted(32, 0, -12, 0);
    painter->drawText(
        textRect, Qt::AlignVCenter | Qt::AlignLeft | Qt::TextShowMnemonic | Qt::TextHideMnemonic, parts.value(0));
    if (parts.size() > 1) {
        painter->setPen(m_theme.color(Tone::TextFaint));
        painter->drawText(textRect, Qt::AlignVCenter | Qt::AlignRight, parts.value(1));
    }
    if (item->menuItemType == QStyleOptionMenuItem::SubMenu)
        m_theme.paintIcon(*painter, QRectF(rect.right() - 18, rect.center().y() - 6, 12, 12),
            QStringLiteral("chevron-right"), Tone::TextFaint);
    painter->restore();
}

void Style::drawTab(const QStyleOption *option, QPainter *painter) const
{
    const auto *tab = qstyleoption_cast<const QStyleOptionTab *>(option);
    if (!tab)
        return;
    const bool selected = tab->state & State_Selected;
    const QRectF rect = tab->rect;
    if (!selected && (tab->state & State_MouseOver))
        fillRound(painter, rect.adjusted(3, 5, -3, -5), m_theme.color(Tone::Hover), {}, grid::Radius);
    painter->save();
    const int textWidth = tab->fontMetrics.horizontalAdvance(tab->text);
    const int iconWidth = tab->icon.isNull() ? 0 : 22;
    qreal x = rect.center().x() - (textWidth + iconWidth) / 2.0;
    if (iconWidth) {
        tab->icon.paint(painter, QRectF(x, rect.center().y() - 8, 16, 16).toRect(), Qt::AlignCenter,
            selected ? QIcon::Selected : QIcon::Normal);
        x += iconWidth;
    }
    painter->setPen(m_theme.color(selected ? Tone::Text : Tone::TextMuted));
    painter->drawText(QRectF(x, rect.top(), textWidth + 4, rect.height()),
        Qt::AlignVCenter | Qt::AlignLeft | Qt::TextHideMnemonic, tab->text);
    if (selected) {
        painter->setRenderHint(QPainter::Antialiasing);
        painter->setPen(Qt::NoPen);
        painter->setBrush(m_theme.color(Tone::Accent));
        painter->drawRoundedRect(QRectF(rect.left() + 10, rect.bottom() - 2, rect.width() - 20, 2), 1, 1);
    }
    painter->restore();
    if ((tab->state & State_HasFocus) && selected)
        drawFocusRing(painter, rect.adjusted(3, 5, -3, -5), grid::Radius);
}

void Style::drawControl(
    ControlElement element, const QStyleOption *option, QPainter *painter, const QWidget *widget) const
{
    switch (element) {
    case CE_MenuItem:
        return drawMenuItem(option, painter, widget);
    case CE_TabBarTabShape:
        return;
    case CE_TabBarTabLabel:
        return drawTab(option, painter);
    case CE_Splitter:
        painter->fillRect(option->rect, m_theme.color(Tone::Border));
        return;
    case CE_ProgressBar:
        return drawProgress(option, painter);
    case CE_MenuBarEmptyArea:
        painter->fillRect(option->rect, m_theme.color(Tone::Window));
        return;
    case CE_MenuBarItem:
        if (const auto *item = qstyleoption_cast<const QStyleOptionMenuItem *>(option)) {
            painter->fillRect(item->rect, m_theme.color(Tone::Window));
            if (item->state & State_Selected)
                fillRound(painter, QRectF(item->rect).adjusted(1, 3, -1, -3), m_theme.color(Tone::Hover), {}, 5);
            painter->setPen(m_theme.color(item->state & State_Enabled ? Tone::Text : Tone::TextFaint));
            painter->drawText(item->rect, Qt::AlignCenter | Qt::TextHideMnemonic, item->text);
        }
        return;
    case CE_PushButtonLabel:
        if (const auto *button = qstyleoption_cast<const QStyleOptionButton *>(option)) {
            QStyleOptionButton copy = *button;
            const auto kind = static_cast<ButtonKind>(widget ? widget->property("buttonKind").toInt() : 0);
            const bool filled = kind == ButtonKind::Primary || kind == ButtonKind::Danger;
            copy.palette.setColor(QPalette::ButtonText, m_theme.color(filled ? Tone::AccentText : Tone::Text));
            if (filled && !(copy.state & State_Enabled))
                copy.palette.setColor(QPalette::Disabled, QPalette::ButtonText, m_theme.color(Tone::AccentText));
            copy.features.setFlag(QStyleOptionButton::HasMenu, false);
            if (button->features & QStyleOptionButton::HasMenu) {
                copy.rect.adjust(0, 0, -14, 0);
                m_theme.paintIcon(*painter, QRectF(button->rect.right() - 20, button->rect.center().y() - 5, 12, 12),
                    QStringLiteral("chevron-down"), filled ? Tone::AccentText : Tone::TextMuted);
            }
            QProxyStyle::drawControl(element, &copy, painter, widget);
        }
        return;
    case CE_ComboBoxLabel:
        if (const auto *combo = qstyleoption_cast<const QStyleOptionComboBox *>(option); combo && !combo->editable) {
            QRect rect = proxy()->subControlRect(CC_ComboBox, combo, SC_ComboBoxEditField, widget);
            if (!combo->currentIcon.isNull()) {
                combo->currentIcon.paint(painter, QRect(rect.left(), rect.center().y() - 7, 16, 16));
                rect.adjust(24, 0, 0, 0);
            }
            painter->setPen(m_theme.color(combo->state & State_Enabled ? Tone::Text : Tone::TextFaint));
            painter->drawText(rect, Qt::AlignVCenter | Qt::AlignLeft,
                combo->fontMetrics.elidedText(combo->currentText, Qt::ElideRight, rect.width()));
        }
        return;
    default:
        return QProxyStyle::drawControl(element, option, painter, widget);
    }
}

void Style::drawProgress(const QStyleOption *option, QPainter *painter) const
{
    const auto *bar = qstyleoption_cast<const QStyleOptionProgressBar *>(option);
    if (!bar)
        return;
    const QRectF track(bar->rect.left(), bar->rect.center().y() - 1.5, bar->rect.width(), 4);
    fillRound(painter, track, m_theme.color(Tone::Border), {}, 2);
    const qint64 range = qint64(bar->maximum) - bar->minimum;
    if (range > 0) {
        const qreal share = qBound(0.0, qreal(bar->progress - bar->minimum) / qreal(range), 1.0);
        fillRound(painter, QRectF(track.left(), track.top(), track.width() * share, track.height()),
            m_theme.color(Tone::AccentFill), {}, 2);
    } else {
        fillRound(painter, QRectF(track.left(), track.top(), track.width() / 3, track.height()),
            m_theme.color(Tone::AccentFill), {}, 2);
    }
}

void Style::drawScrollBar(const QStyleOptionComplex *option, QPainter *painter, const QWidget *widget) const
{
    const auto *bar = qstyleoption_cast<const QStyleOptionSlider *>(option);
    if (!bar || bar->maximum <= bar->minimum)
        return;
    const QRectF slider = subControlRect(CC_ScrollBar, bar, SC_ScrollBarSlider, widget);
    const bool active = (bar->state & State_MouseOver) || (bar->activeSubControls & SC_ScrollBarSlider);
    const qreal inset = active ? 2 : 3;
    const QRectF thumb = slider.adjusted(inset, inset, -inset, -inset);
    fillRound(painter, thumb, m_theme.color(active ? Tone::ScrollBarHover : Tone::ScrollBar), {},
        qMin(thumb.width(), thumb.height()) / 2);
}

void Style::drawComboBox(const QStyleOptionComplex *option, QPainter *painter, const QWidget *) const
{
    const auto *combo = qstyleoption_cast<const QStyleOptionComboBox *>(option);
    if (!combo)
        return;
    painter->save();
    if (!(combo->state & State_Enabled))
        painter->setOpacity(0.6);
    QStyleOption field(*combo);
    field.state.setFlag(State_HasFocus,
        (combo->state & State_HasFocus) && (combo->editable || (combo->state & State_KeyboardFocusChange)));
    drawField(&field, painter);
    m_theme.paintIcon(*painter, QRectF(combo->rect.right() - 24, combo->rect.center().y() - 6, 14, 14),
        QStringLiteral("chevron-down"), Tone::TextMuted);
    painter->restore();
}

void Style::drawComplexControl(
    ComplexControl control, const QStyleOptionComplex *option, QPainter *painter, const QWidget *widget) const
{
    switch (control) {
    case CC_ScrollBar:
        return drawScrollBar(option, painter, widget);
    case CC_ComboBox:
        return drawComboBox(option, painter, widget);
    case CC_ToolButton:
        if (const auto *button = qstyleoption_cast<const QStyleOptionToolButton *>(option)) {
            drawButton(button, painter, widget);
            QStyleOptionToolButton label = *button;
            label.features.setFlag(QStyleOptionToolButton::HasMenu, false);
            proxy()->drawControl(CE_ToolButtonLabel, &label, painter, widget);
        }
        return;
    default:
        return QProxyStyle::drawComplexControl(control, option, painter, widget);
    }
}

QRect Style::subControlRect(
    ComplexControl control, const QStyleOptionComplex *option, SubControl part, const QWidget *widget) const
{
    if (control == CC_ScrollBar) {
        // No arrow buttons: the groove is the whole bar.
        const auto *bar = qstyleoption_cast<const QStyleOptionSlider *>(option);
        if (!bar)
            return {};
        const bool horizontal = bar->orientation == Qt::Horizontal;
        const int length = horizontal ? bar->rect.width() : bar->rect.height();
        const qint64 range = qint64(bar->maximum) - bar->minimum;
        int slider = length;
        if (range > 0)
            slider = qBound(
                qMin(32, length), static_cast<int>(qint64(length) * bar->pageStep / (range + bar->pageStep)), length);
        const int start =
            sliderPositionFromValue(bar->minimum, bar->maximum, bar->sliderPosition, length - slider, bar->upsideDown);
        const auto along = [&](int from, int extent) {
            const QRect rect =
                horizontal ? QRect(from, 0, extent, bar->rect.height()) : QRect(0, from, bar->rect.width(), extent);
            return visualRect(bar->direction, bar->rect, rect.translated(bar->rect.topLeft()));
        };
        switch (part) {
        case SC_ScrollBarGroove:
            return bar->rect;
        case SC_ScrollBarSlider:
            return along(start, slider);
        case SC_ScrollBarSubPage:
            return along(0, start);
        case SC_ScrollBarAddPage:
            return along(start + slider, length - start - slider);
        default:
            return {};
        }
    }
    if (control == CC_ComboBox) {
        if (part == SC_ComboBoxEditField)
            return option->rect.adjusted(12, 1, -28, -1);
        if (part == SC_ComboBoxArrow)
            return QRect(option->rect.right() - 28, option->rect.top(), 28, option->rect.height());
        if (part == SC_ComboBoxListBoxPopup)
            return option->rect.translated(0, 2);
    }
    return QProxyStyle::subControlRect(control, option, part, widget);
}

QRect Style::subElementRect(SubElement element, const QStyleOption *option, const QWidget *widget) const
{
    switch (element) {
    case SE_LineEditContents:
        if (widget && qobject_cast<const QComboBox *>(widget->parentWidget()))
            return option->rect; // the combo box has left the room already
        return option->rect.adjusted(8, 1, -8, -1);
    case SE_PushButtonContents:
        return option->rect;
    case SE_PushButtonFocusRect:
        return option->rect;
    case SE_ProgressBarGroove:
    case SE_ProgressBarContents:
        return option->rect;
    default:
        return QProxyStyle::subElementRect(element, option, widget);
    }
}

} // namespace pilothouse

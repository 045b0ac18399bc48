#include "ui/theme/style.h"

#include "ui/theme/theme.h"

#include <QAbstractButton>
#include <QAbstractItemView>
#include <QAbstractScrollArea>
#include <QComboBox>
#include <QGuiApplication>
#include <QLineEdit>
#include <QMenu>
#include <QPainter>
#include <QPushButton>
#include <QScrollBar>
#include <QStyleOption>
#include <QTabBar>
#include <QToolButton>

namespace pilothouse {

namespace {

constexpr const char *KindProperty = "buttonKind";
constexpr int ScrollBarWidth = 10;

} // namespace

void setButtonKind(QAbstractButton *button, ButtonKind kind)
{
    button->setProperty(KindProperty, static_cast<int>(kind));
    button->update();
}

Style::Style(const Theme &theme) : QProxyStyle(QStringLiteral("Fusion")), m_theme(theme) { }

QIcon Style::standardIcon(StandardPixmap icon, const QStyleOption *option, const QWidget *widget) const
{
    // For these, which the window has from its first frame on, Qt would look through every icon theme of the system
    // and load every image format's plugin, which takes as long as a third of the start.
    if (icon == SP_LineEditClearButton)
        return m_theme.icon(QStringLiteral("close"), Tone::TextFaint);
    if (icon == SP_ToolBarHorizontalExtensionButton) // of a menu bar that has no room
        return m_theme.icon(QStringLiteral("chevron-right"), Tone::TextMuted);
    return QProxyStyle::standardIcon(icon, option, widget);
}

QPalette Style::standardPalette() const
{
    return m_theme.palette();
}

void Style::polish(QWidget *widget)
{
    QProxyStyle::polish(widget);
    if (qobject_cast<QAbstractButton *>(widget) || qobject_cast<QComboBox *>(widget)
        || qobject_cast<QScrollBar *>(widget) || qobject_cast<QTabBar *>(widget) || qobject_cast<QLineEdit *>(widget))
        widget->setAttribute(Qt::WA_Hover);
    if (qobject_cast<QMenu *>(widget) || widget->inherits("QComboBoxPrivateContainer") || widget->inherits("QTipLabel"))
        widget->setAttribute(Qt::WA_TranslucentBackground);
}

void Style::fillRound(
    QPainter *painter, const QRectF &rect, const QColor &fill, const QColor &border, qreal radius) const
{
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    painter->setBrush(fill.isValid() ? QBrush(fill) : Qt::NoBrush);
    painter->setPen(border.isValid() ? QPen(border, 1) : Qt::NoPen);
    const qreal inset = border.isValid() ? 0.5 : 0;
    painter->drawRoundedRect(rect.adjusted(inset, inset, -inset, -inset), radius, radius);
    painter->restore();
}

void Style::drawFocusRing(QPainter *painter, const QRectF &rect, qreal radius) const
{
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    painter->setBrush(Qt::NoBrush);
    painter->setPen(QPen(m_theme.color(Tone::Focus), 2));
    painter->drawRoundedRect(rect.adjusted(1, 1, -1, -1), radius, radius);
    painter->restore();
}

void Style::drawButton(const QStyleOption *option, QPainter *painter, const QWidget *widget) const
{
    const bool tool = qobject_cast<const QToolButton *>(widget) != nullptr;
    const bool enabled = option->state & State_Enabled;
    const bool hover = enabled && (option->state & State_MouseOver);
    const bool down = enabled && (option->state & (State_Sunken | State_On));
    auto kind = tool ? ButtonKind::Ghost : ButtonKind::Secondary;
    if (widget && widget->property(KindProperty).isValid())
        kind = static_cast<ButtonKind>(widget->property(KindProperty).toInt());
    const QRectF rect = option->rect;
    QColor fill;
    QColor border;
    switch (kind) {
    case ButtonKind::Primary:
        fill = m_theme.color(hover || down ? Tone::AccentHover : Tone::AccentFill);
        break;
    case ButtonKind::Danger:
        fill = m_theme.color(hover || down ? Tone::DangerHover : Tone::DangerFill);
        break;
    case ButtonKind::Ghost:
        break;
    case ButtonKind::Secondary:
        fill = m_theme.color(Tone::Raised);
        border = m_theme.color(Tone::BorderStrong);
        break;
    }
    painter->save();
    if (!enabled)
        painter->setOpacity(0.5);
    if (fill.isValid() || border.isValid())
        fillRound(painter, rect, fill, border, grid::Radius);
    if ((hover || down) && (kind == ButtonKind::Secondary || kind == ButtonKind::Ghost))
        fillRound(painter, rect, m_theme.color(down ? Tone::Pressed : Tone::Hover), {}, grid::Radius);
    painter->restore();
    if ((option->state & State_HasFocus) && (option->state & State_KeyboardFocusChange))
        drawFocusRing(painter, rect, grid::Radius);
}

void Style::drawCheck(const QStyleOption *option, QPainter *painter, bool round) const
{
    const QRectF rect = QRectF(option->rect).adjusted(1, 1, -1, -1);
    const bool on = option->state & (State_On | State_NoChange);
    const bool enabled = option->state & State_Enabled;
    painter->save();
    if (!enabled)
        painter->setOpacity(0.5);
    const qreal radius = round ? rect.height() / 2 : 4;
    if (on)
        fillRound(painter, rect, m_theme.color(Tone::AccentFill), {}, radius);
    else
        fillRound(painter, rect, m_theme.color(option->state & State_MouseOver ? Tone::Sunken : Tone::Surface),
            m_theme.color(Tone::BorderStrong), radius);
    painter->setRenderHint(QPainter::Antialiasing);
    if (on && round) {
        painter->setPen(Qt::NoPen);
        painter->setBrush(m_theme.color(Tone::AccentText));
        painter->drawEllipse(rect.center(), 2.6, 2.6);
    } else if (option->state & State_NoChange) {
        painter->setPen(QPen(m_theme.color(Tone::AccentText), 1.6, Qt::SolidLine, Qt::RoundCap));
        painter->drawLine(QPointF(rect.left() + 4, rect.center().y()), QPointF(rect.right() - 4, rect.center().y()));
    } else if (on) {
        painter->setPen(QPen(m_theme.color(Tone::AccentText), 1.7, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
        const qreal u = rect.width() / 14;
        painter->drawPolyline(QPolygonF({rect.topLeft() + QPointF(3.4 * u, 7.4 * u),
            rect.topLeft() + QPointF(6 * u, 9.9 * u), rect.topLeft() + QPointF(10.7 * u, 4.4 * u)}));
    }
    painter->restore();
    if ((option->state & State_HasFocus) && (option->state & State_KeyboardFocusChange))
        drawFocusRing(painter, QRectF(option->rect).adjusted(-2, -2, 2, 2), radius + 2);
}

void Style::drawField(const QStyleOption *option, QPainter *painter) const
{
    const bool focus = option->state & State_HasFocus;
    const bool hover = option->state & State_MouseOver;
    fillRound(painter, option->rect, m_theme.color(Tone::Surface),
        m_theme.color(focus ? Tone::Focus : Tone::BorderStrong), grid::Radius);
    if (focus)
        drawFocusRing(painter, QRectF(option->rect).adjusted(-0.5, -0.5, 0.5, 0.5), grid::Radius);
    else if (hover && (option->state & State_Enabled))
        fillRound(painter, option->rect, {}, m_theme.color(Tone::TextFaint), grid::Radius);
}

void Style::drawItem(const QStyleOption *option, QPainter *painter) const
{
    const bool selected = option->state & State_Selected;
    const bool hover = option->state & State_MouseOver;
    if (!selected && !hover)
        return;
    const QRectF rect = QRectF(option->rect).adjusted(1, 1, -1, -1);
    fillRound(painter, rect, m_theme.color(selected ? Tone::AccentSoft : Tone::Hover), {}, grid::Radius);
}

void Style::drawPrimitive(
    PrimitiveElement element, const QStyleOption *option, QPainter *painter, const QWidget *widget) const
{
    switch (element) {
    case PE_PanelButtonCommand:
    case PE_PanelButtonTool:
        return drawButton(option, painter, widget);
    case PE_FrameDefaultButton:
    case PE_FrameFocusRect:
    case PE_FrameStatusBarItem:
    case PE_PanelStatusBar:
    case PE_FrameTabBarBase:
    case PE_PanelItemViewRow:
    case PE_FrameMenu:
        return;
    case PE_IndicatorCheckBox:
    case PE_IndicatorItemViewItemCheck:
        return drawCheck(option, painter, false);
    case PE_IndicatorRadioButton:
        return drawCheck(option, painter, true);
    case PE_PanelLineEdit:
        if (const auto *frame = qstyleoption_cast<const QStyleOptionFrame *>(option); frame && frame->lineWidth > 0)
            return drawField(option, painter);
        return;
    case PE_FrameLineEdit:
        return;
    case PE_Frame:
        if (widget && widget->property("field").toBool()) {
            QStyleOption field(*option);
            field.state.setFlag(State_HasFocus, widget->hasFocus());
            return drawField(&field, painter);
        }
        return fillRound(painter, option->rect, {}, m_theme.color(Tone::Border), grid::Radius);
    case PE_PanelItemViewItem:
        return drawItem(option, painter);
    case PE_PanelMenu:
    case PE_PanelTipLabel:
        if (widget && widget->isWindow()) {
            painter->setCompositionMode(QPainter::CompositionMode_Source);
            painter->fillRect(option->rect, Qt::transparent);
            painter->setCompositionMode(QPainter::CompositionMode_SourceOver);
        }
        return fillRound(painter, option->rect, m_theme.color(Tone::Raised), m_theme.color(Tone::BorderStrong),
            element == PE_PanelMenu ? 8 : 5);
    case PE_IndicatorBranch:
        if (option->state & State_Children) {
            const QRectF rect = QRectF(0, 0, 12, 12).translated(QRectF(option->rect).center() - QPointF(6, 6));
            m_theme.paintIcon(*painter, rect,
                option->state & State_Open ? QStringLiteral("chevron-down") : QStringLiteral("chevron-right"),
                Tone::TextFaint);
        }
        return;
    case PE_IndicatorTabClose:
        return m_theme.paintIcon(*painter, option->rect, QStringLiteral("close"), Tone::TextMuted);
    default:
        return QProxyStyle::drawPrimitive(element, option, painter, widget);
    }
}

int Style::pixelMetric(PixelMetric metric, const QStyleOption *option, const QWidget *widget) const
{
    switch (metric) {
    case PM_SplitterWidth:
        return 1;
    case PM_ScrollBarExtent:
        return ScrollBarWidth;
    case PM_ScrollBarSliderMin:
        return 32;
    case PM_DefaultFrameWidth:
        if (qobject_cast<const QMenu *>(widget))
            return 4;
        if (widget && widget->property("field").toBool())
            return 7; // the room between a field's border and its text
        return qobject_cast<const QLineEdit *>(widget) ? 1 : 0;
    case PM_ButtonShiftHorizontal:
    case PM_ButtonShiftVertical:
    case PM_TabBarBaseHeight:
    case PM_TabBarBaseOverlap:
    case PM_TabBarTabShiftVertical:
    case PM_ScrollView_ScrollBarSpacing:
        return 0;
    case PM_MenuPanelWidth:
        return 0;
    case PM_MenuHMargin:
    case PM_MenuVMargin:
        return 5;
    case PM_SmallIconSize:
    case PM_ButtonIconSize:
    case PM_ListViewIconSize:
    case PM_TabBarIconSize:
        return 16;
    case PM_IndicatorWidth:
    case PM_IndicatorHeight:
    case PM_ExclusiveIndicatorWidth:
    case PM_ExclusiveIndicatorHeight:
        return 16;
    case PM_CheckBoxLabelSpacing:
    case PM_RadioButtonLabelSpacing:
        return 8;
    case PM_LayoutHorizontalSpacing:
    case PM_LayoutVerticalSpacing:
        return 8;
    case PM_LayoutLeftMargin:
    case PM_LayoutTopMargin:
    case PM_LayoutRightMargin:
    case PM_LayoutBottomMargin:
        return 16;
    case PM_ToolBarIconSize:
        return 16;
    case PM_TabBarTabHSpace:
        return 24;
    case PM_TabBarTabVSpace:
        return 14;
    case PM_MenuButtonIndicator:
        return 16;
    default:
        return QProxyStyle::pixelMetric(metric, option, widget);
    }
}

QSize Style::sizeFromContents(
    ContentsType type, const QStyleOption *option, const QSize &size, const QWidget *widget) const
{
    QSize result = QProxyStyle::sizeFromContents(type, option, size, widget);
    switch (type) {
    case CT_PushButton: {
        const auto *button = qstyleoption_cast<const QStyleOptionButton *>(option);
        const int icon = button && !button->icon.isNull() ? 4 : 0;
        const bool small = widget && widget->property("small").toBool();
        const int text = button ? button->fontMetrics.horizontalAdvance(button->text) : 0;
        const int menu = button && (button->features & QStyleOptionButton::HasMenu) ? 16 : 0;
        const int iconWidth = button && !button->icon.isNull() ? button->iconSize.width() + icon : 0;
        return {text + iconWidth + menu + (small ? 20 : 28), small ? grid::SmallControlHeight : grid::ControlHeight};
    }
    case CT_LineEdit:
    case CT_ComboBox:
    case CT_SpinBox:
        result.setHeight(qMax(result.height(), grid::ControlHeight));
        return result;
    case CT_ToolButton:
        if (const auto *button = qstyleoption_cast<const QStyleOptionToolButton *>(option);
            button && button->toolButtonStyle == Qt::ToolButtonIconOnly)
            return {28, 28};
        return {result.width() + 8, qMax(28, result.height())};
    case CT_MenuItem: {
        const auto *item = qstyleoption_cast<const QStyleOptionMenuItem *>(option);
        if (item && item->menuItemType == QStyleOptionMenuItem::Separator)
            return {result.width(), 9};
        int width = 10 + 16 + 8 + 24;
        if (item)
            width += item->fontMetrics.horizontalAdvance(item->text) + (item->text.contains(u'\t') ? 24 : 0);
        return {qMax(width, 180), 30};
    }
    case CT_MenuBarItem:
        return {result.width() + 4, 28};
    case CT_ItemViewItem:
        result.setHeight(qMax(result.height(), 28));
        return result;
    default:
        return result;
    }
}

int Style::styleHint(StyleHint hint, const QStyleOption *option, const QWidget *widget, QStyleHintReturn *data) const
{
    switch (hint) {
    case SH_EtchDisabledText:
    case SH_DitherDisabledText:
        return 0;
    case SH_ItemView_ActivateItemOnSingleClick:
        return 0;
    case SH_ItemView_ShowDecorationSelected:
        return 1;
    case SH_ScrollBar_Transient:
        return 0;
    case SH_ComboBox_Popup:
        return 0;
    case SH_ComboBox_PopupFrameStyle:
        return QFrame::NoFrame;
    case SH_TabBar_Alignment:
        return Qt::AlignLeft;
    case SH_DialogButtonBox_ButtonsHaveIcons:
        return 0;
    case SH_ToolTip_WakeUpDelay:
        return 500;
    case SH_UnderlineShortcut:
        return 0;
    case SH_Widget_Animation_Duration:
        return 0;
    default:
        return QProxyStyle::styleHint(hint, option, widget, data);
    }
}

} // namespace pilothouse

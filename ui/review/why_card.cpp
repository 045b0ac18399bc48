#include "ui/review/why_card.h"

#include "runner/base/visible_text.h"
#include "runner/review/attribution_text.h"

#include <QAccessible>
#include <QApplication>
#include <QBoxLayout>
#include <QKeyEvent>
#include <QScrollArea>

namespace pilothouse {

namespace {
constexpr size_t MostShown = 5;
constexpr int MostHeight = 420;
constexpr qsizetype MostCharacters = 600;

QString shortened(const QString &text)
{
    return text.size() <= MostCharacters ? text : text.left(MostCharacters) + QChar(u'\u2026');
}
} // namespace

WhyCard::WhyCard(const Theme &theme, QWidget *parent)
    : Panel(theme, Shape::Card, Tone::Raised, parent),
      m_theme(theme),
      m_area(new QScrollArea(this))
{
    setObjectName(QStringLiteral("whyCard"));
    setTones(Tone::Raised, Tone::BorderStrong);
    m_area->setFrameShape(QFrame::NoFrame);
    m_area->setWidgetResizable(true);
    m_area->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_area->viewport()->setAutoFillBackground(false);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(grid::OneAndHalf, grid::One, grid::One, grid::One);
    layout->addWidget(m_area);
    setVisible(false);
}

void WhyCard::show(const std::vector<LineOrigin> &origins, Opened how)
{
    auto *list = new QWidget;
    list->setAutoFillBackground(false);
    auto *layout = new QVBoxLayout(list);
    layout->setContentsMargins(0, 0, grid::Half, 0);
    layout->setSpacing(grid::Half);
    m_area->setWidget(list);
    QStringList spoken;
    for (size_t i = 0; i < origins.size() && i < MostShown; ++i) {
        if (i > 0)
            layout->addSpacing(grid::OneAndHalf);
        add(origins[i]);
        spoken.append(originText(origins[i]).headline);
    }
    if (origins.size() > MostShown)
        layout->addWidget(new TextLabel(m_theme, TypeRole::Small, Tone::TextMuted,
            tr("and %n more", nullptr, static_cast<int>(origins.size() - MostShown)), list));
    if (origins.empty())
        layout->addWidget(
            new TextLabel(m_theme, TypeRole::Body, Tone::TextMuted, tr("Nothing is known about these lines."), list));
    setAccessibleName(spoken.join(u' '));
    const int wanted =
        list->heightForWidth(width() - 40) > 0 ? list->heightForWidth(width() - 40) : list->sizeHint().height();
    setFixedHeight(qMin(MostHeight, wanted + 2 * grid::One + 4));
    setVisible(true);
    raise();
    if (how == Opened::ByKey) {
        auto *first = list->findChild<QPushButton *>();
        if (first)
            first->setFocus(Qt::OtherFocusReason);
        QAccessibleAnnouncementEvent event(this, accessibleName());
        QAccessible::updateAccessibility(&event);
    }
}

void WhyCard::add(const LineOrigin &origin)
{
    const OriginText text = originText(origin);
    QWidget *list = m_area->widget();
    auto *layout = static_cast<QVBoxLayout *>(list->layout());
    const auto paragraph = [&](TypeRole role, Tone tone, const QString &words) {
        auto *label = new TextLabel(m_theme, role, tone, words, list);
        label->setWordWrap(true);
        label->setTextInteractionFlags(Qt::TextSelectableByMouse);
        layout->addWidget(label);
    };
    const auto part = [&](const QString &name, TypeRole role, const QString &words) {
        if (words.isEmpty())
            return;
        layout->addWidget(new TextLabel(m_theme, TypeRole::Caption, Tone::TextFaint, name, list));
        paragraph(role, Tone::Text, shortened(words));
    };
    paragraph(TypeRole::BodyStrong, Tone::Text, text.headline);
    if (!text.caveat.isEmpty())
        paragraph(TypeRole::Small, Tone::Warning, text.caveat);
    part(tr("You asked"), TypeRole::Body, text.prompt);
    part(tr("The agent said"), TypeRole::Body, text.words);
    for (const QString &command : text.commands)
        part(origin.kind == LineOrigin::Kind::By ? tr("It did") : tr("At that time"), TypeRole::MonoSmall, command);
    auto *buttons = new QHBoxLayout;
    buttons->setSpacing(grid::One);
    if (text.seq > 0) {
        auto *show =
            makeButton(QStringLiteral("whyTranscript"), tr("Show in the transcript"), ButtonKind::Secondary, list);
        show->setProperty("small", true);
        connect(show, &QPushButton::clicked, this, [this, seq = text.seq] { Q_EMIT transcriptRequested(seq); });
        buttons->addWidget(show);
    }
    const auto only = [&](const QString &words, const OriginFilter &filter, const QString &name) {
        auto *button = makeButton(QStringLiteral("whyOnly"), words, ButtonKind::Ghost, list);
        button->setProperty("small", true);
        connect(button, &QPushButton::clicked, this, [this, filter, name] { Q_EMIT filterRequested(filter, name); });
        buttons->addWidget(button);
    };
    if (origin.calls.size() == 1) {
        const LineOrigin::Call &call = origin.calls.front();
        only(tr("Only this call"), {.turn = call.turn, .call = call.id},
            text.commands.isEmpty() ? tr("One tool call") : text.commands.front());
    }
    if (origin.turns.size() == 1)
        only(tr("Only this turn"), {.turn = origin.turns.front()}, tr("Turn %1").arg(origin.turns.front()));
    buttons->addStretch();
    layout->addLayout(buttons);
}

void WhyCard::close()
{
    if (!isVisible())
        return;
    const bool hadFocus = isAncestorOf(QApplication::focusWidget());
    setVisible(false);
    if (hadFocus)
        Q_EMIT closed();
}

void WhyCard::keyPressEvent(QKeyEvent *event)
{
    if (event->key() == Qt::Key_Escape || event->key() == Qt::Key_Y)
        return close();
    Panel::keyPressEvent(event);
}

} // namespace pilothouse

#include "ui/review/timeline_bar.h"

#include "ui/controls/controls.h"

#include <QBoxLayout>
#include <QEvent>
#include <QPainter>

namespace pilothouse {

namespace {
constexpr std::chrono::milliseconds Settle{120};
}

TimelineBar::TimelineBar(const Theme &theme, QWidget *parent)
    : QWidget(parent),
      m_theme(theme),
      m_scale(new TimelineScale(theme, this)),
      m_words(new ElidedLabel(theme, TypeRole::Small, Tone::TextMuted, {}, this)),
      m_latest(makeButton(QStringLiteral("timelineLatest"), {}, ButtonKind::Ghost, this)),
      m_transcript(makeButton(QStringLiteral("timelineTranscript"), {}, ButtonKind::Ghost, this)),
      m_restore(makeButton(QStringLiteral("timelineRestore"), {}, ButtonKind::Secondary, this)),
      m_fork(makeButton(QStringLiteral("timelineFork"), {}, ButtonKind::Secondary, this))
{
    setObjectName(QStringLiteral("timeline"));
    auto *line = new QHBoxLayout;
    line->setContentsMargins(grid::Two, 0, grid::OneAndHalf, grid::One);
    line->setSpacing(grid::One);
    line->addWidget(m_words, 1);
    for (QPushButton *button : {m_latest, m_transcript, m_restore, m_fork}) {
        button->setProperty("small", true);
        line->addWidget(button);
    }
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, grid::Half, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(m_scale);
    layout->addLayout(line);
    m_apply.setSingleShot(true);
    m_apply.setInterval(Settle);
    connect(&m_apply, &QTimer::timeout, this, &TimelineBar::apply);
    connect(m_scale, &TimelineScale::chosen, this, [this] {
        showMoment();
        m_apply.start();
    });
    connect(m_latest, &QPushButton::clicked, m_scale, &TimelineScale::reset);
    const auto withTick = [this](auto signal) {
        return [this, signal] {
            const auto &ticks = m_scale->ticks();
            if (m_scale->to() < static_cast<int>(ticks.size()))
                Q_EMIT(this->*signal)(ticks[static_cast<size_t>(m_scale->to())]);
        };
    };
    connect(m_restore, &QPushButton::clicked, this, withTick(&TimelineBar::restoreRequested));
    connect(m_fork, &QPushButton::clicked, this, withTick(&TimelineBar::forkRequested));
    connect(m_transcript, &QPushButton::clicked, this, withTick(&TimelineBar::transcriptRequested));
    retranslate();
}

void TimelineBar::setTicks(std::vector<TimelineTick> ticks)
{
    m_scale->setTicks(std::move(ticks));
    showMoment();
}

void TimelineBar::reset()
{
    m_scale->reset();
}

void TimelineBar::showMoment()
{
    const auto &ticks = m_scale->ticks();
    const int to = m_scale->to();
    const bool any = to < static_cast<int>(ticks.size());
    const TimelineTick tick = any ? ticks[static_cast<size_t>(to)] : TimelineTick();
    m_words->setText(!any         ? tr("Nothing happened yet")
            : m_scale->from() > 0 ? tr("%1   \u2192   %2").arg(m_scale->wordsOf(m_scale->from()), m_scale->wordsOf(to))
                                  : m_scale->wordsOf(to));
    m_latest->setVisible(any && !m_scale->isWhole());
    m_restore->setVisible(any && !tick.isNow);
    m_fork->setVisible(any);
    m_transcript->setVisible(any && tick.turn > 0);
}

void TimelineBar::apply()
{
    const auto &ticks = m_scale->ticks();
    if (ticks.empty())
        return;
    if (m_scale->isWhole())
        return Q_EMIT compareRequested({}, {});
    const auto snapshot = [&ticks](int tick) { return ticks[static_cast<size_t>(tick)].snapshot; };
    Q_EMIT compareRequested(m_scale->from() == 0 ? ObjectId() : snapshot(m_scale->from()), snapshot(m_scale->to()));
}

void TimelineBar::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.fillRect(rect(), m_theme.color(Tone::Window));
    painter.fillRect(QRect(0, 0, width(), 1), m_theme.color(Tone::Border));
}

void TimelineBar::changeEvent(QEvent *event)
{
    if (event->type() == QEvent::LanguageChange) {
        retranslate();
        showMoment();
    }
    QWidget::changeEvent(event);
}

void TimelineBar::retranslate()
{
    m_latest->setText(tr("All changes"));
    m_latest->setToolTip(tr("Show what the whole session changed, and follow it"));
    m_transcript->setText(tr("Transcript"));
    m_transcript->setToolTip(tr("Show what the agent did then"));
    m_restore->setText(tr("Restore\u2026"));
    m_restore->setToolTip(tr("Bring the sandbox\u2019s files back to this moment"));
    m_fork->setText(tr("Fork\u2026"));
    m_fork->setToolTip(tr("Start another session from this moment"));
}

} // namespace pilothouse

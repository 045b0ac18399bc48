#pragma once

#include "runner/session/review_api.h"
#include "ui/theme/theme.h"

#include <QTimer>
#include <QWidget>

class QPushButton;

namespace pilothouse {

class TextLabel;

/// The moments of a session on a line: a tick for each tool call, a dot for each turn. Two of them, from and to, say
/// what is compared. Left and Right move `to`, with Shift `from`; Home and End go to the base and to now.
class TimelineScale final : public QWidget {
    Q_OBJECT

public:
    explicit TimelineScale(const Theme &theme, QWidget *parent = nullptr);

    /// Newer ticks of the same session keep what was chosen.
    void setTicks(std::vector<TimelineTick> ticks);
    [[nodiscard]] const std::vector<TimelineTick> &ticks() const { return m_ticks; }
    [[nodiscard]] int from() const { return m_from; }
    [[nodiscard]] int to() const { return m_to; }
    void choose(int from, int to);
    void reset();
    /// Whether it is what the session changed so far, which follows the session.
    [[nodiscard]] bool isWhole() const;
    /// Where a tick is painted.
    [[nodiscard]] QRect tickRect(int tick) const;
    [[nodiscard]] QString wordsOf(int tick) const;
    [[nodiscard]] QSize sizeHint() const override { return {300, 44}; }
    [[nodiscard]] QSize minimumSizeHint() const override { return {120, 44}; }

Q_SIGNALS:
    void chosen(int from, int to);

protected:
    void paintEvent(QPaintEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    bool event(QEvent *event) override;

private:
    [[nodiscard]] qreal xOf(int tick) const;
    [[nodiscard]] int tickAt(qreal x) const;
    void paintTick(QPainter &painter, int tick) const;

    const Theme &m_theme;
    std::vector<TimelineTick> m_ticks;
    int m_from = 0;
    int m_to = 0;
};

/// The scale with words for the chosen moment and what can be done with it.
class TimelineBar final : public QWidget {
    Q_OBJECT

public:
    TimelineBar(const Theme &theme, QWidget *parent = nullptr);
    void setTicks(std::vector<TimelineTick> ticks);
    [[nodiscard]] TimelineScale *scale() const { return m_scale; }
    void reset();

Q_SIGNALS:
    /// Show what changed between two snapshots; an empty `from` is what was accepted so far, at first the base. Both
    /// empty: everything that is left, and follow the session.
    void compareRequested(const pilothouse::ObjectId &from, const pilothouse::ObjectId &to);
    void restoreRequested(const pilothouse::TimelineTick &tick);
    void forkRequested(const pilothouse::TimelineTick &tick);
    /// Show what the agent did then.
    void transcriptRequested(const pilothouse::TimelineTick &tick);
    void closeRequested();

protected:
    void paintEvent(QPaintEvent *event) override;
    void changeEvent(QEvent *event) override;

private:
    void retranslate();
    void showMoment();
    void apply();

    const Theme &m_theme;
    TimelineScale *m_scale;
    TextLabel *m_words;
    QPushButton *m_latest;
    QPushButton *m_transcript;
    QPushButton *m_restore;
    QPushButton *m_fork;
    QTimer m_apply; ///< Moving over many moments asks for the last one only.
};

} // namespace pilothouse

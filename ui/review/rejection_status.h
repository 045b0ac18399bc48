#pragma once

#include "runner/review/review_marks.h"
#include "runner/session/session_state.h"
#include "ui/theme/theme.h"

#include <QTimer>
#include <QWidget>

namespace pilothouse {

/// What becomes of rejected parts in the sandbox, and of those that are rejected no more.
struct RejectionFacts {
    enum class When {
        Now,
        AtTime, ///< When nothing more is decided until then.
        AfterTurn,
        NextPrompt, ///< There is no sandbox now.
    };
    int leaving = 0; ///< Rejections that the sandbox's files do not follow yet.
    int returning = 0; ///< Undone ones whose parts are not there again yet.
    int gone = 0; ///< Those that left since the agent's last turn: it does not know yet.
    When when = When::Now; ///< Of what leaves or returns.
    qint64 dueMs = 0; ///< For AtTime.

    friend bool operator==(const RejectionFacts &, const RejectionFacts &) = default;
};

/// `marks`: of what is left to review; null where that is not known.
[[nodiscard]] RejectionFacts rejectionFacts(const SessionSnapshot &session, const ReviewMarks *marks);
/// Empty when there is nothing to say.
[[nodiscard]] QString rejectionSentence(const RejectionFacts &facts, qint64 nowMs);

/// Says it in the foot of a review, counting down.
class RejectionStatus final : public QWidget {
    Q_OBJECT

public:
    explicit RejectionStatus(const Theme &theme, QWidget *parent = nullptr);
    void setFacts(const RejectionFacts &facts);
    [[nodiscard]] const QString &text() const { return m_text; }
    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override { return {60, sizeHint().height()}; }

protected:
    void paintEvent(QPaintEvent *event) override;
    void changeEvent(QEvent *event) override;

private:
    void say();

    const Theme &m_theme;
    RejectionFacts m_facts;
    QString m_text;
    QTimer m_second;
};

} // namespace pilothouse

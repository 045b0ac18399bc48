#pragma once

#include "runner/agent/transcript.h"
#include "runner/session/approval.h"
#include "ui/controls/controls.h"

class QBoxLayout;
class QLineEdit;

namespace pilothouse {

class DiffPreview;

/// A question that waits for a person: what exactly would happen and where, and the answers. Deny is the default;
/// allowing for good takes the mouse or the Tab key on purpose. What leaves the sandbox is said as such.
class ApprovalCard final : public Panel {
    Q_OBJECT

public:
    explicit ApprovalCard(const Theme &theme, QWidget *parent = nullptr);

    /// `call` is the tool call it is about, where there is one: its diffs are shown. `title` names the session where
    /// the card is shown outside of it.
    void setApproval(const Approval &approval, const ToolCallItem *call, const QString &sessionTitle = {});
    [[nodiscard]] const Approval &approval() const { return m_approval; }
    /// Answers as the buttons do; AllowAlways counts only where the agent offers it.
    void decide(Decision decision);
    /// Of a question about the network: an answer that holds for longer.
    void allowFor(EgressScope scope);
    /// No more answers: one was given and is on its way.
    void setAnswered();
    [[nodiscard]] bool hasHeightForWidth() const override { return true; }
    [[nodiscard]] int heightForWidth(int width) const override;

Q_SIGNALS:
    void decided(const pilothouse::ApprovalId &approval, const pilothouse::ApprovalDecision &decision);

protected:
    void resizeEvent(QResizeEvent *event) override;
    void changeEvent(QEvent *event) override;

private:
    void retranslate();
    void retranslateBudget();
    void decideBudget(ApprovalDecision given, const QString &written);
    void updateHint();
    /// Puts the buttons below each other where they do not fit beside each other.
    void arrange(int width) const;
    [[nodiscard]] QString question() const;
    void setEgress();
    void answer(const ApprovalDecision &decision);

    Approval m_approval;
    acp::ToolKind m_kind = acp::ToolKind::Other;
    TextLabel *m_question;
    TextLabel *m_session;
    TextLabel *m_title;
    Panel *m_commandBox;
    TextLabel *m_command;
    TextLabel *m_place;
    DiffPreview *m_diff;
    TextLabel *m_always;
    TextLabel *m_hint;
    QLineEdit *m_reason;
    QPushButton *m_deny;
    QPushButton *m_allowAlways;
    QPushButton *m_allowFor;
    QPushButton *m_allowOnce;
    QBoxLayout *m_buttons;
};

/// The keys that answer the oldest open question of the session that is shown.
[[nodiscard]] QKeySequence allowOnceKeys();
[[nodiscard]] QKeySequence denyKeys();

} // namespace pilothouse

#pragma once

#include "runner/review/review_state.h"
#include "ui/theme/theme.h"

#include <QDialog>

class QButtonGroup;
class QCheckBox;
class QPlainTextEdit;
class QPushButton;

namespace pilothouse {

/// Concludes a review of the tree on the screen: approve, request changes, or only comment, with a summary.
class VerdictDialog final : public QDialog {
    Q_OBJECT

public:
    /// `drafts` comments can go to the agent along with it; `open` hunks are not reviewed yet.
    VerdictDialog(const Theme &theme, int drafts, int open, QWidget *parent = nullptr);

Q_SIGNALS:
    void concluded(pilothouse::Verdict verdict, const QString &summary, bool sendComments);

private:
    void updateButton();

    QButtonGroup *m_verdicts;
    QPlainTextEdit *m_summary;
    QCheckBox *m_send;
    QPushButton *m_go;
};

} // namespace pilothouse

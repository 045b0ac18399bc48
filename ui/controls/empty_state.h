#pragma once

#include "ui/controls/controls.h"

class QVBoxLayout;
class QHBoxLayout;

namespace pilothouse {

/// What a place shows when it has nothing to show: what would be here, and what a person can do about it.
class EmptyState final : public QWidget {
    Q_OBJECT

public:
    explicit EmptyState(const Theme &theme, QWidget *parent = nullptr);
    void setContent(const QString &icon, const QString &title, const QString &text);
    /// Adds a button below the text; the caller connects it.
    void addAction(QPushButton *button);

private:
    IconLabel *m_icon;
    TextLabel *m_title;
    TextLabel *m_text;
    QHBoxLayout *m_actions;
};

} // namespace pilothouse

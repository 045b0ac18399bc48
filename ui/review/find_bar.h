#pragma once

#include "ui/review/review_view.h"

#include <QWidget>

class QLineEdit;
class QToolButton;

namespace pilothouse {

class TextLabel;

/// Looks for words in all lines of a ReviewView.
class FindBar final : public QWidget {
    Q_OBJECT

public:
    FindBar(const Theme &theme, ReviewView &view, QWidget *parent = nullptr);
    /// Shows it with the focus; a text that is selected in the view is looked for.
    void open();
    void end();

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;
    void paintEvent(QPaintEvent *event) override;
    void changeEvent(QEvent *event) override;

private:
    void retranslate();
    void look();
    void showCount(int current, int count, bool complete);

    const Theme &m_theme;
    ReviewView &m_view;
    QLineEdit *m_text;
    QToolButton *m_case;
    QToolButton *m_words;
    QToolButton *m_previous;
    QToolButton *m_next;
    QToolButton *m_close;
    TextLabel *m_count;
};

} // namespace pilothouse

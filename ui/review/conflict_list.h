#pragma once

#include "runner/workspace/merge.h"
#include "ui/theme/theme.h"

#include <QDialog>
#include <QHash>
#include <QWidget>

class QPlainTextEdit;
class QVBoxLayout;

namespace pilothouse {

/// The files of which an accept cannot tell what they should have, each with what the person chooses for it.
class ConflictList final : public QWidget {
    Q_OBJECT

public:
    explicit ConflictList(const Theme &theme, QWidget *parent = nullptr);

    /// Choices for conflicts that are the same as before stay.
    void setConflicts(const std::vector<MergeConflict> &conflicts);
    [[nodiscard]] const std::vector<MergeConflict> &conflicts() const { return m_conflicts; }
    [[nodiscard]] bool isEmpty() const { return m_conflicts.empty(); }
    [[nodiscard]] bool isSolved() const;
    [[nodiscard]] std::vector<MergeResolution> resolutions() const;
    /// What takes the focus, from the top down.
    [[nodiscard]] const QList<QWidget *> &controls() const { return m_controls; }

Q_SIGNALS:
    void changed();
    /// The agent shall make its changes fit.
    void handedOver();

private:
    void addRow(const MergeConflict &conflict);
    void edit(const MergeConflict &conflict);

    const Theme &m_theme;
    std::vector<MergeConflict> m_conflicts;
    QHash<QByteArray, MergeResolution> m_chosen; ///< By path.
    QWidget *m_list = nullptr;
    QList<QWidget *> m_controls;
    QVBoxLayout *m_layout;
};

/// The text of a file with both sides' lines between git's marks, to be put right by hand.
class ConflictEditor final : public QDialog {
    Q_OBJECT

public:
    ConflictEditor(const Theme &theme, const QByteArray &path, const QByteArray &text, QWidget *parent = nullptr);
    [[nodiscard]] QByteArray text() const;

private:
    QPlainTextEdit *m_text;
};

/// Whether the text can be edited without damage: it is UTF-8 with line feeds alone.
[[nodiscard]] bool isEditable(const QByteArray &text);

} // namespace pilothouse

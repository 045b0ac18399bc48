#pragma once

#include "ui/review/file_tree_model.h"
#include "ui/theme/theme.h"

#include <QWidget>

class QLineEdit;
class QToolButton;
class QTreeView;

namespace pilothouse {

class TextLabel;

/// The changed files as a tree with a field that filters them and a menu of which ones to show.
class FileTreePanel final : public QWidget {
    Q_OBJECT

public:
    FileTreePanel(const Theme &theme, FileTreeModel &model, QWidget *parent = nullptr);

    /// Makes a file the current one without asking for it.
    void setCurrent(const QByteArray &path);
    [[nodiscard]] QByteArray current() const;
    /// For "go to file": the field has the focus and its text is selected.
    void focusFilter();
    /// Shows only these paths, named for people ("Turn 3"); without paths everything again.
    void setOrigin(const QString &name, std::optional<QSet<QByteArray>> paths);
    [[nodiscard]] QTreeView *tree() const { return m_tree; }

Q_SIGNALS:
    /// The person chose a file.
    void fileChosen(const QByteArray &path);
    /// Return in the field or in the tree: the file, and the keys go to the lines.
    void fileOpened(const QByteArray &path);
    void filterChanged();
    /// Show the menu of turns and tool calls below this widget.
    void originWanted(QWidget *below);
    void originCleared();

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;
    void changeEvent(QEvent *event) override;

private:
    void retranslate();
    void makeMenu();
    void applyFilter(const FileFilter &filter);
    void choose(const QModelIndex &index);
    void updateEmpty();

    const Theme &m_theme;
    FileTreeModel &m_model;
    QLineEdit *m_filter;
    QToolButton *m_show;
    QToolButton *m_origin; ///< Shown while an origin filters; a click ends it.
    QTreeView *m_tree;
    TextLabel *m_nothing;
    bool m_quiet = false; ///< The current file is being set, not chosen.
};

} // namespace pilothouse

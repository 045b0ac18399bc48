#pragma once

#include "ui/review/current_review.h"
#include "ui/review/file_tree_model.h"
#include "ui/review/review_document.h"

#include <QWidget>

namespace pilothouse {

class ElidedLabel;
class EmptyState;
class FileTreePanel;
class ReviewView;
class TextLabel;
class Theme;

/// What differs between two trees of a session's store, to look at: files and lines, without decisions.
class TreeComparison final : public QWidget {
    Q_OBJECT

public:
    TreeComparison(const Theme &theme, RunnerApi &runner, QWidget *parent = nullptr);
    ~TreeComparison() override;

    void show(SessionId session, const ObjectId &from, const ObjectId &to, const QString &title);
    [[nodiscard]] const ReviewDocument &document() const { return m_document; }

private:
    void takeChanges();
    void showPath(const QByteArray &path);

    CurrentReview m_review;
    FileTreeModel m_model;
    ReviewDocument m_document;
    ElidedLabel *m_title;
    TextLabel *m_counts;
    FileTreePanel *m_tree;
    ReviewView *m_view;
};

} // namespace pilothouse

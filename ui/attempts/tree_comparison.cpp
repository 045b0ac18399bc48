#include "ui/attempts/tree_comparison.h"

#include "ui/controls/controls.h"
#include "ui/review/file_tree_panel.h"
#include "ui/review/review_view.h"

#include <QBoxLayout>
#include <QSplitter>
#include <QTreeView>

namespace pilothouse {

namespace {
constexpr int TreeWidth = 260;
} // namespace

TreeComparison::TreeComparison(const Theme &theme, RunnerApi &runner, QWidget *parent)
    : QWidget(parent),
      m_review(runner),
      m_document(m_review),
      m_title(new ElidedLabel(theme, TypeRole::BodyStrong, Tone::Text, {}, this)),
      m_counts(new TextLabel(theme, TypeRole::Small, Tone::TextMuted, {}, this)),
      m_tree(new FileTreePanel(theme, m_model)),
      m_view(new ReviewView(theme, m_document))
{
    setObjectName(QStringLiteral("treeComparison"));
    m_view->setObjectName(QStringLiteral("comparedLines"));
    m_view->setAccessibleName(tr("Lines that differ"));
    auto *head = new QHBoxLayout;
    head->setContentsMargins(grid::Two, grid::One, grid::Two, grid::One);
    head->setSpacing(grid::Two);
    head->addWidget(m_title, 1);
    head->addWidget(m_counts);
    auto *splitter = new QSplitter(Qt::Horizontal);
    splitter->addWidget(m_tree);
    splitter->addWidget(m_view);
    splitter->setChildrenCollapsible(false);
    splitter->setStretchFactor(1, 1);
    splitter->setSizes({TreeWidth, 3 * TreeWidth});
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addLayout(head);
    layout->addWidget(splitter, 1);
    setFocusProxy(m_view);
    connect(&m_review, &CurrentReview::changesReplaced, this, &TreeComparison::takeChanges);
    connect(&m_review, &CurrentReview::loadFailed, m_counts, &QLabel::setText);
    connect(m_tree, &FileTreePanel::fileChosen, this, &TreeComparison::showPath);
    connect(m_tree, &FileTreePanel::fileOpened, this, [this](const QByteArray &path) {
        showPath(path);
        m_view->setFocus(Qt::OtherFocusReason);
    });
    connect(m_tree, &FileTreePanel::filterChanged, this,
        [this] { m_document.setChanges(m_review.changes().set, m_model.order()); });
}

TreeComparison::~TreeComparison() = default;

void TreeComparison::show(SessionId session, const ObjectId &from, const ObjectId &to, const QString &title)
{
    m_title->setText(title);
    m_counts->clear();
    m_document.clear();
    m_review.setSession(session);
    m_review.compare(from, to);
}

void TreeComparison::takeChanges()
{
    const auto &set = m_review.changes().set;
    if (!set)
        return m_document.clear();
    m_model.setChanges(set, {});
    m_document.setChanges(set, m_model.order());
    m_counts->setText(set->files.isEmpty()
            ? tr("They are the same.")
            : tr("%n file(s) differ, +%1 \u2212%2", nullptr, static_cast<int>(set->files.size()))
                  .arg(set->added)
                  .arg(set->removed));
}

void TreeComparison::showPath(const QByteArray &path)
{
    if (const int file = m_document.fileOf(path); file >= 0)
        m_view->showFile(file);
}

} // namespace pilothouse

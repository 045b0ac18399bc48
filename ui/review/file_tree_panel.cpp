#include "ui/review/file_tree_panel.h"

#include "runner/base/visible_text.h"
#include "ui/controls/controls.h"
#include "ui/review/file_tree_delegate.h"

#include <QActionGroup>
#include <QBoxLayout>
#include <QEvent>
#include <QKeyEvent>
#include <QLineEdit>
#include <QMenu>
#include <QScopedValueRollback>
#include <QTreeView>

#include <array>

namespace pilothouse {

FileTreePanel::FileTreePanel(const Theme &theme, FileTreeModel &model, QWidget *parent)
    : QWidget(parent),
      m_theme(theme),
      m_model(model),
      m_filter(new QLineEdit(this)),
      m_show(makeIconButton(theme, QStringLiteral("filterFiles"), QStringLiteral("filter"), {}, this)),
      m_origin(new QToolButton(this)),
      m_tree(new QTreeView(this)),
      m_nothing(new TextLabel(theme, TypeRole::Small, Tone::TextMuted, {}, this))
{
    m_filter->setObjectName(QStringLiteral("fileFilter"));
    m_filter->setClearButtonEnabled(true);
    m_filter->installEventFilter(this);
    m_show->setPopupMode(QToolButton::InstantPopup);
    m_show->setCheckable(true);
    m_show->setMenu(new QMenu(this));
    m_origin->setObjectName(QStringLiteral("originFilter"));
    m_origin->setIcon(theme.icon(QStringLiteral("close")));
    m_origin->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    m_origin->setVisible(false);
    m_tree->setObjectName(QStringLiteral("changedFiles"));
    m_tree->setModel(&model);
    m_tree->setItemDelegate(new FileTreeDelegate(theme, m_tree));
    m_tree->setHeaderHidden(true);
    m_tree->setFrameShape(QFrame::NoFrame);
    m_tree->setUniformRowHeights(true);
    m_tree->setIndentation(grid::OneAndHalf);
    m_tree->setAnimated(false);
    m_tree->setMouseTracking(true);
    m_tree->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    m_tree->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_tree->installEventFilter(this);
    m_nothing->setWordWrap(true);
    m_nothing->setAlignment(Qt::AlignHCenter);
    m_nothing->setVisible(false);

    auto *head = new QHBoxLayout;
    head->setContentsMargins(grid::One, 0, grid::Half, grid::Half);
    head->setSpacing(grid::Half);
    head->addWidget(m_filter, 1);
    head->addWidget(m_show);
    auto *origin = new QHBoxLayout;
    origin->setContentsMargins(grid::One, 0, grid::Half, 0);
    origin->addWidget(m_origin);
    origin->addStretch();
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, grid::Half, 0, 0);
    layout->setSpacing(grid::Half);
    layout->addLayout(head);
    layout->addLayout(origin);
    layout->addWidget(m_nothing);
    layout->addWidget(m_tree, 1);

    connect(m_filter, &QLineEdit::textChanged, this, [this](const QString &text) {
        FileFilter filter = m_model.filter();
        filter.text = text;
        applyFilter(filter);
    });
    connect(m_origin, &QToolButton::clicked, this, &FileTreePanel::originCleared);
    connect(m_tree->selectionModel(), &QItemSelectionModel::currentChanged, this, [this](const QModelIndex &index) {
        if (!m_quiet)
            choose(index);
    });
    connect(m_tree, &QTreeView::clicked, this, [this](const QModelIndex &index) { choose(index); });
    // Folders are open at first; what the person closed stays closed.
    connect(&m_model, &QAbstractItemModel::rowsInserted, this, [this](const QModelIndex &below, int first, int last) {
        for (int row = first; row <= last; ++row)
            m_tree->expandRecursively(m_model.index(row, 0, below));
        if (!m_model.parent(below).isValid())
            m_tree->expand(below);
        updateEmpty();
    });
    connect(&m_model, &QAbstractItemModel::rowsRemoved, this, &FileTreePanel::updateEmpty);
    // A sensitive file that nobody has seen is never behind a closed row.
    connect(m_tree, &QTreeView::collapsed, this, [this](const QModelIndex &index) {
        if (index.data(FileTreeModel::KindRole).toInt() != static_cast<int>(FileTreeModel::Kind::Sensitive))
            return;
        const QList<QByteArray> files = m_model.filesBelow(index);
        if (std::ranges::any_of(files, [this](const QByteArray &path) {
                const TreeMark::View view = m_model.marks().value(path).view;
                return view == TreeMark::View::Unseen || view == TreeMark::View::Stale;
            }))
            m_tree->expand(index);
    });
    retranslate();
}

void FileTreePanel::makeMenu()
{
    QMenu *menu = m_show->menu();
    menu->clear();
    auto *group = new QActionGroup(menu);
    const std::array choices{
        std::pair{FileFilter::Show::All, tr("All files")},
        std::pair{FileFilter::Show::Unseen, tr("Only what you have not seen")},
        std::pair{FileFilter::Show::Undecided, tr("Only undecided")},
        std::pair{FileFilter::Show::Sensitive, tr("Only what runs code or steers tools")},
        std::pair{FileFilter::Show::Commented, tr("Only with comments")},
    };
    for (const auto &[show, text] : choices) {
        QAction *action = menu->addAction(text);
        action->setCheckable(true);
        action->setChecked(m_model.filter().show == show);
        group->addAction(action);
        connect(action, &QAction::triggered, this, [this, show] {
            FileFilter filter = m_model.filter();
            filter.show = show;
            applyFilter(filter);
        });
    }
    menu->addSeparator();
    QAction *origin = menu->addAction(tr("Only what a turn or a tool call changed\u2026"));
    origin->setObjectName(QStringLiteral("filterByOrigin"));
    connect(origin, &QAction::triggered, this, [this] { Q_EMIT originWanted(m_show); });
}

void FileTreePanel::applyFilter(const FileFilter &filter)
{
    const QByteArray path = current();
    {
        const QScopedValueRollback quiet(m_quiet, true);
        m_model.setFilter(filter);
        setCurrent(path);
    }
    m_show->setChecked(filter.show != FileFilter::Show::All || filter.paths);
    updateEmpty();
    Q_EMIT filterChanged();
}

void FileTreePanel::setOrigin(const QString &name, std::optional<QSet<QByteArray>> paths)
{
    m_origin->setVisible(paths.has_value());
    m_origin->setText(m_origin->fontMetrics().elidedText(visibleText(name, LineBreaks::Show), Qt::ElideRight, 180));
    m_origin->setAccessibleName(tr("Show all files again, not only: %1").arg(visibleText(name, LineBreaks::Show)));
    FileFilter filter = m_model.filter();
    filter.paths = std::move(paths);
    applyFilter(filter);
}

void FileTreePanel::updateEmpty()
{
    m_nothing->setVisible(m_model.rowCount() == 0 && m_model.filter().isActive());
}

QByteArray FileTreePanel::current() const
{
    const QModelIndex index = m_tree->currentIndex();
    return index.data(FileTreeModel::FileRole).toInt() >= 0 ? index.data(FileTreeModel::PathRole).toByteArray()
                                                            : QByteArray();
}

void FileTreePanel::setCurrent(const QByteArray &path)
{
    const QModelIndex index = m_model.indexOf(path);
    if (!index.isValid() || index == m_tree->currentIndex())
        return;
    const QScopedValueRollback quiet(m_quiet, true);
    m_tree->setCurrentIndex(index);
    m_tree->scrollTo(index);
}

void FileTreePanel::focusFilter()
{
    m_filter->setFocus(Qt::ShortcutFocusReason);
    m_filter->selectAll();
}

void FileTreePanel::choose(const QModelIndex &index)
{
    if (index.isValid() && index.data(FileTreeModel::FileRole).toInt() >= 0)
        Q_EMIT fileChosen(index.data(FileTreeModel::PathRole).toByteArray());
}

bool FileTreePanel::eventFilter(QObject *watched, QEvent *event)
{
    if (event->type() != QEvent::KeyPress)
        return QWidget::eventFilter(watched, event);
    const int key = static_cast<QKeyEvent *>(event)->key();
    if (key == Qt::Key_Return || key == Qt::Key_Enter) {
        const QModelIndex index = watched == m_tree ? m_tree->currentIndex() : m_model.index(0, 0);
        const QByteArray path = m_model.filesBelow(index).value(0);
        m_filter->clear(); // the way to a file is over; all are shown again
        if (!path.isEmpty())
            Q_EMIT fileOpened(path);
        return true;
    }
    if (watched == m_filter && key == Qt::Key_Down) {
        m_tree->setFocus(Qt::TabFocusReason);
        if (!m_tree->currentIndex().isValid())
            m_tree->setCurrentIndex(m_model.index(0, 0));
        return true;
    }
    if (watched == m_filter && key == Qt::Key_Escape && !m_filter->text().isEmpty()) {
        m_filter->clear();
        return true;
    }
    return QWidget::eventFilter(watched, event);
}

void FileTreePanel::changeEvent(QEvent *event)
{
    if (event->type() == QEvent::LanguageChange)
        retranslate();
    QWidget::changeEvent(event);
}

void FileTreePanel::retranslate()
{
    m_filter->setPlaceholderText(tr("Go to file"));
    m_filter->setAccessibleName(tr("Words that a file\u2019s path has"));
    setIconButtonName(m_show, tr("Choose which files are shown"));
    m_tree->setAccessibleName(tr("Changed files"));
    if (!m_origin->isVisible())
        m_origin->setAccessibleName(tr("Show all files again"));
    m_nothing->setText(tr("No file fits."));
    makeMenu();
}

} // namespace pilothouse

#include "ui/files/files_view.h"

#include "ui/controls/controls.h"
#include "ui/controls/when_done.h"
#include "ui/files/snapshot_tree_model.h"
#include "ui/review/diff_view.h"

#include <QBoxLayout>
#include <QEvent>
#include <QLocale>
#include <QSplitter>
#include <QTreeView>
#include <QtConcurrentRun>

namespace pilothouse {

namespace {
constexpr qsizetype MostShownBytes = 2 * 1024 * 1024;
constexpr int SideBySideWidth = 640;
} // namespace

FilesView::FilesView(const Theme &theme, RunnerApi &runner, QWidget *parent)
    : QWidget(parent),
      m_theme(theme),
      m_runner(runner),
      m_model(new SnapshotTreeModel(theme, runner, this)),
      m_splitter(new QSplitter(Qt::Horizontal, this)),
      m_tree(new QTreeView),
      m_title(new ElidedLabel(theme, TypeRole::MonoSmall, Tone::TextMuted)),
      m_text(new DiffView(theme, DiffView::Numbers::New))
{
    setObjectName(QStringLiteral("files"));
    m_tree->setObjectName(QStringLiteral("fileTree"));
    m_tree->setModel(m_model);
    m_tree->setHeaderHidden(true);
    m_tree->setFrameShape(QFrame::NoFrame);
    m_tree->setUniformRowHeights(true);
    m_tree->setIndentation(grid::Two);
    m_tree->setAnimated(false);
    m_tree->setMouseTracking(true);
    m_tree->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    m_text->setObjectName(QStringLiteral("fileText"));
    m_title->setElideMode(Qt::ElideMiddle);
    auto *right = new Panel(theme, Panel::Shape::Flat, Tone::Surface);
    auto *rightLayout = new QVBoxLayout(right);
    rightLayout->setContentsMargins(0, 0, 0, 0);
    rightLayout->setSpacing(0);
    auto *titleRow = new QHBoxLayout;
    titleRow->setContentsMargins(grid::Two, grid::One, grid::Two, grid::One);
    titleRow->addWidget(m_title);
    rightLayout->addLayout(titleRow);
    rightLayout->addWidget(m_text, 1);
    m_splitter->addWidget(m_tree);
    m_splitter->addWidget(right);
    m_splitter->setChildrenCollapsible(false);
    m_splitter->setStretchFactor(1, 1);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_splitter);
    connect(m_tree->selectionModel(), &QItemSelectionModel::currentChanged, this, &FilesView::showFile);
    connect(m_model, &SnapshotTreeModel::failed, m_text, &DiffView::setMessage);
    connect(&theme, &Theme::changed, this, [this] {
        if (!m_content.isEmpty())
            prepareRows();
    });
    retranslate();
}

FilesView::~FilesView()
{
    m_stop.request_stop();
}

void FilesView::setSession(SessionId session)
{
    if (session == m_session)
        return;
    m_session = session;
    ++m_generation;
    m_snapshot = {};
    m_path.clear();
    m_content.clear();
    m_title->setText({});
    m_model->setSession(session);
    m_text->setMessage(tr("Choose a file to read it."));
}

void FilesView::setSnapshot(const ObjectId &snapshot)
{
    if (snapshot == m_snapshot || !snapshot.isValid())
        return;
    m_snapshot = snapshot;
    m_stale = true;
    if (isVisible())
        refresh();
}

void FilesView::showEvent(QShowEvent *event)
{
    if (m_stale)
        refresh();
    QWidget::showEvent(event);
}

void FilesView::refresh()
{
    m_stale = false;
    m_model->refresh();
    if (!m_path.isEmpty())
        showFile(m_tree->currentIndex());
}

void FilesView::showFile(const QModelIndex &index)
{
    if (!index.isValid() || index.data(SnapshotTreeModel::FolderRole).toBool())
        return;
    m_path = index.data(SnapshotTreeModel::PathRole).toByteArray();
    const qint64 size = index.data(SnapshotTreeModel::SizeRole).toLongLong();
    m_title->setText(
        QStringLiteral("%1   %2").arg(displayPath(m_path), QLocale().formattedDataSize(qMax<qint64>(0, size))));
    if (size > MostShownBytes) {
        m_content.clear();
        return m_text->setMessage(tr("This file is too large to be shown here."));
    }
    whenDone(m_runner.readFile(m_session, m_path, MostShownBytes), this,
        [this, path = m_path, generation = m_generation](const Result<QByteArray> &content) {
            if (generation != m_generation || path != m_path)
                return;
            if (!content)
                return m_text->setMessage(content.error().message);
            if (QByteArrayView(*content).first(qMin<qsizetype>(content->size(), 8000)).contains('\0'))
                return m_text->setMessage(tr("This file is not text."));
            if (*content == m_content)
                return;
            m_content = *content;
            prepareRows();
        });
}

void FilesView::prepareRows()
{
    m_stop.request_stop();
    m_stop = {};
    const auto scheme = m_theme.isDark() ? HighlightScheme::Dark : HighlightScheme::Light;
    QtConcurrent::run([content = m_content, name = displayPath(m_path), scheme, stop = m_stop.get_token()] {
        return makeFileRows(content, name, scheme, stop);
    }).then(this, [this, stop = m_stop.get_token()](const std::shared_ptr<const DiffRows> &rows) {
        if (!stop.stop_requested())
            m_text->setRows(rows);
    });
}

void FilesView::resizeEvent(QResizeEvent *event)
{
    const auto orientation = width() >= SideBySideWidth ? Qt::Horizontal : Qt::Vertical;
    if (m_splitter->orientation() != orientation || event->oldSize().width() <= 0) {
        m_splitter->setOrientation(orientation);
        m_splitter->setSizes(
            orientation == Qt::Horizontal ? QList<int>{220, width() - 220} : QList<int>{height() / 3, height()});
    }
    QWidget::resizeEvent(event);
}

void FilesView::changeEvent(QEvent *event)
{
    if (event->type() == QEvent::LanguageChange)
        retranslate();
    QWidget::changeEvent(event);
}

void FilesView::retranslate()
{
    m_tree->setAccessibleName(tr("Files of the workspace"));
    m_text->setAccessibleName(tr("Content of the file"));
    if (m_path.isEmpty())
        m_text->setMessage(tr("Choose a file to read it."));
}

} // namespace pilothouse

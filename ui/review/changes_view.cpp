#include "ui/review/changes_view.h"

#include "ui/controls/controls.h"
#include "ui/controls/empty_state.h"
#include "ui/controls/when_done.h"
#include "ui/review/diff_view.h"

#include <QBoxLayout>
#include <QEvent>
#include <QListView>
#include <QLocale>
#include <QSplitter>
#include <QStackedWidget>
#include <QtConcurrentRun>

namespace pilothouse {

namespace {
constexpr int SideBySideWidth = 720; ///< From here on the file list stands beside the difference.
}

ChangesView::ChangesView(const Theme &theme, RunnerApi &runner, QWidget *parent)
    : QWidget(parent),
      m_theme(theme),
      m_runner(runner),
      m_summary(new TextLabel(theme, TypeRole::BodyStrong, Tone::Text, {}, this)),
      m_added(new TextLabel(theme, TypeRole::Small, Tone::Success, {}, this)),
      m_removed(new TextLabel(theme, TypeRole::Small, Tone::Danger, {}, this)),
      m_accept(makeButton(QStringLiteral("acceptChanges"), {}, ButtonKind::Primary, this)),
      m_pages(new QStackedWidget(this)),
      m_empty(new EmptyState(theme)),
      m_splitter(new QSplitter(Qt::Vertical)),
      m_list(new QListView),
      m_path(new ElidedLabel(theme, TypeRole::MonoSmall, Tone::TextMuted)),
      m_diff(new DiffView(theme, DiffView::Numbers::Both))
{
    setObjectName(QStringLiteral("changes"));
    m_accept->setProperty("small", true);
    m_accept->setIcon(theme.icon(QStringLiteral("accept"), Tone::AccentText));
    m_list->setObjectName(QStringLiteral("changedFiles"));
    m_list->setModel(&m_model);
    m_list->setItemDelegate(new ChangeDelegate(theme, m_list));
    m_list->setFrameShape(QFrame::NoFrame);
    m_list->setUniformItemSizes(true);
    m_list->setMouseTracking(true);
    m_list->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    m_diff->setObjectName(QStringLiteral("diff"));
    m_path->setElideMode(Qt::ElideMiddle);

    auto *head = new QHBoxLayout;
    head->setContentsMargins(grid::Two, grid::One, grid::OneAndHalf, grid::One);
    head->setSpacing(grid::One);
    head->addWidget(m_summary);
    head->addWidget(m_added);
    head->addWidget(m_removed);
    head->addStretch();
    head->addWidget(m_accept);
    auto *right = new Panel(theme, Panel::Shape::Flat, Tone::Surface);
    auto *rightLayout = new QVBoxLayout(right);
    rightLayout->setContentsMargins(0, 0, 0, 0);
    rightLayout->setSpacing(0);
    auto *pathRow = new QHBoxLayout;
    pathRow->setContentsMargins(grid::Two, grid::One, grid::Two, grid::One);
    pathRow->addWidget(m_path);
    rightLayout->addLayout(pathRow);
    rightLayout->addWidget(m_diff, 1);
    m_splitter->addWidget(m_list);
    m_splitter->addWidget(right);
    m_splitter->setChildrenCollapsible(false);
    m_splitter->setStretchFactor(1, 1);
    m_pages->addWidget(m_empty);
    m_pages->addWidget(m_splitter);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addLayout(head);
    layout->addWidget(m_pages, 1);

    connect(m_accept, &QPushButton::clicked, this, &ChangesView::acceptRequested);
    connect(m_list->selectionModel(), &QItemSelectionModel::currentChanged, this, &ChangesView::showFile);
    connect(&theme, &Theme::changed, this, [this] {
        if (m_shownDiff)
            prepareRows(m_shown, m_shownDiff);
    });
    retranslate();
    updateSummary();
}

ChangesView::~ChangesView()
{
    m_stop.request_stop();
}

void ChangesView::setSession(SessionId session)
{
    if (session == m_session)
        return;
    m_session = session;
    ++m_generation;
    m_wanted = {};
    m_loading = false;
    m_changes = {};
    m_shown = {};
    m_shownDiff.reset();
    m_model.setChanges({});
    m_diff->setRows({});
    updateSummary();
}

void ChangesView::setSnapshot(const ObjectId &snapshot)
{
    if (snapshot == m_wanted || !snapshot.isValid())
        return;
    m_wanted = snapshot;
    load();
}

void ChangesView::load()
{
    if (m_loading || !m_session.isValid())
        return; // the running question is followed by another one when it is answered
    m_loading = true;
    const quint64 generation = m_generation;
    const ObjectId asked = m_wanted;
    whenDone(m_runner.changes(m_session, {}, asked), this, [this, generation, asked](Result<SessionChanges> result) {
        if (generation != m_generation)
            return;
        m_loading = false;
        takeChanges(std::move(result));
        if (asked != m_wanted)
            load();
    });
}

void ChangesView::takeChanges(Result<SessionChanges> result)
{
    if (!result) {
        m_empty->setContent(QStringLiteral("alert"), tr("The changes cannot be shown"), result.error().message);
        m_pages->setCurrentWidget(m_empty);
        return;
    }
    m_changes = *std::move(result);
    m_model.setChanges(m_changes.set);
    updateSummary();
    if (!m_list->currentIndex().isValid() && m_model.rowCount() > 0)
        m_list->setCurrentIndex(m_model.index(0));
    else
        showFile(m_list->currentIndex());
    Q_EMIT filesChanged(m_model.rowCount());
}

QString ChangesView::messageFor(const FileChange &change) const
{
    const QLocale locale;
    if (change.tooLarge)
        return tr("This file is too large to compare line by line. It was %1 and is now %2.")
            .arg(locale.formattedDataSize(change.oldSize), locale.formattedDataSize(change.newSize));
    if (change.binary)
        return tr("This file is not text. It was %1 and is now %2.")
            .arg(locale.formattedDataSize(change.oldSize), locale.formattedDataSize(change.newSize));
    if (change.oldBlob == change.newBlob && change.oldMode != change.newMode)
        return tr("Only the file's mode changed, from %1 to %2.").arg(change.oldMode, 0, 8).arg(change.newMode, 0, 8);
    if (change.status == FileChange::Status::Renamed)
        return tr("The file was renamed and its content is the same.");
    return tr("The file is empty.");
}

void ChangesView::showFile(const QModelIndex &index)
{
    const FileChange *change = m_model.change(index);
    if (!change) {
        m_shown = {};
        m_shownDiff.reset();
        m_path->setText({});
        return;
    }
    if (*change == m_shown && m_shownDiff)
        return;
    m_shown = *change;
    m_path->setText(change->status == FileChange::Status::Renamed
            ? QStringLiteral("%1 \u2192 %2").arg(displayPath(change->oldPath), displayPath(change->newPath))
            : displayPath(change->path()));
    whenDone(m_runner.fileDiff(m_session, m_changes, index.row()), this,
        [this, asked = *change, generation = m_generation](Result<std::shared_ptr<const FileDiff>> result) {
            if (generation != m_generation || asked != m_shown)
                return;
            if (!result)
                return m_diff->setMessage(result.error().message);
            m_shownDiff = *result;
            if ((*result)->hunks.isEmpty())
                return m_diff->setMessage(messageFor(asked));
            prepareRows(asked, *result);
        });
}

void ChangesView::prepareRows(const FileChange &change, std::shared_ptr<const FileDiff> diff)
{
    m_stop.request_stop();
    m_stop = {};
    const auto scheme = m_theme.isDark() ? HighlightScheme::Dark : HighlightScheme::Light;
    QtConcurrent::run([diff = std::move(diff), name = displayPath(change.path()), scheme, stop = m_stop.get_token()] {
        return makeDiffRows(*diff, name, scheme, stop);
    }).then(this, [this, stop = m_stop.get_token()](const std::shared_ptr<const DiffRows> &rows) {
        if (!stop.stop_requested())
            m_diff->setRows(rows);
    });
}

void ChangesView::updateSummary()
{
    const int files = m_model.rowCount();
    const bool any = files > 0;
    m_summary->setText(any ? tr("%n file(s) changed", nullptr, files) : QString());
    m_added->setText(any && m_changes.set ? QStringLiteral("+%1").arg(m_changes.set->added) : QString());
    m_removed->setText(any && m_changes.set ? QStringLiteral("\u2212%1").arg(m_changes.set->removed) : QString());
    m_accept->setVisible(any);
    m_empty->setContent(QStringLiteral("changes"), tr("No changes yet"),
        tr("What the agent changes in its sandbox appears here while it works. Your repository stays as it is until "
           "you accept."));
    m_pages->setCurrentWidget(any ? static_cast<QWidget *>(m_splitter) : m_empty);
}

void ChangesView::resizeEvent(QResizeEvent *event)
{
    const auto orientation = width() >= SideBySideWidth ? Qt::Horizontal : Qt::Vertical;
    if (m_splitter->orientation() != orientation || event->oldSize().width() <= 0) {
        m_splitter->setOrientation(orientation);
        m_splitter->setSizes(orientation == Qt::Horizontal ? QList<int>{240, width() - 240}
                                                           : QList<int>{qMin(200, height() / 4), height()});
    }
    QWidget::resizeEvent(event);
}

void ChangesView::changeEvent(QEvent *event)
{
    if (event->type() == QEvent::LanguageChange) {
        retranslate();
        updateSummary();
    }
    QWidget::changeEvent(event);
}

void ChangesView::retranslate()
{
    m_accept->setText(tr("Accept\u2026"));
    m_accept->setToolTip(tr("Make a commit of these changes on a new branch of your repository"));
    m_list->setAccessibleName(tr("Changed files"));
    m_diff->setAccessibleName(tr("Difference"));
}

} // namespace pilothouse

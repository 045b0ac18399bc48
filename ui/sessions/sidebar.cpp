#include "ui/sessions/sidebar.h"

#include "ui/controls/controls.h"
#include "ui/controls/when_done.h"
#include "ui/sessions/radar_watch.h"
#include "ui/sessions/session_delegate.h"

#include <QAction>
#include <QBoxLayout>
#include <QEvent>
#include <QKeyEvent>
#include <QLineEdit>
#include <QListView>
#include <QMenu>
#include <QPainter>

namespace pilothouse {

namespace {

/// More sessions than these with open questions show their questions' words only once they are opened.
constexpr int MostOpenedForQuestions = 24;

} // namespace

Sidebar::Sidebar(const Theme &theme, RunnerApi &runner, QWidget *parent)
    : QWidget(parent),
      m_theme(theme),
      m_runner(runner),
      m_new(makeButton(QStringLiteral("newSession"), {}, ButtonKind::Primary, this)),
      m_filter(new QLineEdit(this)),
      m_list(new QListView(this))
{
    setObjectName(QStringLiteral("sidebar"));
    m_new->setIcon(theme.icon(QStringLiteral("plus"), Tone::AccentText));
    m_filter->setObjectName(QStringLiteral("sessionFilter"));
    m_filter->setClearButtonEnabled(true);
    m_filter->addAction(theme.icon(QStringLiteral("search"), Tone::TextFaint), QLineEdit::LeadingPosition);
    m_list->setObjectName(QStringLiteral("sessionList"));
    m_list->setModel(&m_model);
    m_list->setItemDelegate(new SessionDelegate(theme, m_list));
    m_list->setFrameShape(QFrame::NoFrame);
    m_list->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    m_list->setEditTriggers(QAbstractItemView::EditKeyPressed);
    m_list->setMouseTracking(true);
    m_list->setContextMenuPolicy(Qt::CustomContextMenu);
    m_list->setAutoFillBackground(false);
    m_list->viewport()->setAutoFillBackground(false);
    m_list->installEventFilter(this);
    m_filter->installEventFilter(this);

    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, grid::OneAndHalf, 0, 0);
    layout->setSpacing(grid::One);
    auto *top = new QVBoxLayout;
    top->setContentsMargins(grid::OneAndHalf, 0, grid::OneAndHalf, 0);
    top->addWidget(m_new);
    top->addWidget(m_filter);
    layout->addLayout(top);
    layout->addWidget(m_list, 1);

    connect(m_new, &QPushButton::clicked, this, &Sidebar::newSessionRequested);
    connect(m_filter, &QLineEdit::textChanged, &m_model, &SessionListModel::setFilter);
    connect(m_list, &QListView::clicked, this, &Sidebar::activate);
    connect(m_list, &QListView::activated, this, &Sidebar::activate);
    connect(m_list, &QListView::customContextMenuRequested, this, &Sidebar::showMenu);
    connect(&m_model, &SessionListModel::renameRequested, this, [this](SessionId session, const QString &title) {
        whenDone(m_runner.rename(session, title), this, [this](const Result<void> &result) {
            if (!result)
                Q_EMIT failed(result.error().message);
        });
    });
    connect(&runner, &RunnerApi::sessionsChanged, &m_update, &FrameTimer::schedule);
    connect(&m_update, &FrameTimer::due, this, &Sidebar::takeSessions);
    connect(&runner, &RunnerApi::sessionChanged, this, [this](SessionId session) {
        if (m_opened.contains(session))
            takeQuestions();
    });
    connect(&theme, &Theme::changed, this, qOverload<>(&QWidget::update));
    m_ticker.setInterval(1000); // the time of working sessions goes on
    connect(&m_ticker, &QTimer::timeout, m_list->viewport(), qOverload<>(&QWidget::update));
    retranslate();
    takeSessions();
}

Sidebar::~Sidebar()
{
    for (const SessionId session : std::as_const(m_opened))
        m_runner.close(session);
}

void Sidebar::takeSessions()
{
    m_model.setSnapshot(m_runner.sessions());
    const std::vector<SessionId> waiting = m_model.waitingSessions();
    for (const SessionId session : waiting) {
        if (m_opened.size() < MostOpenedForQuestions && !m_opened.contains(session)) {
            m_opened.insert(session);
            m_runner.open(session);
        }
    }
    for (auto session = m_opened.begin(); session != m_opened.end();) {
        if (std::ranges::contains(waiting, *session)) {
            ++session;
        } else {
            m_runner.close(*session);
            session = m_opened.erase(session);
        }
    }
    const auto rows = m_runner.sessions();
    const bool working = std::ranges::any_of(*rows, [](const SessionRow &row) { return row.turnStartedMs > 0; });
    if (working != m_ticker.isActive())
        working ? m_ticker.start() : m_ticker.stop();
    takeQuestions();
}

void Sidebar::takeQuestions()
{
    QHash<SessionId, std::vector<Approval>> questions;
    for (const SessionId session : std::as_const(m_opened)) {
        if (const SessionSnapshotPtr snapshot = m_runner.session(session))
            questions.insert(session, snapshot->state.approvals);
    }
    m_model.setQuestions(questions);
    Q_EMIT questionsChanged();
}

void Sidebar::activate(const QModelIndex &index)
{
    const SessionId session(index.data(SessionListModel::SessionRole).toLongLong());
    switch (static_cast<SessionListModel::Kind>(index.data(SessionListModel::KindRole).toInt())) {
    case SessionListModel::Kind::Inbox:
        Q_EMIT inboxActivated();
        return;
    case SessionListModel::Kind::Question:
        Q_EMIT questionActivated(session, ApprovalId(index.data(SessionListModel::ApprovalRole).toString()));
        return;
    case SessionListModel::Kind::Attempts:
        Q_EMIT attemptsActivated(index.data(SessionListModel::GroupRole).toString());
        return;
    case SessionListModel::Kind::Session:
        Q_EMIT sessionActivated(session);
        return;
    case SessionListModel::Kind::Header:
        return;
    }
}

void Sidebar::setRadar(const RadarWatch &radar)
{
    connect(&radar, &RadarWatch::changed, this, [this, &radar] {
        QHash<SessionId, QString> clashes;
        for (const auto &[repository, report] : radar.reports()) {
            for (const auto &[session, found] : report)
                clashes.insert(session, radarSentence(found));
        }
        m_model.setClashes(std::move(clashes));
    });
}

void Sidebar::selectAttempts(const QString &group)
{
    const QModelIndexList found =
        m_model.match(m_model.index(0), SessionListModel::GroupRole, group, 1, Qt::MatchExactly);
    if (!found.isEmpty())
        m_list->setCurrentIndex(found.first()); // the head comes before its attempts
}

void Sidebar::select(SessionId session)
{
    m_list->setCurrentIndex(m_model.indexOf(session));
}

void Sidebar::selectInbox()
{
    m_list->setCurrentIndex(m_model.index(0));
}

void Sidebar::selectNeighbour(int step)
{
    for (int row = m_list->currentIndex().row() + step; row >= 0 && row < m_model.rowCount(); row += step) {
        const QModelIndex index = m_model.index(row);
        if (static_cast<SessionListModel::Kind>(index.data(SessionListModel::KindRole).toInt())
            != SessionListModel::Kind::Session)
            continue;
        m_list->setCurrentIndex(index);
        activate(index);
        return;
    }
}

void Sidebar::focusFilter()
{
    m_filter->setFocus(Qt::ShortcutFocusReason);
    m_filter->selectAll();
}

void Sidebar::focusList()
{
    m_list->setFocus(Qt::ShortcutFocusReason);
}

void Sidebar::renameCurrent()
{
    if (m_list->currentIndex().flags() & Qt::ItemIsEditable)
        m_list->edit(m_list->currentIndex());
}

void Sidebar::togglePinCurrent()
{
    const QModelIndex index = m_list->currentIndex();
    if (const SessionId session(index.data(SessionListModel::SessionRole).toLongLong()); session.isValid())
        setPinned(session, !index.data(SessionListModel::PinnedRole).toBool());
}

void Sidebar::setPinned(SessionId session, bool pinned)
{
    whenDone(m_runner.setPinned(session, pinned), this, [this](const Result<void> &result) {
        if (!result)
            Q_EMIT failed(result.error().message);
    });
}

void Sidebar::endSession(SessionId session)
{
    whenDone(m_runner.end(session), this, [this](const Result<void> &result) {
        if (!result)
            Q_EMIT failed(result.error().message);
    });
}

void Sidebar::showMenu(const QPoint &position)
{
    const QModelIndex index = m_list->indexAt(position);
    if (static_cast<SessionListModel::Kind>(index.data(SessionListModel::KindRole).toInt())
            != SessionListModel::Kind::Session
        || !index.isValid())
        return;
    const SessionId session(index.data(SessionListModel::SessionRole).toLongLong());
    const bool pinned = index.data(SessionListModel::PinnedRole).toBool();
    auto *menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    menu->addAction(m_theme.icon(QStringLiteral("edit")), tr("Rename"), this,
            [this, at = QPersistentModelIndex(index)] {
                if (at.isValid())
                    m_list->edit(at);
            })
        ->setShortcut(Qt::Key_F2);
    menu->addAction(m_theme.icon(QStringLiteral("pin")), pinned ? tr("Unpin") : tr("Pin to the top"), this,
        [this, session, pinned] { setPinned(session, !pinned); });
    menu->addSeparator();
    menu->addAction(
            m_theme.icon(QStringLiteral("stop")), tr("End the session"), this, [this, session] { endSession(session); })
        ->setObjectName(QStringLiteral("menuEnd"));
    menu->addAction(m_theme.icon(QStringLiteral("delete"), Tone::Danger), tr("Move to the Trash\u2026"), this,
        [this, session] { Q_EMIT removeRequested(session); });
    menu->popup(m_list->viewport()->mapToGlobal(position));
}

bool Sidebar::eventFilter(QObject *watched, QEvent *event)
{
    if (event->type() == QEvent::KeyPress) {
        const auto *key = static_cast<QKeyEvent *>(event);
        if (watched == m_filter && key->key() == Qt::Key_Down) {
            focusList();
            if (!m_list->currentIndex().isValid())
                selectNeighbour(1);
            return true;
        }
        if (watched == m_filter && key->key() == Qt::Key_Escape && !m_filter->text().isEmpty()) {
            m_filter->clear();
            return true;
        }
        if (watched == m_list && (key->key() == Qt::Key_Return || key->key() == Qt::Key_Enter)
            && m_list->currentIndex().isValid()) {
            activate(m_list->currentIndex());
            return true;
        }
        if (watched == m_list && key->key() == Qt::Key_Delete) {
            if (const SessionId session(m_list->currentIndex().data(SessionListModel::SessionRole).toLongLong());
                session.isValid())
                Q_EMIT removeRequested(session);
            return true;
        }
    }
    return QWidget::eventFilter(watched, event);
}

void Sidebar::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.fillRect(rect(), m_theme.color(Tone::Sidebar));
}

void Sidebar::changeEvent(QEvent *event)
{
    if (event->type() == QEvent::LanguageChange) {
        retranslate();
        takeSessions();
    }
    QWidget::changeEvent(event);
}

void Sidebar::retranslate()
{
    m_new->setText(tr("New session"));
    m_new->setToolTip(QKeySequence(Qt::CTRL | Qt::Key_N).toString(QKeySequence::NativeText));
    m_filter->setPlaceholderText(tr("Filter sessions"));
    m_filter->setAccessibleName(tr("Filter sessions"));
    m_list->setAccessibleName(tr("Inbox and sessions"));
}

} // namespace pilothouse

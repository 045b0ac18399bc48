#include "ui/attempts/attempts_view.h"

#include "runner/base/visible_text.h"
#include "ui/attempts/attempts_table.h"
#include "ui/attempts/compose_dialog.h"
#include "ui/attempts/tree_comparison.h"
#include "ui/controls/banner.h"
#include "ui/controls/when_done.h"
#include "ui/review/accept_dialog.h"

#include <QBoxLayout>
#include <QEvent>
#include <QHeaderView>
#include <QKeyEvent>
#include <QShortcut>
#include <QStackedWidget>
#include <QTableView>

namespace pilothouse {

namespace {

constexpr std::chrono::seconds BetweenLooks{1};
constexpr int RowHeight = 40;

} // namespace

AttemptsView::AttemptsView(const Theme &theme, RunnerApi &runner, QWidget *parent)
    : QWidget(parent),
      m_theme(theme),
      m_runner(runner),
      m_model(theme),
      m_title(new ElidedLabel(theme, TypeRole::Title, Tone::Text, {}, this)),
      m_facts(new TextLabel(theme, TypeRole::Small, Tone::TextMuted, {}, this)),
      m_banner(new Banner(theme, this)),
      m_pages(new QStackedWidget(this)),
      m_table(new QTableView),
      m_comparison(new TreeComparison(theme, runner)),
      m_open(makeButton(QStringLiteral("openAttempt"), {}, ButtonKind::Secondary, this)),
      m_take(makeButton(QStringLiteral("takeAttempt"), {}, ButtonKind::Primary, this)),
      m_compare(makeButton(QStringLiteral("compareAttempts"), {}, ButtonKind::Secondary, this)),
      m_compose(makeButton(QStringLiteral("composeAttempts"), {}, ButtonKind::Secondary, this)),
      m_back(makeButton(QStringLiteral("closeComparison"), {}, ButtonKind::Secondary, this))
{
    setObjectName(QStringLiteral("attempts"));
    m_sorted.setSourceModel(&m_model);
    m_sorted.setSortRole(AttemptsModel::SortRole);
    makeLayout();
    const auto bind = [this](Qt::Key key, void (AttemptsView::*run)()) {
        auto *shortcut = new QShortcut(key, this);
        shortcut->setContext(Qt::WidgetWithChildrenShortcut);
        connect(shortcut, &QShortcut::activated, this, run);
        m_shortcuts.push_back(shortcut);
    };
    bind(Qt::Key_A, &AttemptsView::takeOne);
    bind(Qt::Key_C, &AttemptsView::compare);
    bind(Qt::Key_P, &AttemptsView::compose);
    connect(m_open, &QPushButton::clicked, this, &AttemptsView::open);
    connect(m_take, &QPushButton::clicked, this, &AttemptsView::takeOne);
    connect(m_compare, &QPushButton::clicked, this, &AttemptsView::compare);
    connect(m_compose, &QPushButton::clicked, this, &AttemptsView::compose);
    connect(m_back, &QPushButton::clicked, this, &AttemptsView::closeComparison);
    connect(m_table, &QTableView::doubleClicked, this, &AttemptsView::open);
    connect(m_table->selectionModel(), &QItemSelectionModel::selectionChanged, this, &AttemptsView::updateButtons);
    m_soon.setSingleShot(true);
    m_soon.setInterval(BetweenLooks);
    connect(&m_soon, &QTimer::timeout, this, &AttemptsView::ask);
    connect(&runner, &RunnerApi::sessionsChanged, this, [this] {
        if (isVisible() && !m_soon.isActive())
            m_soon.start();
    });
    retranslate();
    updateButtons();
}

AttemptsView::~AttemptsView() = default;

void AttemptsView::makeLayout()
{
    m_table->setObjectName(QStringLiteral("attemptTable"));
    m_table->setHorizontalHeader(new AttemptsHeader(m_theme, m_table));
    m_table->setItemDelegate(new AttemptsDelegate(m_theme, m_table));
    m_table->setModel(&m_sorted);
    m_table->setSortingEnabled(true);
    m_table->sortByColumn(-1, Qt::AscendingOrder); // as they were started, until somebody wants another order
    m_table->setSelectionBehavior(QAbstractItemView::SelectRows);
    m_table->setSelectionMode(QAbstractItemView::ExtendedSelection);
    m_table->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_table->setShowGrid(false);
    m_table->setFrameShape(QFrame::NoFrame);
    m_table->setTabKeyNavigation(false);
    m_table->setWordWrap(false);
    m_table->verticalHeader()->hide();
    m_table->verticalHeader()->setDefaultSectionSize(RowHeight);
    m_table->horizontalHeader()->setSectionResizeMode(QHeaderView::ResizeToContents);
    m_table->horizontalHeader()->setSectionResizeMode(AttemptsModel::Name, QHeaderView::Stretch);
    m_table->installEventFilter(this);

    auto *texts = new QVBoxLayout;
    texts->setSpacing(1);
    texts->addWidget(m_title);
    texts->addWidget(m_facts);
    auto *head = new QHBoxLayout;
    head->setContentsMargins(grid::Two, grid::OneAndHalf, grid::Two, grid::OneAndHalf);
    head->setSpacing(grid::One);
    head->addLayout(texts, 1);
    for (QPushButton *button : {m_back, m_compare, m_compose, m_open, m_take}) {
        button->setProperty("small", true);
        head->addWidget(button);
    }
    m_pages->addWidget(m_table);
    m_pages->addWidget(m_comparison);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addLayout(head);
    layout->addWidget(m_banner);
    layout->addWidget(m_pages, 1);
    setFocusProxy(m_table);
}

void AttemptsView::showGroup(const QString &group)
{
    if (group != m_group) {
        ++m_generation;
        m_asking = false;
        m_group = group;
        m_model.setAttempts({});
        m_banner->hideBanner();
        closeComparison();
    }
    m_table->setFocus(Qt::OtherFocusReason);
    ask();
}

void AttemptsView::ask()
{
    if (m_group.isEmpty() || !m_runner.evidence())
        return;
    if (m_asking)
        return m_soon.start();
    m_asking = true;
    whenDone(m_runner.evidence()->attempts(m_group), this,
        [this, generation = m_generation](Result<std::vector<Attempt>> attempts) {
            if (generation != m_generation)
                return;
            m_asking = false;
            if (attempts)
                take(*std::move(attempts));
            else
                m_banner->show(Banner::Severity::Error, attempts.error().message);
        });
}

void AttemptsView::take(std::vector<Attempt> attempts)
{
    m_banner->hideBanner();
    m_title->setText(attempts.empty() ? QString() : visibleText(attempts.front().title, LineBreaks::Show));
    m_facts->setText(
        tr("%n attempt(s) at the same task, from the same commit", nullptr, static_cast<int>(attempts.size())));
    m_model.setAttempts(std::move(attempts));
    if (!m_table->currentIndex().isValid() && m_sorted.rowCount() > 0)
        m_table->selectRow(0);
    updateButtons();
}

std::vector<SessionId> AttemptsView::chosen() const
{
    QModelIndexList rows = m_table->selectionModel()->selectedRows();
    std::ranges::sort(rows, {}, [](const QModelIndex &index) { return index.row(); });
    std::vector<SessionId> sessions;
    for (const QModelIndex &row : std::as_const(rows))
        sessions.emplace_back(row.data(AttemptsModel::SessionRole).toLongLong());
    return sessions;
}

void AttemptsView::updateButtons()
{
    const std::vector<SessionId> sessions = chosen();
    const bool table = m_pages->currentWidget() == m_table;
    const auto hasChanges = [this](SessionId session) {
        const Attempt *attempt = m_model.attempt(session);
        return attempt && attempt->files > 0;
    };
    for (QPushButton *button : {m_compare, m_compose, m_open, m_take})
        button->setVisible(table);
    m_back->setVisible(!table);
    m_open->setEnabled(sessions.size() == 1);
    m_take->setEnabled(sessions.size() == 1 && hasChanges(sessions.front()));
    m_compare->setEnabled(sessions.size() == 2);
    m_compose->setEnabled(
        std::ranges::count_if(m_model.attempts(), [](const Attempt &one) { return one.files > 0; }) > 1);
}

void AttemptsView::open()
{
    if (const auto sessions = chosen(); sessions.size() == 1)
        Q_EMIT sessionRequested(sessions.front());
}

void AttemptsView::takeOne()
{
    if (!m_take->isVisible() || !m_take->isEnabled())
        return;
    const Attempt *attempt = m_model.attempt(chosen().front());
    whenDone(m_runner.review().changes(attempt->session), this,
        [this, attempt = *attempt](const Result<SessionChanges> &changes) {
            if (!changes)
                Q_EMIT failed(changes.error().message);
            else if (changes->set->files.isEmpty())
                Q_EMIT informed(tr("Everything of this attempt was accepted already."));
            else
                openAccept(attempt, *changes);
        });
}

void AttemptsView::openAccept(const Attempt &attempt, const SessionChanges &changes)
{
    auto *dialog = new AcceptDialog(m_theme, m_runner, attempt.session, changes, attempt.withUncommitted, this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &AcceptDialog::acceptedOnBranch, this, [this](const QString &branch) {
        Q_EMIT informed(
            tr("The attempt is on branch %1 of your repository.").arg(visibleText(branch, LineBreaks::Show)));
    });
    connect(dialog, &AcceptDialog::noticed, this, &AttemptsView::informed);
    dialog->open();
}

void AttemptsView::compare()
{
    const std::vector<SessionId> sessions = chosen();
    if (sessions.size() != 2 || m_pages->currentWidget() != m_table)
        return;
    const QString title =
        tr("From %1 to %2")
            .arg(attemptName(*m_model.attempt(sessions.front())), attemptName(*m_model.attempt(sessions.back())));
    whenDone(m_runner.evidence()->compareAttempts(sessions.front(), sessions.back()), this,
        [this, title, session = sessions.front(), generation = m_generation](const Result<SessionChanges> &changes) {
            if (generation != m_generation)
                return;
            if (!changes)
                return m_banner->show(Banner::Severity::Error, changes.error().message);
            m_comparison->show(session, changes->from, changes->to, title);
            m_pages->setCurrentWidget(m_comparison);
            m_comparison->setFocus();
            updateButtons();
        });
}

void AttemptsView::closeComparison()
{
    m_pages->setCurrentWidget(m_table);
    m_table->setFocus(Qt::OtherFocusReason);
    updateButtons();
}

void AttemptsView::compose()
{
    if (!m_compose->isVisible() || !m_compose->isEnabled())
        return;
    auto *dialog = new ComposeDialog(m_theme, m_runner, m_model.attempts(), this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &ComposeDialog::acceptedOnBranch, this, [this](const QString &branch) {
        Q_EMIT informed(tr("The parts of the attempts are on branch %1 of your repository.")
                .arg(visibleText(branch, LineBreaks::Show)));
        ask();
    });
    connect(dialog, &ComposeDialog::noticed, this, &AttemptsView::informed);
    dialog->open();
}

void AttemptsView::keyPressEvent(QKeyEvent *event)
{
    if (event->key() == Qt::Key_Escape && m_pages->currentWidget() != m_table)
        return closeComparison();
    QWidget::keyPressEvent(event);
}

bool AttemptsView::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == m_table && event->type() == QEvent::KeyPress) {
        const int key = static_cast<QKeyEvent *>(event)->key();
        if (key == Qt::Key_Return || key == Qt::Key_Enter) {
            open();
            return true;
        }
    }
    return QWidget::eventFilter(watched, event);
}

void AttemptsView::changeEvent(QEvent *event)
{
    if (event->type() == QEvent::LanguageChange) {
        retranslate();
        take(m_model.attempts());
    }
    QWidget::changeEvent(event);
}

void AttemptsView::retranslate()
{
    m_open->setText(tr("Open"));
    m_take->setText(tr("Take this one\u2026"));
    m_take->setToolTip(tr("Accept what this attempt changed (A)"));
    m_compare->setText(tr("Compare two"));
    m_compare->setToolTip(tr("What differs between two selected attempts (C)"));
    m_compose->setText(tr("Put parts together\u2026"));
    m_compose->setToolTip(tr("One commit of what you accept of several attempts (P)"));
    m_back->setText(tr("Back to the table"));
    m_table->setAccessibleName(tr("Attempts"));
}

} // namespace pilothouse

#include "ui/shell/main_window.h"

#include "runner/base/visible_text.h"
#include "ui/approvals/approval_card.h"
#include "ui/approvals/inbox_view.h"
#include "ui/attempts/attempts_view.h"
#include "ui/controls/banner.h"
#include "ui/controls/when_done.h"
#include "ui/sessions/session_view.h"
#include "ui/sessions/sidebar.h"
#include "ui/shell/language.h"
#include "ui/shell/status_strip.h"
#include "ui/shell/welcome_page.h"
#include "ui/theme/app_sign.h"

#include <QAccessible>
#include <QAction>
#include <QApplication>
#include <QBoxLayout>
#include <QCloseEvent>
#include <QMenu>
#include <QMessageBox>
#include <QSettings>
#include <QSplitter>
#include <QStackedWidget>
#include <QTimer>

namespace pilothouse {

MainWindow::MainWindow(Parts parts, QWidget *parent)
    : QMainWindow(parent),
      m_parts(std::move(parts)),
      m_radar(m_parts.runner),
      m_sidebar(new Sidebar(m_parts.theme, m_parts.runner)),
      m_splitter(new QSplitter(Qt::Horizontal)),
      m_health(new Banner(m_parts.theme)),
      m_message(new Banner(m_parts.theme)),
      m_pages(new QStackedWidget),
      m_status(new StatusStrip(m_parts.theme, m_parts.runner))
{
    setObjectName(QStringLiteral("mainWindow"));
    makeLayout();
    makeActions();
    makeMenus();
    connectParts();
    retranslate();
    restore();
    updateHealth();
    updateQuestions();
}

MainWindow::~MainWindow() = default;

void MainWindow::makeLayout()
{
    m_health->setObjectName(QStringLiteral("healthBanner"));
    m_message->setObjectName(QStringLiteral("messageBanner"));
    m_pages->addWidget(new QWidget); // until a page is chosen
    auto *content = new QWidget;
    auto *contentLayout = new QVBoxLayout(content);
    contentLayout->setContentsMargins(0, 0, 0, 0);
    contentLayout->setSpacing(0);
    contentLayout->addWidget(m_health);
    contentLayout->addWidget(m_message);
    contentLayout->addWidget(m_pages, 1);
    m_sidebar->setMinimumWidth(220);
    m_splitter->setObjectName(QStringLiteral("sidebarSplitter"));
    m_splitter->addWidget(m_sidebar);
    m_splitter->addWidget(content);
    m_splitter->setStretchFactor(0, 0);
    m_splitter->setStretchFactor(1, 1);
    m_splitter->setCollapsible(1, false);
    m_splitter->setSizes({280, 1000});
    auto *central = new QWidget;
    auto *layout = new QVBoxLayout(central);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(m_splitter, 1);
    layout->addWidget(m_status);
    setCentralWidget(central);
    setMinimumSize(640, 480);
    resize(1360, 860);
}

WelcomePage &MainWindow::welcome()
{
    if (!m_welcome) {
        m_welcome = new WelcomePage(m_parts.theme);
        m_pages->addWidget(m_welcome);
        connect(m_welcome, &WelcomePage::newSessionRequested, this, &MainWindow::newSession);
        connect(m_welcome, &WelcomePage::practiceRequested, this, &MainWindow::startPractice);
    }
    return *m_welcome;
}

InboxView &MainWindow::inbox()
{
    if (!m_inbox) {
        m_inbox = new InboxView(m_parts.theme, m_parts.runner);
        m_pages->addWidget(m_inbox);
        connect(m_inbox, &InboxView::failed, this, &MainWindow::fail);
    }
    return *m_inbox;
}

SessionView &MainWindow::sessionPage()
{
    if (!m_session) {
        m_session = new SessionView(m_parts.theme, m_parts.runner, &m_parts.settings);
        if (m_parts.drafts)
            m_session->keepDraftsIn(*m_parts.drafts);
        m_pages->addWidget(m_session);
        connect(m_session, &SessionView::failed, this, &MainWindow::fail);
        connect(m_session, &SessionView::informed, this, &MainWindow::inform);
        connect(m_session, &SessionView::renameRequested, m_sidebar, &Sidebar::renameCurrent);
        connect(m_session, &SessionView::removeRequested, this, &MainWindow::removeSession);
        connect(m_session, &SessionView::sessionForked, this, &MainWindow::showSession);
        connect(m_session, &SessionView::sessionRequested, this, &MainWindow::showSession);
        connect(m_session, &SessionView::attemptsRequested, this, &MainWindow::showAttempts);
        m_session->setRadar(m_radar);
    }
    return *m_session;
}

AttemptsView &MainWindow::attempts()
{
    if (!m_attempts) {
        m_attempts = new AttemptsView(m_parts.theme, m_parts.runner);
        m_pages->addWidget(m_attempts);
        connect(m_attempts, &AttemptsView::sessionRequested, this, &MainWindow::showSession);
        connect(m_attempts, &AttemptsView::failed, this, &MainWindow::fail);
        connect(m_attempts, &AttemptsView::informed, this, &MainWindow::inform);
    }
    return *m_attempts;
}

void MainWindow::connectParts()
{
    m_sidebar->setRadar(m_radar);
    connect(m_sidebar, &Sidebar::attemptsActivated, this, &MainWindow::showAttempts);
    connect(m_sidebar, &Sidebar::newSessionRequested, this, &MainWindow::newSession);
    connect(m_sidebar, &Sidebar::sessionActivated, this, &MainWindow::showSession);
    connect(m_sidebar, &Sidebar::inboxActivated, this, &MainWindow::showInbox);
    connect(m_sidebar, &Sidebar::questionActivated, this, [this](SessionId session, const ApprovalId &approval) {
        showSession(session);
        sessionPage().showApproval(approval);
    });
    connect(m_sidebar, &Sidebar::removeRequested, this, &MainWindow::removeSession);
    connect(m_sidebar, &Sidebar::failed, this, &MainWindow::fail);
    connect(m_sidebar, &Sidebar::questionsChanged, this, &MainWindow::updateQuestions);
    connect(m_message, &Banner::actionTriggered, this, [this] {
        m_message->hideBanner();
        if (const SessionId session = std::exchange(m_removed, {}); session.isValid())
            whenDone(m_parts.runner.restore(session), this, [this](const Result<void> &result) {
                if (!result)
                    fail(result.error().message);
            });
    });
    connect(m_health, &Banner::actionTriggered, this, [this] {
        whenDone(m_parts.runner.removeLeftovers(), this, [this](const Result<void> &result) {
            if (!result)
                fail(result.error().message);
        });
    });
    connect(&m_parts.runner, &RunnerApi::healthChanged, this, &MainWindow::updateHealth);
    connect(&m_parts.theme, &Theme::changed, this, [this] { QApplication::setPalette(m_parts.theme.palette()); });
}

void MainWindow::applySettings(const QSettings &settings, Theme &theme, Language &language)
{
    const QString scheme = settings.value("window/theme").toString();
    theme.setPreference(scheme == QLatin1StringView("dark") ? SchemePreference::Dark
            : scheme == QLatin1StringView("light")          ? SchemePreference::Light
                                                            : SchemePreference::System);
    language.use(settings.value("window/language").toString());
    QApplication::setPalette(theme.palette());
    QApplication::setFont(theme.font(TypeRole::Body));
}

void MainWindow::restore()
{
    const QSettings &settings = m_parts.settings;
    restoreGeometry(settings.value("window/geometry").toByteArray());
    if (const QByteArray sizes = settings.value("window/sidebar").toByteArray(); !sizes.isEmpty())
        m_splitter->restoreState(sizes);
    if (m_parts.runner.sessions()->empty())
        showWelcome();
}

void MainWindow::showLastSession()
{
    if (m_pages->currentIndex() > 0)
        return; // something else was chosen meanwhile
    const SessionId last(m_parts.settings.value("window/session").toLongLong());
    const auto rows = m_parts.runner.sessions();
    if (last.isValid() && std::ranges::contains(*rows, last, &SessionRow::id))
        showSession(last);
    else if (m_sidebar->model().questionCount() > 0)
        showInbox();
    else
        showWelcome();
}

void MainWindow::paintEvent(QPaintEvent *event)
{
    QMainWindow::paintEvent(event);
    if (!std::exchange(m_painted, true))
        QTimer::singleShot(0, this, [this] {
            setWindowIcon(appIcon());
            showLastSession();
            Q_EMIT painted();
        });
}

void MainWindow::closeEvent(QCloseEvent *event)
{
    QSettings &settings = m_parts.settings;
    settings.setValue("window/geometry", saveGeometry());
    settings.setValue("window/sidebar", m_splitter->saveState());
    if (m_session)
        settings.setValue("window/session", m_session->session().value);
    event->accept();
}

void MainWindow::showSession(SessionId session)
{
    m_message->hideBanner();
    sessionPage().setSession(session);
    m_pages->setCurrentWidget(m_session);
    m_sidebar->select(session);
    retranslate();
}

void MainWindow::showInbox()
{
    m_pages->setCurrentWidget(&inbox());
    m_sidebar->selectInbox();
    updateQuestions();
}

void MainWindow::showAttempts(const QString &group)
{
    m_message->hideBanner();
    m_pages->setCurrentWidget(&attempts());
    attempts().showGroup(group);
    m_sidebar->selectAttempts(group);
}

void MainWindow::showWelcome()
{
    m_pages->setCurrentWidget(&welcome());
}

void MainWindow::newSession()
{
    auto *dialog =
        new NewSessionDialog(m_parts.theme, m_parts.runner, m_parts.settings, m_parts.agents, m_parts.keys, this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &NewSessionDialog::created, this, [this](SessionId session) {
        showSession(session);
        sessionPage().focusComposer();
    });
    connect(dialog, &NewSessionDialog::attemptsStarted, this, &MainWindow::showAttempts);
    dialog->open();
}

void MainWindow::startPractice()
{
    NewSession practice; // the defaults are the practice repository and model
    practice.title = tr("Practice session");
    practice.prompt = tr("The test tests/run.sh fails. Find out why and mend it.");
    welcome().setBusy(true);
    whenDone(m_parts.runner.create(practice), this, [this](const Result<SessionId> &session) {
        welcome().setBusy(false);
        if (session)
            showSession(*session);
        else
            fail(session.error().message);
    });
}

void MainWindow::removeSession(SessionId session)
{
    const SessionRow *row = m_sidebar->model().session(session);
    if (!row)
        return;
    const bool changes = row->changedFiles > 0;
    auto *question = new QMessageBox(QMessageBox::NoIcon, tr("Move to the Trash?"),
        changes
            ? tr("The session \u201C%1\u201D has changes in %n file(s). Its sandbox is deleted; the session with its "
                 "changes can be brought back from the Trash for some time.",
                  nullptr, static_cast<int>(row->changedFiles))
                  .arg(visibleText(row->title, LineBreaks::Show))
            : tr("The sandbox of the session \u201C%1\u201D is deleted. The session can be brought back from the "
                 "Trash for some time.")
                  .arg(visibleText(row->title, LineBreaks::Show)),
        QMessageBox::Cancel, this);
    question->setObjectName(QStringLiteral("removeQuestion"));
    question->setTextFormat(Qt::PlainText);
    question->setAttribute(Qt::WA_DeleteOnClose);
    QPushButton *yes = question->addButton(tr("Move to the Trash"), QMessageBox::DestructiveRole);
    yes->setObjectName(QStringLiteral("removeConfirm"));
    setButtonKind(yes, ButtonKind::Danger);
    question->setDefaultButton(QMessageBox::Cancel);
    connect(yes, &QPushButton::clicked, this, [this, session] {
        whenDone(m_parts.runner.remove(session), this, [this, session](const Result<void> &result) {
            if (!result)
                return fail(result.error().message);
            if (m_session && m_session->session() == session) {
                m_session->setSession({});
                showWelcome();
            }
            offerRestore(session);
        });
    });
    question->open();
}

void MainWindow::decideShown(Decision decision)
{
    if (m_inbox && m_pages->currentWidget() == m_inbox) {
        if (ApprovalCard *card = m_inbox->firstCard())
            card->decide(decision);
    } else if (m_session && m_pages->currentWidget() == m_session) {
        m_session->decideFirst(decision);
    }
}

void MainWindow::updateQuestions()
{
    SessionListModel &model = m_sidebar->model();
    if (m_inbox && m_pages->currentWidget() == m_inbox)
        m_inbox->showSessions(model.waitingSessions());
    const int count = model.questionCount();
    if (count > m_announcedQuestions) {
        QAccessibleAnnouncementEvent event(this, tr("%n question(s) wait for your answer.", nullptr, count));
        event.setPoliteness(QAccessible::AnnouncementPoliteness::Assertive);
        QAccessible::updateAccessibility(&event);
        if (!isActiveWindow())
            QApplication::alert(this);
    }
    m_announcedQuestions = count;
}

void MainWindow::updateHealth()
{
    const Health health = m_parts.runner.health();
    if (!health.storeHealthy)
        m_health->show(Banner::Severity::Error,
            health.storeSentence.isEmpty()
                ? tr("Events cannot be saved at the moment. Pilothouse waits and goes on by itself as soon as it can.")
                : health.storeSentence);
    else if (!health.engineHealthy)
        m_health->show(Banner::Severity::Warning,
            health.engineSentence.isEmpty() ? tr("No container engine answers, so no agent can be started. The command "
                                                 "\u201Cpilothouse doctor\u201D says what to do.")
                                            : health.engineSentence);
    else if (health.leftovers.any())
        m_health->show(Banner::Severity::Info,
            tr("%1 and %2 of earlier sandboxes belong to no session any more.")
                .arg(tr("%n container(s)", nullptr, health.leftovers.containers),
                    tr("%n volume(s)", nullptr, health.leftovers.volumes)),
            tr("Remove them"));
    else
        m_health->hideBanner();
}

void MainWindow::fail(const QString &sentence)
{
    m_removed = {};
    m_message->show(Banner::Severity::Error, sentence, tr("Dismiss"));
}

void MainWindow::offerRestore(SessionId session)
{
    m_message->show(Banner::Severity::Info, tr("The session is in the Trash."), tr("Bring it back"));
    m_removed = session;
}

void MainWindow::inform(const QString &sentence)
{
    m_removed = {};
    m_message->show(Banner::Severity::Info, sentence, tr("Dismiss"));
}

void MainWindow::changeEvent(QEvent *event)
{
    if (event->type() == QEvent::LanguageChange) {
        retranslate();
        updateHealth();
    }
    QMainWindow::changeEvent(event);
}

void MainWindow::keyPressEvent(QKeyEvent *event)
{
    if (event->key() == Qt::Key_Escape && m_message->isVisible())
        return m_message->hideBanner();
    QMainWindow::keyPressEvent(event);
}

} // namespace pilothouse

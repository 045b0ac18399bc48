// Menus and keys of the window.
#include "ui/approvals/approval_card.h"
#include "ui/sessions/session_view.h"
#include "ui/sessions/sidebar.h"
#include "ui/shell/about_dialog.h"
#include "ui/shell/language.h"
#include "ui/shell/main_window.h"
#include "ui/usage/usage_dialog.h"

#include <QAction>
#include <QActionGroup>
#include <QMenu>
#include <QMenuBar>
#include <QSettings>
#include <QSplitter>

namespace pilothouse {

QAction *MainWindow::action(
    const QString &name, const QString &icon, const QKeySequence &keys, std::function<void()> run)
{
    auto *made = new QAction(this);
    made->setObjectName(name);
    if (!icon.isEmpty())
        made->setIcon(m_parts.theme.icon(icon));
    made->setShortcut(keys);
    connect(made, &QAction::triggered, this, [run = std::move(run)] { run(); });
    addAction(made);
    return made;
}

void MainWindow::makeActions()
{
    const auto s = [](const char *text) { return QString::fromLatin1(text); };
    const auto tab = [this](SessionView::Tab which) { return [this, which] { sessionPage().showTab(which); }; };
    m_actions.newSession =
        action(s("actionNewSession"), s("plus"), QKeySequence(Qt::CTRL | Qt::Key_N), [this] { newSession(); });
    m_actions.practice = action(s("actionPractice"), s("play"), {}, [this] { startPractice(); });
    m_actions.rename = action(s("actionRename"), s("edit"), {}, [this] { m_sidebar->renameCurrent(); });
    m_actions.pin =
        action(s("actionPin"), s("pin"), QKeySequence(Qt::CTRL | Qt::Key_D), [this] { m_sidebar->togglePinCurrent(); });
    m_actions.remove = action(s("actionRemove"), s("delete"), {}, [this] { removeSession(sessionPage().session()); });
    m_actions.accept = action(s("actionAccept"), s("accept"), QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_A),
        [this] { sessionPage().openAcceptDialog(); });
    m_actions.stop = action(
        s("actionStop"), s("stop"), QKeySequence(Qt::CTRL | Qt::Key_Period), [this] { sessionPage().stopTurn(); });
    m_actions.allowOnce =
        action(s("actionAllowOnce"), s("check"), allowOnceKeys(), [this] { decideShown(Decision::AllowOnce); });
    m_actions.deny = action(s("actionDeny"), s("close"), denyKeys(), [this] { decideShown(Decision::Deny); });
    m_actions.quit = action(s("actionQuit"), {}, QKeySequence(Qt::CTRL | Qt::Key_Q), [this] { close(); });
    m_actions.sidebar = action(s("actionSidebar"), s("sidebar"), QKeySequence(Qt::CTRL | Qt::Key_B),
        [this] { m_sidebar->setVisible(!m_sidebar->isVisible()); });
    m_actions.transcript = action(
        s("actionTranscript"), s("transcript"), QKeySequence(Qt::CTRL | Qt::Key_1), tab(SessionView::Tab::Transcript));
    m_actions.changes =
        action(s("actionChanges"), s("changes"), QKeySequence(Qt::CTRL | Qt::Key_2), tab(SessionView::Tab::Changes));
    m_actions.terminal =
        action(s("actionTerminal"), s("terminal"), QKeySequence(Qt::CTRL | Qt::Key_3), tab(SessionView::Tab::Terminal));
    m_actions.files =
        action(s("actionFiles"), s("folder"), QKeySequence(Qt::CTRL | Qt::Key_4), tab(SessionView::Tab::Files));
    m_actions.inbox = action(s("actionInbox"), s("inbox"), QKeySequence(Qt::CTRL | Qt::Key_I), [this] { showInbox(); });
    m_actions.next = action(s("actionNextSession"), s("chevron-down"), QKeySequence(Qt::CTRL | Qt::Key_PageDown),
        [this] { m_sidebar->selectNeighbour(1); });
    m_actions.previous = action(s("actionPreviousSession"), s("chevron-up"), QKeySequence(Qt::CTRL | Qt::Key_PageUp),
        [this] { m_sidebar->selectNeighbour(-1); });
    m_actions.filter = action(
        s("actionFilter"), s("search"), QKeySequence(Qt::CTRL | Qt::Key_K), [this] { m_sidebar->focusFilter(); });
    m_actions.compose = action(
        s("actionCompose"), s("edit"), QKeySequence(Qt::CTRL | Qt::Key_L), [this] { sessionPage().focusComposer(); });
    m_actions.usage = action(s("actionUsage"), {}, QKeySequence(Qt::CTRL | Qt::Key_U), [this] { showUsage(); });
    m_actions.about = action(s("actionAbout"), s("info"), {}, [this] {
        auto *dialog = new AboutDialog(m_parts.theme, this);
        dialog->setAttribute(Qt::WA_DeleteOnClose);
        dialog->open();
    });
    const auto scheme = [this](SchemePreference preference, const QString &name) {
        return [this, preference, name] {
            m_parts.settings.setValue("window/theme", name);
            m_parts.theme.setPreference(preference);
        };
    };
    m_actions.themeSystem = action(s("actionThemeSystem"), {}, {}, scheme(SchemePreference::System, s("system")));
    m_actions.themeLight = action(s("actionThemeLight"), {}, {}, scheme(SchemePreference::Light, s("light")));
    m_actions.themeDark = action(s("actionThemeDark"), {}, {}, scheme(SchemePreference::Dark, s("dark")));
}

void MainWindow::showUsage()
{
    auto *view = findChild<UsageDialog *>();
    if (!view && m_parts.runner.budgets())
        view = new UsageDialog(m_parts.theme, m_parts.runner, this);
    if (!view)
        return;
    view->show();
    view->raise();
    view->activateWindow();
}

void MainWindow::makeMenus()
{
    m_menus.session = menuBar()->addMenu(QString());
    m_menus.session->addActions({m_actions.newSession, m_actions.practice});
    m_menus.session->addSeparator();
    m_menus.session->addActions({m_actions.rename, m_actions.pin, m_actions.remove});
    m_menus.session->addSeparator();
    m_menus.session->addActions({m_actions.allowOnce, m_actions.deny, m_actions.accept, m_actions.stop});
    m_menus.session->addSeparator();
    m_menus.session->addAction(m_actions.quit);
    m_menus.view = menuBar()->addMenu(QString());
    m_menus.view->addActions({m_actions.transcript, m_actions.changes, m_actions.terminal, m_actions.files});
    m_menus.view->addSeparator();
    m_menus.view->addAction(m_actions.usage);
    m_menus.view->addSeparator();
    m_menus.view->addAction(m_actions.sidebar);
    m_menus.theme = m_menus.view->addMenu(m_parts.theme.icon(QStringLiteral("sun")), QString());
    auto *themes = new QActionGroup(this);
    for (QAction *theme : {m_actions.themeSystem, m_actions.themeLight, m_actions.themeDark}) {
        theme->setCheckable(true);
        themes->addAction(theme);
        m_menus.theme->addAction(theme);
    }
    const SchemePreference now = m_parts.theme.preference();
    (now == SchemePreference::Dark           ? m_actions.themeDark
            : now == SchemePreference::Light ? m_actions.themeLight
                                             : m_actions.themeSystem)
        ->setChecked(true);
    m_menus.language = m_menus.view->addMenu(m_parts.theme.icon(QStringLiteral("language")), QString());
    auto *languages = new QActionGroup(this);
    std::vector<Language::Choice> choices = Language::choices();
    choices.insert(choices.begin(), Language::Choice{});
    for (const Language::Choice &choice : choices) {
        QAction *language =
            action(QStringLiteral("actionLanguage_%1").arg(choice.code), {}, {}, [this, code = choice.code] {
                m_parts.settings.setValue("window/language", code);
                m_parts.language.use(code);
            });
        language->setText(choice.name);
        language->setCheckable(true);
        language->setChecked(choice.code == m_parts.language.code());
        languages->addAction(language);
        m_menus.language->addAction(language);
        m_languages.push_back(language);
    }
    m_menus.go = menuBar()->addMenu(QString());
    m_menus.go->addActions({m_actions.inbox, m_actions.next, m_actions.previous, m_actions.filter, m_actions.compose});
    m_menus.help = menuBar()->addMenu(QString());
    m_menus.help->addAction(m_actions.about);
}

void MainWindow::retranslate()
{
    setWindowTitle(tr("Pilothouse"));
    m_menus.session->setTitle(tr("&Session"));
    m_menus.view->setTitle(tr("&View"));
    m_menus.go->setTitle(tr("&Go"));
    m_menus.help->setTitle(tr("&Help"));
    m_menus.theme->setTitle(tr("Theme"));
    m_menus.language->setTitle(tr("Language"));
    m_actions.newSession->setText(tr("New session\u2026"));
    m_actions.practice->setText(tr("Start the practice session"));
    m_actions.rename->setText(tr("Rename"));
    m_actions.pin->setText(tr("Pin or unpin"));
    m_actions.remove->setText(tr("Move to the Trash\u2026"));
    m_actions.accept->setText(tr("Accept changes\u2026"));
    m_actions.stop->setText(tr("Stop the agent"));
    m_actions.allowOnce->setText(tr("Allow once what the agent asks"));
    m_actions.deny->setText(tr("Deny what the agent asks"));
    m_actions.quit->setText(tr("Quit"));
    m_actions.sidebar->setText(tr("Show or hide the sidebar"));
    m_actions.transcript->setText(tr("Transcript"));
    m_actions.changes->setText(tr("Changes"));
    m_actions.terminal->setText(tr("Terminal"));
    m_actions.files->setText(tr("Files"));
    m_actions.inbox->setText(tr("Inbox"));
    m_actions.next->setText(tr("Next session"));
    m_actions.previous->setText(tr("Previous session"));
    m_actions.filter->setText(tr("Filter sessions"));
    m_actions.compose->setText(tr("Write to the agent"));
    m_actions.usage->setText(tr("Usage and budgets"));
    m_actions.about->setText(tr("About Pilothouse"));
    m_actions.themeSystem->setText(tr("As the system"));
    m_actions.themeLight->setText(tr("Light"));
    m_actions.themeDark->setText(tr("Dark"));
    if (!m_languages.empty())
        m_languages.front()->setText(tr("As the system"));
}

} // namespace pilothouse

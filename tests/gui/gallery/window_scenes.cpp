// Whole windows, pages and dialogs.
#include "tests/gui/gallery/scenes.h"
#include "tests/gui/support/fake_runner.h"
#include "tests/gui/support/review_samples.h"
#include "tests/gui/support/samples.h"
#include "ui/approvals/inbox_view.h"
#include "ui/files/files_view.h"
#include "ui/review/accept_dialog.h"
#include "ui/review/changes_view.h"
#include "ui/sessions/new_session_dialog.h"
#include "ui/sessions/session_view.h"
#include "ui/shell/about_dialog.h"
#include "ui/shell/language.h"
#include "ui/shell/main_window.h"
#include "ui/terminal/terminal_view.h"

#include <QAbstractButton>
#include <QBoxLayout>
#include <QDir>
#include <QMenu>
#include <QSettings>
#include <QTemporaryDir>
#include <QTreeView>

namespace pilothouse {

namespace {

using namespace samples;

/// What a view needs beside the theme; lives as long as the view.
struct World : QObject {
    explicit World(QObject *parent)
        : QObject(parent),
          settings(directory.filePath(QStringLiteral("settings.ini")), QSettings::IniFormat)
    {
        addLedger(runner);
        runner.setFolder({},
            {{"docs", 0040000, -1, {}}, {"lib", 0040000, -1, {}}, {"tests", 0040000, -1, {}},
                {"README.md", 0100644, 812, {}}});
        runner.setFolder("lib", {{"lib/money.awk", 0100644, 420, {}}, {"lib/table.awk", 0100644, 2200, {}}});
        runner.setFile("README.md", "# Ledger\n\nAdds up columns of amounts.\n\n```sh\nsh tests/run.sh\n```\n");
        runner.setRows(sessionRows());
    }
    QTemporaryDir directory;
    QSettings settings;
    FakeRunner runner;
    FakeKeyStore keys;
    Language language;
};

/// A window in which one session in one state is shown.
QWidget *window(Theme &theme, SessionPhase phase, std::vector<TranscriptBody> items,
    const std::function<void(SessionState &, LiveFacts &)> &change = {})
{
    auto *holder = new World(nullptr);
    SessionState state = sessionState(SessionId(1), phase, std::move(items));
    LiveFacts live{true, true, {}};
    if (change)
        change(state, live);
    holder->runner.setState(state, live);
    auto *main = new MainWindow({theme, holder->language, holder->runner, holder->settings,
        {{QStringLiteral("opencode"), QStringLiteral("OpenCode")}}});
    QObject::connect(main, &QObject::destroyed, holder, &QObject::deleteLater);
    main->showSession(SessionId(1));
    return main;
}

template <class Make> QWidget *withWorld(Make make)
{
    auto *holder = new World(nullptr);
    QWidget *widget = make(*holder);
    QObject::connect(widget, &QObject::destroyed, holder, &QObject::deleteLater);
    return widget;
}

QWidget *preparing(Theme &theme)
{
    return window(theme, SessionPhase::Preparing, {}, [](SessionState &state, LiveFacts &live) {
        live.linkUp = false;
        live.progress = {
            QStringLiteral("image"), QStringLiteral("Downloading the agent OpenCode 1.18.33: 31 of 52 MB"), 31, 52};
        state.usage = {};
        state.sandbox.grade.checks.clear();
    });
}

QWidget *failedSession(Theme &theme)
{
    return window(theme, SessionPhase::Failed, troubledTurn(), [](SessionState &state, LiveFacts &live) {
        live.linkUp = false;
        state.reason = QStringLiteral("The image has no git, which every sandbox needs. Install git in the image, or "
                                      "leave the image field empty to use the one that Pilothouse builds.");
    });
}

QWidget *reconnecting(Theme &theme)
{
    return window(theme, SessionPhase::Running, workingTurn(), [](SessionState &state, LiveFacts &live) {
        live.linkUp = false;
        state.turnStartedMs = Now;
        state.queue = {{QStringLiteral("q1"), QStringLiteral("Then write a test for negative amounts."), {}}};
        state.sandbox.grade.checks.push_back(
            {QStringLiteral("memory"), GradeState::Missing, QStringLiteral("The engine cannot limit memory here")});
    });
}

QWidget *welcome(Theme &theme)
{
    return withWorld([&](World &world) {
        world.runner.setRows({});
        return new MainWindow({theme, world.language, world.runner, world.settings, {}});
    });
}

QWidget *diskFull(Theme &theme)
{
    return withWorld([&](World &world) -> QWidget * {
        world.runner.setState(sessionState(SessionId(1), SessionPhase::WaitingApproval, workingTurn()));
        world.runner.setHealth({false,
            QStringLiteral(
                "The disk of the data directory is full. Make room; Pilothouse goes on by itself and nothing is lost."),
            true, {}});
        auto *main = new MainWindow({theme, world.language, world.runner, world.settings, {}});
        main->showInbox();
        return main;
    });
}

QWidget *newSession(Theme &theme)
{
    return withWorld([&](World &world) -> QWidget * {
        UncommittedChanges mine;
        mine.files = {
            {"lib/money.awk", UncommittedFile::Status::Modified, true, true, false, 420, UncommittedFile::LeftOut::No},
            {"notes.txt", UncommittedFile::Status::Added, false, true, true, 90, UncommittedFile::LeftOut::No}};
        world.runner.setUncommitted(mine);
        world.settings.setValue("newSession/repositories", QStringList{QStringLiteral("/home/mara/src/ledger")});
        auto *dialog = new NewSessionDialog(
            theme, world.runner, world.settings, {{QStringLiteral("opencode"), QStringLiteral("OpenCode")}});
        dialog->findChild<QAbstractButton *>(QStringLiteral("fromUncommitted"))->setChecked(true);
        return dialog;
    });
}

QWidget *newSessionWithKey(Theme &theme)
{
    return withWorld([&](World &world) -> QWidget * {
        world.settings.setValue("newSession/provider", QStringLiteral("openai"));
        world.settings.setValue("newSession/url", QStringLiteral("https://models.example.org/v1"));
        return new NewSessionDialog(theme, world.runner, world.settings,
            {{QStringLiteral("opencode"), QStringLiteral("OpenCode")}}, &world.keys);
    });
}

QWidget *acceptDialog(Theme &theme)
{
    return withWorld([&](World &world) -> QWidget * {
        return new AcceptDialog(theme, world.runner, SessionId(1), *world.runner.fakeReview.compare({}, {}), true);
    });
}

QWidget *terminal(Theme &theme)
{
    auto *view = new TerminalView(theme);
    view->resize(720, 360);
    view->setFrame(terminalFrame(view->gridSize()));
    view->setFocus();
    return view;
}

QWidget *files(Theme &theme)
{
    return withWorld([&](World &world) -> QWidget * {
        auto *view = new FilesView(theme, world.runner);
        view->setSession(SessionId(1));
        view->setSnapshot(ObjectId(QString(40, u'c')));
        view->resize(760, 420);
        view->show();
        auto *tree = view->findChild<QTreeView *>();
        tree->expand(tree->model()->index(1, 0));
        tree->setCurrentIndex(tree->model()->index(3, 0));
        return view;
    });
}

QWidget *menu(Theme &theme)
{
    auto *page = new QWidget;
    auto *popup = new QMenu(page);
    popup->setWindowFlags(Qt::Widget);
    popup->addAction(theme.icon(QStringLiteral("edit")), QStringLiteral("Rename"))->setShortcut(Qt::Key_F2);
    popup->addAction(theme.icon(QStringLiteral("pin")), QStringLiteral("Pin to the top"));
    popup->addSeparator();
    QAction *checked = popup->addAction(QStringLiteral("Dark"));
    checked->setCheckable(true);
    checked->setChecked(true);
    popup->addAction(QStringLiteral("Disabled"))->setEnabled(false);
    popup->setActiveAction(checked);
    popup->move(24, 24);
    popup->show();
    return page;
}

} // namespace

std::vector<Scene> windowScenes()
{
    const QSize wide(1440, 900);
    const QSize narrow(1000, 720);
    const auto waiting = [](Theme &theme) { return window(theme, SessionPhase::WaitingApproval, workingTurn()); };
    return {
        {QStringLiteral("window-welcome"), {1200, 800}, welcome},
        {QStringLiteral("window-waiting-wide"), wide, waiting},
        {QStringLiteral("window-waiting-narrow"), narrow, waiting},
        {QStringLiteral("window-finished"), wide,
            [](Theme &theme) { return window(theme, SessionPhase::Idle, finishedTurn()); }},
        {QStringLiteral("window-changes-narrow"), narrow,
            [](Theme &theme) {
                QWidget *main = window(theme, SessionPhase::Idle, finishedTurn());
                main->findChild<SessionView *>()->showTab(SessionView::Tab::Changes);
                return main;
            }},
        {QStringLiteral("window-terminal"), narrow,
            [](Theme &theme) {
                QWidget *main = window(theme, SessionPhase::Idle, finishedTurn());
                main->findChild<SessionView *>()->showTab(SessionView::Tab::Terminal);
                return main;
            }},
        {QStringLiteral("window-preparing"), wide, preparing},
        {QStringLiteral("window-failed"), narrow, failedSession},
        {QStringLiteral("window-reconnecting"), wide, reconnecting},
        {QStringLiteral("window-inbox-disk-full"), {1200, 800}, diskFull},
        {QStringLiteral("dialog-new-session"), {620, 820}, newSession},
        {QStringLiteral("dialog-new-session-key"), {620, 700}, newSessionWithKey},
        {QStringLiteral("dialog-accept"), {560, 680}, acceptDialog},
        {QStringLiteral("dialog-about"), {420, 360}, [](Theme &theme) { return new AboutDialog(theme); }},
        {QStringLiteral("terminal"), {720, 300}, terminal},
        {QStringLiteral("files"), {760, 420}, files},
        {QStringLiteral("menu"), {260, 220}, menu},
    };
}

} // namespace pilothouse

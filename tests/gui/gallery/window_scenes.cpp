// Whole windows, pages and dialogs.
#include "tests/gui/gallery/scenes.h"
#include "tests/gui/support/fake_runner.h"
#include "tests/gui/support/review_samples.h"
#include "tests/gui/support/samples.h"
#include "ui/approvals/inbox_view.h"
#include "ui/files/files_view.h"
#include "ui/review/accept_dialog.h"
#include "ui/review/changes_view.h"
#include "ui/review/key_hints.h"
#include "ui/review/timeline_bar.h"
#include "ui/review/verdict_dialog.h"
#include "ui/sessions/new_session_dialog.h"
#include "ui/sessions/session_view.h"
#include "ui/shell/about_dialog.h"
#include "ui/shell/language.h"
#include "ui/shell/main_window.h"
#include "ui/terminal/terminal_view.h"

#include <QAbstractButton>
#include <QBoxLayout>
#include <QComboBox>
#include <QDir>
#include <QMenu>
#include <QPlainTextEdit>
#include <QSettings>
#include <QTemporaryDir>
#include <QTest>
#include <QTreeView>

namespace pilothouse {

namespace {

using namespace samples;

QString s(const char *text)
{
    return QString::fromUtf8(text);
}

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

/// The review of the sample change in one state; `act` works on it once everything is there.
QWidget *review(Theme &theme, const std::function<void(ChangesView &, World &)> &act)
{
    return withWorld([&](World &world) -> QWidget * {
        auto *view = new ChangesView(theme, world.runner);
        QObject::connect(&world.runner, &RunnerApi::sessionChanged, view,
            [view, &world](SessionId id) { view->setState(world.runner.session(id)); });
        view->setSession(SessionId(1));
        world.runner.setState(sessionState(SessionId(1), SessionPhase::Idle, finishedTurn()));
        view->resize(1180, 760);
        view->show();
        if (!QTest::qWaitFor([view] { return view->review().marks() != nullptr; }))
            qFatal("The marks did not come.");
        act(*view, world);
        QTest::qWait(50); // for what comes from threads
        return view;
    });
}

void press(ChangesView &view, std::initializer_list<ReviewCommand> commands)
{
    for (const ReviewCommand command : commands) {
        view.run(command);
        QTest::qWait(20);
    }
}

QWidget *reviewDecided(Theme &theme)
{
    return review(theme, [](ChangesView &view, World &) {
        using enum ReviewCommand;
        press(view, {NextHunk, Accept, Accept, Accept, Reject, Viewed, Accept, Reject, PreviousHunk});
    });
}

QWidget *reviewCareful(Theme &theme)
{
    return review(
        theme, [](ChangesView &view, World &) { press(view, {ReviewCommand::NextHunk, ReviewCommand::Accept}); });
}

QWidget *reviewComments(Theme &theme)
{
    return review(theme, [](ChangesView &view, World &) {
        using enum ReviewCommand;
        const auto write = [&](const char *text) {
            view.findChild<QPlainTextEdit *>(QStringLiteral("commentText"))->setPlainText(QString::fromUtf8(text));
        };
        press(view, {NextHunk, NextFile, Comment});
        write("Say what happens to negative amounts, too.");
        press(view, {NextFile, NextFile, CommentFile});
        write("Is this file needed by anybody else?");
        view.setFocus();
        view.findChild<QAbstractButton *>(QStringLiteral("keepComment"))->click();
        QTest::qWait(50);
        view.review().sendComments({view.review().state().comments.first()->id});
        press(view, {Comments, NextFile, Comment});
        write("Round half to even, as the bank does.\nA test for 0.125 would show it.");
        QTest::qWait(450); // until it is kept
    });
}

QWidget *reviewTimeline(Theme &theme)
{
    return review(theme, [](ChangesView &view, World &) {
        press(view, {ReviewCommand::Timeline});
        view.findChild<TimelineScale *>()->choose(1, 3);
        QTest::qWait(250); // until it is shown
    });
}

LineOrigin sampleOrigin()
{
    LineOrigin origin;
    origin.kind = LineOrigin::Kind::During;
    origin.calls = {{ToolCallId(s("call-4")), 1, 14, acp::ToolKind::Execute, s("Round half a cent up"),
        s("sed -i 's/int(text \\* 100)/int(text * 100 + 0.5)/' lib/money.awk"),
        s("awk's int() truncates, so half a cent is lost. I add half a cent before it.")}};
    origin.turns = {1};
    origin.afterTurn = 1;
    origin.prompt = s("The totals are a cent too low for some accounts. Find out why and mend it.");
    origin.seq = 14;
    origin.othersMay = true;
    return origin;
}

QWidget *reviewWhy(Theme &theme)
{
    return review(theme, [](ChangesView &view, World &world) {
        auto origins = std::make_shared<LineOrigins>();
        origins->table = {sampleOrigin(), LineOrigin{}};
        origins->table[1].kind = LineOrigin::Kind::Between;
        origins->added.assign(40, 0);
        std::fill(origins->added.begin() + 9, origins->added.end(), 1);
        world.runner.fakeReview.origins["lib/money.awk"] = origins;
        using enum ReviewCommand;
        press(view, {NextHunk, NextFile, NextFile, NextFile, NextFile, Origins, Why});
    });
}

QWidget *keySheet(Theme &theme)
{
    return new KeySheet(theme);
}

QWidget *verdict(Theme &theme)
{
    return new VerdictDialog(theme, 2, 3);
}

QWidget *moment(Theme &theme, MomentDialog::What what)
{
    return withWorld([&](World &world) -> QWidget * {
        const TimelineTick tick = world.runner.fakeReview.ticks[2];
        return new MomentDialog(theme, world.runner, SessionId(1), what, tick,
            s("sh tests/run.sh \u00b7 failed \u00b7 14:05 \u00b7 1 file +4 \u22122"));
    });
}

QWidget *acceptConflicts(Theme &theme)
{
    return withWorld([&](World &world) -> QWidget * {
        MergeConflict both;
        both.path = "lib/money.awk";
        both.text = "<<<<<<< main\none\n=======\ntwo\n>>>>>>> agent\n";
        MergeConflict gone;
        gone.kind = MergeConflict::Kind::ChangedAndDeleted;
        gone.path = "tests/run.sh";
        world.runner.preview.conflicts = {both, gone};
        world.runner.preview.lineEnds = {"docs/rounding.md"};
        auto *dialog =
            new AcceptDialog(theme, world.runner, SessionId(1), *world.runner.fakeReview.compare({}, {}), false);
        dialog->findChild<QComboBox *>(QStringLiteral("acceptTarget"))->setCurrentIndex(1);
        dialog->show();
        QTest::qWait(400); // until it was looked at
        return dialog;
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
        {QStringLiteral("dialog-accept-conflicts"), {580, 760}, acceptConflicts},
        {QStringLiteral("dialog-verdict"), {460, 460}, verdict},
        {QStringLiteral("dialog-restore"), {480, 320},
            [](Theme &theme) { return moment(theme, MomentDialog::What::Restore); }},
        {QStringLiteral("dialog-fork"), {480, 420},
            [](Theme &theme) { return moment(theme, MomentDialog::What::Fork); }},
        {QStringLiteral("dialog-keys"), {1040, 520}, keySheet},
        {QStringLiteral("review-decided"), {1180, 760}, reviewDecided},
        {QStringLiteral("review-careful"), {560, 700}, reviewCareful},
        {QStringLiteral("review-comments"), {1180, 760}, reviewComments},
        {QStringLiteral("review-timeline"), {1180, 760}, reviewTimeline},
        {QStringLiteral("review-why"), {1180, 760}, reviewWhy},
        {QStringLiteral("dialog-about"), {420, 360}, [](Theme &theme) { return new AboutDialog(theme); }},
        {QStringLiteral("terminal"), {720, 300}, terminal},
        {QStringLiteral("files"), {760, 420}, files},
        {QStringLiteral("menu"), {260, 220}, menu},
    };
}

} // namespace pilothouse

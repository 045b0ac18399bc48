// Several sessions with one task, and what sessions would meet in each other.
#include "tests/gui/gallery/scenes.h"
#include "tests/gui/support/fake_runner.h"
#include "tests/gui/support/review_samples.h"
#include "tests/gui/support/samples.h"
#include "ui/attempts/attempts_view.h"
#include "ui/attempts/compose_dialog.h"
#include "ui/sessions/new_session_dialog.h"
#include "ui/shell/language.h"
#include "ui/shell/main_window.h"

#include <QComboBox>
#include <QSettings>
#include <QTableView>
#include <QTemporaryDir>
#include <QTest>

namespace pilothouse {

namespace {

using namespace samples;

QString s(const char *text)
{
    return QString::fromUtf8(text);
}

CheckMark mark(CheckMark::Kind kind, const char *sentence)
{
    CheckMark made;
    made.kind = kind;
    made.check.name = s("test");
    made.sentence = s(sentence);
    return made;
}

Attempt attempt(qint64 id, const char *agent, const char *model, const char *state)
{
    Attempt one;
    one.session = SessionId(id);
    one.title = s("Mend the rounding in money.awk");
    one.agent = s(agent);
    one.model = s("practice/") + s(model);
    one.state = s(state);
    one.snapshot = ObjectId(QString(40, u'c'));
    one.tree = ObjectId(QString(40, u'd'));
    one.files = static_cast<int>(id - 9);
    one.added = static_cast<int>(17 * (id - 10));
    one.removed = static_cast<int>(id);
    one.costMicros = 61'000 * (id - 10);
    one.tokens = 48'000 * (id - 10);
    one.workedMs = 95'000 * (id - 10);
    return one;
}

/// What a view needs beside the theme; lives as long as the view.
struct World : QObject {
    World() : settings(directory.filePath(QStringLiteral("settings.ini")), QSettings::IniFormat)
    {
        addLedger(runner);
        std::vector<SessionRow> rows = sessionRows();
        FakeEvidence &evidence = runner.fakeEvidence;
        evidence.group = {attempt(11, "opencode", "practice-1", "idle"), attempt(12, "opencode", "practice-2", "idle"),
            attempt(13, "codex", "large-2", "running")};
        evidence.group[0].checks = {mark(CheckMark::Kind::Passed, "\u201Ctest\u201D passed on this very tree")};
        evidence.group[1].checks = {mark(CheckMark::Kind::Failed, "\u201Ctest\u201D failed on this very tree")};
        evidence.group[2].checks = {mark(CheckMark::Kind::None, "\u201Ctest\u201D was not run")};
        evidence.group[0].clashes = {{SessionId(12), 1}};
        evidence.group[1].clashes = {{SessionId(11), 1}};
        for (const Attempt &one : evidence.group) {
            SessionRow row = rows.front();
            row.id = one.session;
            row.title = one.title;
            row.agent = one.agent;
            row.model = one.model;
            row.state = one.state;
            row.group = QStringLiteral("group");
            row.openApprovals.clear();
            row.addedLines = one.added;
            row.removedLines = one.removed;
            row.createdMs = Now + 100'000 + one.session.value;
            rows.push_back(std::move(row));
        }
        runner.setRows(std::move(rows));
        runner.foundRadar[SessionId(1)] = {
            {SessionId(2), s("Port the importer to the new bank format"),
                {{"lib/money.awk", MergeConflict::Kind::Content}, {"docs/rounding.md", MergeConflict::Kind::Content}}},
            {SessionId(), s("main"), {{"tests/run.sh", MergeConflict::Kind::Content}}}};
        runner.setState(sessionState(SessionId(1), SessionPhase::Idle, finishedTurn()));
    }
    QTemporaryDir directory;
    QSettings settings;
    FakeRunner runner;
    Language language;
};

template <class Make> QWidget *withWorld(Make make)
{
    auto *holder = new World;
    QWidget *widget = make(*holder);
    QObject::connect(widget, &QObject::destroyed, holder, &QObject::deleteLater);
    return widget;
}

MainWindow *window(Theme &theme, World &world)
{
    return new MainWindow({theme, world.language, world.runner, world.settings,
        {{QStringLiteral("opencode"), QStringLiteral("OpenCode")}}});
}

QWidget *table(Theme &theme)
{
    return withWorld([&](World &world) -> QWidget * {
        MainWindow *main = window(theme, world);
        main->showAttempts(QStringLiteral("group"));
        return main;
    });
}

QWidget *comparison(Theme &theme)
{
    return withWorld([&](World &world) -> QWidget * {
        const auto &trees = world.runner.fakeReview.trees();
        world.runner.fakeEvidence.compared = *world.runner.fakeReview.compare(trees.front(), trees.back());
        auto *view = new AttemptsView(theme, world.runner);
        view->resize(1100, 640);
        view->showGroup(QStringLiteral("group"));
        view->show();
        view->activateWindow();
        if (!QTest::qWaitForWindowActive(view))
            qFatal("The window is not active.");
        auto *rows = view->findChild<QTableView *>();
        rows->setFocus();
        rows->selectRow(0);
        QTest::keyClick(rows, Qt::Key_Down, Qt::ShiftModifier);
        QTest::keyClick(rows, Qt::Key_C);
        QTest::qWait(300); // for what comes from threads
        return view;
    });
}

QWidget *composed(Theme &theme, bool conflict)
{
    return withWorld([&](World &world) -> QWidget * {
        FakeEvidence &evidence = world.runner.fakeEvidence;
        for (const Attempt &one : evidence.group) {
            AttemptPart part{one.session, {}};
            part.selection.files.push_back({.oldPath = "a", .newPath = "a", .whole = true, .removed = {}, .added = {}});
            evidence.parts.emplace_back(AttemptTake::Reviewed, part);
            evidence.parts.emplace_back(AttemptTake::Everything, part);
        }
        evidence.marks = {mark(CheckMark::Kind::None, "\u201Ctest\u201D was not run on this tree")};
        evidence.composed.tree = world.runner.fakeReview.trees().back();
        if (conflict) {
            MergeConflict both;
            both.path = "lib/money.awk";
            evidence.composed.conflicts = {both};
        }
        auto *dialog = new ComposeDialog(theme, world.runner, evidence.group);
        dialog->findChild<QComboBox *>(QStringLiteral("composeTake13"))->setCurrentIndex(0);
        return dialog;
    });
}

QWidget *severalAgents(Theme &theme)
{
    return withWorld([&](World &world) -> QWidget * {
        world.settings.setValue(
            "newSession/attempts", QStringList{QStringLiteral("opencode\tpractice-2"), QStringLiteral("codex\t")});
        return new NewSessionDialog(theme, world.runner, world.settings,
            {{QStringLiteral("opencode"), QStringLiteral("OpenCode")},
                {QStringLiteral("codex"), QStringLiteral("Codex")}});
    });
}

QWidget *radar(Theme &theme)
{
    return withWorld([&](World &world) -> QWidget * {
        MainWindow *main = window(theme, world);
        main->showSession(SessionId(1));
        main->show();
        auto *banner = main->findChild<QWidget *>(QStringLiteral("radarBanner"));
        if (!QTest::qWaitFor([banner] { return banner->isVisible(); }, 20000))
            qFatal("The radar said nothing.");
        return main;
    });
}

} // namespace

std::vector<Scene> attemptScenes()
{
    return {
        {QStringLiteral("attempts-table"), {1360, 700}, table},
        {QStringLiteral("attempts-compared"), {1100, 640}, comparison},
        {QStringLiteral("attempts-composed"), {600, 640}, [](Theme &theme) { return composed(theme, false); }},
        {QStringLiteral("attempts-conflict"), {600, 640}, [](Theme &theme) { return composed(theme, true); }},
        {QStringLiteral("attempts-new"), {620, 760}, severalAgents},
        {QStringLiteral("attempts-radar"), {1360, 820}, radar},
    };
}

} // namespace pilothouse

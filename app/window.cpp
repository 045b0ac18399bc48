#include "app/window.h"

#include "app/cli/arguments.h"
#include "app/cli/interrupt.h"
#include "app/start_trace.h"
#include "runner/base/visible_text.h"
#include "runner/control_plane/command_client.h"
#include "runner/control_plane/command_server.h"
#include "runner/control_plane/commands.h"
#include "runner/egress/key_store.h"
#include "runner/session/drafts.h"
#include "ui/shell/language.h"
#include "ui/shell/main_window.h"
#include "ui/theme/style.h"
#include "ui/theme/theme.h"

#include <QAbstractItemView>
#include <QApplication>
#include <QFontDatabase>
#include <QMessageBox>
#include <QSettings>
#include <QTimer>

#include <cstdio>
#include <thread>

using namespace Qt::StringLiterals;

namespace pilothouse {

namespace {

/// Tells the window that holds the data directory to come to the front. True when there is one.
bool raiseOtherWindow(const QString &dataDirectory)
{
    const auto directory = DataDirectory::open(dataDirectory);
    if (!directory)
        return false;
    bool raised = false;
    [](QString socket, bool &out) -> QCoro::Task<> {
        CommandClient client;
        const auto connected = co_await client.connectTo(std::move(socket));
        out = connected && co_await client.call({{u"command"_s, u"show_window"_s}});
        QApplication::quit();
    }(directory->commandSocket(), raised);
    QApplication::exec();
    return raised;
}

int refuse(const Error &error)
{
    std::fprintf(stderr, "pilothouse: %s\n", qUtf8Printable(visibleText(error.message)));
    QMessageBox box(QMessageBox::Critical, u"Pilothouse"_s, error.message, QMessageBox::Close);
    box.setInformativeText(visibleText(error.cause));
    box.exec();
    return cli::ExitError;
}

/// Listens to commands, looks for the engine and takes up what was alive.
void takeUp(Runner &runner, CommandServer &server)
{
    if (const auto listening = server.listen(runner.directory().commandSocket()); !listening)
        std::fprintf(stderr, "pilothouse: %s\n", qUtf8Printable(listening.error().message));
    runner.watchEngine();
    [](Runner *sessions) -> QCoro::Task<> { static_cast<void>(co_await sessions->recover()); }(&runner);
}

} // namespace

int runWindow(int &argc, char **argv, WindowOptions options)
{
    QApplication application(argc, argv);
    QApplication::setApplicationName(u"pilothouse"_s);
    QApplication::setApplicationDisplayName(u"Pilothouse"_s);
    QApplication::setApplicationVersion(QStringLiteral(PILOTHOUSE_VERSION));
    QApplication::setDesktopFileName(u"pilothouse"_s);

    Language language;
    language.use({}); // the system's, until the settings can be read
    const QString dataDirectory = options.runner.dataDirectory;
    // The system's fonts and the sessions are looked up at the same time; each takes a good part of the start.
    std::jthread fonts([] { static_cast<void>(QFontDatabase::hasFamily(u"Inter"_s)); });
    const std::shared_ptr<KeyStore> keyFile = options.runner.keys;
    auto runner = Runner::open(std::move(options.runner));
    fonts.join();
    if (!runner && runner.error().code == DirectoryInUse && raiseOtherWindow(dataDirectory))
        return cli::ExitDone;
    if (!runner)
        return refuse(runner.error());

    QSettings settings(dataDirectory + "/settings.ini"_L1, QSettings::IniFormat);
    Theme theme;
    QApplication::setStyle(new Style(theme)); // owned by the application
    MainWindow::applySettings(settings, theme, language);
    std::vector<AgentChoice> agents;
    for (const AgentEntry &entry : (*runner)->catalogue().entries())
        agents.push_back({entry.id, entry.name});
    Keychain keychain;
    Drafts drafts((*runner)->directory());
    MainWindow window(
        {theme, language, **runner, settings, std::move(agents), keyFile ? keyFile.get() : &keychain, &drafts});
    // As if the window were closed, whatever else is open.
    cli::onInterrupt(&window, [&window] {
        window.close();
        QApplication::exit();
    });
    if (auto *list = window.findChild<QAbstractItemView *>(u"sessionList"_s))
        traceStart(*list->viewport());
    window.show();

    Commands commands(**runner);
    commands.showWindow = [&window] {
        window.show();
        window.raise();
        window.activateWindow();
    };
    CommandServer server(commands);
    // After the first frame; a window that comes minimised has none.
    QTimer begin;
    begin.setSingleShot(true);
    QObject::connect(&begin, &QTimer::timeout, &window, [&] {
        takeUp(**runner, server);
        if (options.startPractice)
            window.startPractice();
    });
    QObject::connect(&window, &MainWindow::painted, &begin, [&begin] {
        if (begin.isActive())
            begin.start(0);
    });
    begin.start(std::chrono::seconds(1));
    return QApplication::exec();
}

} // namespace pilothouse

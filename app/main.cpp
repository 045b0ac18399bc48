#include "app/cli/command_line.h"
#include "app/cli/key_command.h"
#include "app/core_dumps.h"

#include <QCoreApplication>
#include <QLibraryInfo>
#include <QLocale>
#include <QTimer>
#include <QTranslator>

#include <cstdio>

#ifdef PILOTHOUSE_HAS_WINDOW
#include "app/window.h"
#endif

using namespace Qt::StringLiterals;
using namespace pilothouse;

namespace {

int runCommand(cli::Arguments arguments)
{
    if (arguments.command == "practice-endpoint"_L1)
        return cli::runPracticeEndpoint(arguments);
    if (arguments.command == "key"_L1) {
        QTimer::singleShot(0, QCoreApplication::instance(), [&arguments] {
            [](cli::Arguments what) -> QCoro::Task<> {
                QCoreApplication::exit(co_await cli::runKeyCommand(std::move(what)));
            }(std::move(arguments));
        });
        return QCoreApplication::exec();
    }
    auto keys = cli::keyFileFor(arguments);
    if (!keys) {
        std::fprintf(stderr, "pilothouse: %s\n", qUtf8Printable(keys.error().message));
        return cli::ExitError;
    }
    arguments.keys = std::move(*keys);
    cli::CommandLine line(std::move(arguments));
    QTimer::singleShot(0, &line, [&line] {
        [](cli::CommandLine *what) -> QCoro::Task<> { QCoreApplication::exit(co_await what->run()); }(&line);
    });
    return QCoreApplication::exec();
}

/// For what a command prints; English needs a catalogue for its plurals only. The window has its own catalogues, since
/// its language can be changed.
void useLanguageOfSystem(QTranslator &plurals, QTranslator &ours, QTranslator &qts)
{
    if (plurals.load(u":/i18n/pilothouse_en.qm"_s))
        QCoreApplication::installTranslator(&plurals);
    const QLocale locale;
    if (locale.language() == QLocale::English)
        return;
    if (qts.load(locale, u"qtbase"_s, u"_"_s, QLibraryInfo::path(QLibraryInfo::TranslationsPath)))
        QCoreApplication::installTranslator(&qts);
    if (ours.load(locale, u"pilothouse"_s, u"_"_s, u":/i18n"_s))
        QCoreApplication::installTranslator(&ours);
}

QStringList wordsOf(int argc, char **argv)
{
    QStringList words;
    for (int i = 1; i < argc; ++i)
        words.append(QString::fromLocal8Bit(argv[i]));
    return words;
}

} // namespace

int main(int argc, char **argv)
{
    forbidCoreDumps();
    // A bare machine names no locale; what is printed is UTF-8 all the same, and Qt need not complain.
    if (!qEnvironmentVariableIsSet("LC_ALL") && !qEnvironmentVariableIsSet("LC_CTYPE")
        && !qEnvironmentVariableIsSet("LANG"))
        qputenv("LC_CTYPE", "C.UTF-8");
    // Read before there is an application: whether it has a window follows from the command.
    QCoreApplication::setApplicationName(u"pilothouse"_s);
    const QStringList words = wordsOf(argc, argv);
    auto arguments = cli::readArguments(words);
    const bool wantsWindow = arguments && arguments->help.isEmpty()
        && (arguments->command.isEmpty() || (arguments->command == "demo"_L1 && !arguments->headless));
#ifdef PILOTHOUSE_HAS_WINDOW
    if (wantsWindow) {
        RunnerOptions options = cli::runnerOptions(arguments->dataDirectory, u"window"_s);
        auto keys = cli::keyFileFor(*arguments);
        if (!keys) {
            std::fprintf(stderr, "pilothouse: %s\n", qUtf8Printable(keys.error().message));
            return cli::ExitError;
        }
        options.keys = std::move(*keys);
        return runWindow(argc, argv, {std::move(options), arguments->command == "demo"_L1});
    }
#endif
    QCoreApplication application(argc, argv);
    QTranslator plurals;
    QTranslator ours;
    QTranslator qts;
    useLanguageOfSystem(plurals, ours, qts);
    arguments = cli::readArguments(words); // Again, now that help and errors can be translated.
    if (!arguments) {
        std::fprintf(stderr, "pilothouse: %s\n", qUtf8Printable(arguments.error().message));
        return cli::ExitUsage;
    }
    if (!arguments->help.isEmpty()) {
        std::fputs(qUtf8Printable(arguments->help), stdout);
        return cli::ExitDone;
    }
    if (wantsWindow) {
        std::fprintf(stderr, "pilothouse: %s\n",
            qUtf8Printable(
                QCoreApplication::translate("CommandLine", "This build has no window. See pilothouse --help.")));
        return cli::ExitUsage;
    }
    return runCommand(std::move(*arguments));
}

#include "runner/base/child_process.h"
#include "runner/egress/key_store.h"

#include <QFile>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <QTest>

#include <qcorotask.h>

using namespace pilothouse;
using namespace std::chrono_literals;

/// The program calls itself in a message bus of its own: the person's keychain is never touched.
class TestKeyStore : public QObject {
    Q_OBJECT

private:
    static ChildOutput runInside(const QString &command, const QString &home, const QStringList &busOptions = {})
    {
        QProcessEnvironment environment;
        environment.insert(QStringLiteral("PATH"), qEnvironmentVariable("PATH"));
        environment.insert(QStringLiteral("HOME"), home);
        environment.insert(QStringLiteral("PROGRAM"), QCoreApplication::applicationFilePath());
        return QCoro::waitFor(
            runChild({.program = QStringLiteral("dbus-run-session"),
                .arguments =
                    busOptions + QStringList{QStringLiteral("--"), QStringLiteral("sh"), QStringLiteral("-c"), command},
                .environment = environment,
                .input = {}}))
            .value_or(ChildOutput{.exitCode = -1, .output = {}, .errorOutput = {}});
    }

private Q_SLOTS:
    void aKeyIsKept()
    {
        QVERIFY2(!QStandardPaths::findExecutable(QStringLiteral("gnome-keyring-daemon")).isEmpty(),
            "Install gnome-keyring and dbus.");
        const QTemporaryDir home;
        // Into a file, because a daemon that the bus starts prints its own words.
        const ChildOutput output =
            runInside(QStringLiteral("printf pw | gnome-keyring-daemon --unlock --components=secrets >/dev/null; "
                                     "\"$PROGRAM\" --store >\"$HOME/said\""),
                home.path());
        QFile said(home.filePath(QStringLiteral("said")));
        QVERIFY2(said.open(QIODevice::ReadOnly), output.errorOutput.constData());
        QCOMPARE(said.readAll(), QByteArrayLiteral("not_found written read removed not_found\n"));
    }

    void withoutAKeychainItIsSaid()
    {
        const QTemporaryDir home;
        // A bus that starts no services by itself.
        QFile config(home.filePath(QStringLiteral("bus.conf")));
        QVERIFY(config.open(QIODevice::WriteOnly));
        config.write(
            "<busconfig><type>session</type><listen>unix:tmpdir=/tmp</listen><policy context=\"default\">"
            "<allow send_destination=\"*\"/><allow eavesdrop=\"false\"/><allow own=\"*\"/></policy></busconfig>");
        config.close();
        const ChildOutput output = runInside(QStringLiteral("\"$PROGRAM\" --store"), home.path(),
            {QStringLiteral("--config-file=") + config.fileName()});
        QVERIFY2(
            output.output.startsWith("key_store.missing "), QByteArray(output.output + output.errorOutput).constData());
    }
};

namespace {

/// Prints what each step came to.
QCoro::Task<> useStore()
{
    Keychain keychain(QStringLiteral("pilothouse-test"), 10s);
    const QString name = QStringLiteral("provider/test");
    const QByteArray key("sk-\0binary\xff", 11);
    QByteArray words;
    const auto say = [&words](const auto &result, const char *word) {
        words += result ? QByteArray(word) : QByteArray(result.error().code.name.data());
        words += ' ';
        if (!result)
            fprintf(stderr, "%s\n", qPrintable(result.error().cause));
    };
    say(co_await keychain.read(name), "found");
    say(co_await keychain.write(name, Secret(key)), "written");
    const Result<Secret> read = co_await keychain.read(name);
    say(read, read && read->reveal() == QByteArrayView(key) ? "read" : "different");
    say(co_await keychain.remove(name), "removed");
    say(co_await keychain.read(name), "found");
    fprintf(stdout, "%s\n", words.trimmed().constData());
}

} // namespace

int main(int argc, char **argv)
{
    QCoreApplication application(argc, argv);
    if (application.arguments().contains(QStringLiteral("--store"))) {
        QCoro::waitFor(useStore());
        return 0;
    }
    TestKeyStore test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_key_store.moc"

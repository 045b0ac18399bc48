// Who may include whom; ARCHITECTURE.md draws the same picture.

#include <QDirIterator>
#include <QFile>
#include <QRegularExpression>
#include <QTest>

using namespace Qt::StringLiterals;

namespace {

/// The runner's folders, lowest first: each may include those before it.
const QStringList RunnerFolders{u"base"_s, u"terminal"_s, u"store"_s, u"workspace"_s, u"agent"_s, u"guest"_s,
    u"sandbox"_s, u"egress"_s, u"policy"_s, u"review"_s, u"session"_s, u"control_plane"_s};

/// Folders that a runner folder may not include although they are lower: concepts that do not know of each other.
const QHash<QString, QStringList> Strangers{
    {u"terminal"_s, {}},
    {u"workspace"_s, {u"store"_s, u"terminal"_s}},
    {u"agent"_s, {u"terminal"_s, u"workspace"_s}},
    {u"guest"_s, {u"store"_s, u"terminal"_s, u"workspace"_s, u"agent"_s}},
    {u"sandbox"_s, {u"store"_s, u"terminal"_s, u"workspace"_s, u"guest"_s}},
    {u"egress"_s, {u"store"_s, u"terminal"_s, u"workspace"_s, u"guest"_s}},
    {u"review"_s, {u"terminal"_s, u"guest"_s, u"sandbox"_s, u"egress"_s}},
};

/// What is shared all the same: the log's vocabulary (a conversation is a fold over events), and the rules for names in
/// trees, which the guest and the gate for its packs must agree on.
const QHash<QString, QStringList> Shared{
    {u"agent"_s, {u"runner/store/event.h"_s}},
    {u"guest"_s, {u"runner/workspace/entry_name.h"_s}},
};

struct Include {
    QString file; ///< Relative to the project.
    QString path;
    bool system = false;
};

QList<Include> includesBelow(const QString &folder)
{
    static const QRegularExpression Pattern(
        u"^\\s*#\\s*include\\s*([<\"])([^>\"]+)[>\"]"_s, QRegularExpression::MultilineOption);
    QList<Include> out;
    const QDir root(QStringLiteral(SOURCE_FOLDER));
    QDirIterator files(root.filePath(folder), {u"*.h"_s, u"*.cpp"_s}, QDir::Files, QDirIterator::Subdirectories);
    while (files.hasNext()) {
        QFile file(files.next());
        if (!file.open(QIODevice::ReadOnly))
            continue;
        const QString text = QString::fromUtf8(file.readAll());
        for (const QRegularExpressionMatch &match : Pattern.globalMatch(text))
            out.append({root.relativeFilePath(file.fileName()), match.captured(2), match.captured(1) == "<"_L1});
    }
    return out;
}

} // namespace

class Arrows : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void everyRunnerFolderHasItsPlace()
    {
        const QStringList folders =
            QDir(QStringLiteral(SOURCE_FOLDER "/runner")).entryList(QDir::Dirs | QDir::NoDotAndDotDot);
        for (const QString &folder : folders)
            QVERIFY2(RunnerFolders.contains(folder), qPrintable(folder));
    }

    void runnerIncludesOnlyDownwards_data()
    {
        QTest::addColumn<QString>("folder");
        for (const QString &folder : RunnerFolders)
            QTest::newRow(qPrintable(folder)) << folder;
    }

    void runnerIncludesOnlyDownwards()
    {
        QFETCH(QString, folder);
        const QStringList allowed = RunnerFolders.first(RunnerFolders.indexOf(folder) + 1);
        QStringList wrong;
        for (const Include &include : includesBelow(u"runner/"_s + folder)) {
            if (include.system)
                continue;
            const QStringList parts = include.path.split(u'/');
            if (parts.first() != "runner"_L1) {
                if (parts.first() == "ui"_L1 || parts.first() == "app"_L1 || parts.first() == "tests"_L1)
                    wrong.append(include.file + u" includes "_s + include.path);
                continue;
            }
            if (!allowed.contains(parts.value(1)) || Strangers.value(folder).contains(parts.value(1))) {
                if (Shared.value(folder).contains(include.path))
                    continue;
                wrong.append(include.file + u" includes "_s + include.path);
            }
        }
        QVERIFY2(wrong.isEmpty(), qPrintable(wrong.join(u'\n')));
    }

    void runnerKnowsNoWindow()
    {
        static const QRegularExpression Widgets(
            u"^(Qt(Gui|Widgets)/|Q(Widget|Application|GuiApplication|Painter|MainWindow|Dialog|Pixmap|Image|Font|Icon|Color)$)"_s);
        QStringList wrong;
        for (const Include &include : includesBelow(u"runner"_s)) {
            if (include.system && Widgets.match(include.path).hasMatch())
                wrong.append(include.file + u" includes "_s + include.path);
        }
        QVERIFY2(wrong.isEmpty(), qPrintable(wrong.join(u'\n')));
    }

    void theWindowDoesNoInputOutput()
    {
        static const QRegularExpression InputOutput(
            u"^(QProcess|QSqlQuery|QSqlDatabase|QLocalSocket|QTcpSocket|QWebSocket|QNetworkAccessManager|git2)(\\.h)?$"_s);
        QStringList wrong;
        for (const Include &include : includesBelow(u"ui"_s)) {
            if ((include.system && InputOutput.match(include.path).hasMatch()) || include.path.startsWith("app/"_L1))
                wrong.append(include.file + u" includes "_s + include.path);
        }
        QVERIFY2(wrong.isEmpty(), qPrintable(wrong.join(u'\n')));
    }

    void theGuestKnowsNoQt()
    {
        static const QRegularExpression Qt(u"^Q[A-Z]"_s);
        QStringList wrong;
        for (const QString &folder : {u"runner/guest/program"_s, u"runner/guest/protocol"_s}) {
            for (const Include &include : includesBelow(folder)) {
                if (Qt.match(include.path).hasMatch())
                    wrong.append(include.file + u" includes "_s + include.path);
            }
        }
        QVERIFY2(wrong.isEmpty(), qPrintable(wrong.join(u'\n')));
    }

    /// A Linux or Windows call belongs into a file that is named for it.
    void systemCallsAreInNamedFiles()
    {
        static const QRegularExpression System(
            u"^(unistd\\.h|sys/.+|fcntl\\.h|poll\\.h|windows\\.h|pwd\\.h|io\\.h|sched\\.h)$"_s);
        QStringList wrong;
        for (const QString &folder : {u"runner"_s, u"ui"_s, u"app"_s}) {
            for (const Include &include : includesBelow(folder)) {
                const bool guest = include.file.startsWith("runner/guest/program/"_L1); // Linux only by its nature
                const bool named = include.file.endsWith("_unix.cpp"_L1) || include.file.endsWith("_win.cpp"_L1)
                    || include.file.endsWith("_unix.h"_L1);
                if (include.system && System.match(include.path).hasMatch() && !named && !guest)
                    wrong.append(include.file + u" includes "_s + include.path);
            }
        }
        QVERIFY2(wrong.isEmpty(), qPrintable(wrong.join(u'\n')));
    }
};

QTEST_GUILESS_MAIN(Arrows)
#include "tst_arrows.moc"

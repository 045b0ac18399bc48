#include "tests/integration/guest_snapshots/workspace_lab.h"

#include <QDir>
#include <QFile>
#include <QSignalSpy>

namespace pilothouse {

WorkspaceLab::WorkspaceLab(const QByteArray &prepare)
{
    QDir().mkpath(repository());
    run("git init -q -b main . && git config user.name P && git config user.email p@example.org && git config "
        "core.autocrlf false\n"
            + prepare
            + "\ngit add -A && git commit -q -m base && git clone -q --bare . ../base.git && git init -q --bare "
              "../store.git\n"
              "echo \"$(cd ../base.git/objects && pwd)\" > ../store.git/objects/info/alternates",
        repository());
    m_base = run("git rev-parse HEAD", repository()).trimmed();
    m_have = m_base;
    connectLink();
}

void WorkspaceLab::connectLink()
{
    m_link = std::make_unique<GuestLink>(LinkOptions{.key = QByteArray(32, 'k'), .committed = m_committed});
    QObject::connect(m_link.get(), &GuestLink::durable, m_link.get(), [this](const GuestDurable &message) {
        m_committed[message.channel] = message.number;
        m_link->acknowledge(message.channel, message.number);
        if (const auto *snapshot = std::get_if<SnapshotInfo>(&message.message))
            m_announced.append(*snapshot);
        if (const auto *note = std::get_if<WorkspaceNote>(&message.message))
            notes.append(*note);
    });
    QSignalSpy ready(m_link.get(), &GuestLink::ready);
    m_link->attach(m_guest.connectStream());
    ready.wait();
}

QByteArray WorkspaceLab::run(const QByteArray &script, const QString &directory)
{
    QProcess shell;
    shell.setWorkingDirectory(directory);
    shell.setProcessChannelMode(QProcess::ForwardedErrorChannel);
    shell.start(QStringLiteral("bash"), {QStringLiteral("-ec"), QString::fromUtf8(script)});
    if (!shell.waitForFinished(60000) || shell.exitCode() != 0)
        qFatal("the script failed: %s", script.constData());
    return shell.readAllStandardOutput();
}

Result<SeedReport> WorkspaceLab::seed()
{
    return waitFor(m_link->seed({.base = ObjectId(QString::fromLatin1(m_base)),
        .objects = m_guest.path(QStringLiteral("base.git/objects")).toUtf8(),
        .branch = "main",
        .shallow = {}}));
}

Result<SnapshotInfo> WorkspaceLab::snapshot()
{
    return waitFor(m_link->snapshot());
}

QMap<QByteArray, QByteArray> WorkspaceLab::fetch(SnapshotInfo info)
{
    QFile file(m_guest.path(QStringLiteral("pack")));
    const bool open = file.open(QIODevice::WriteOnly | QIODevice::Truncate);
    Q_ASSERT(open);
    Q_UNUSED(open)
    const auto sink = [&file](QByteArray bytes) -> Task<void> {
        file.write(bytes);
        co_return {};
    };
    if (info.commit.value.toLatin1() != m_have) {
        const auto summary =
            waitFor(m_link->packOut(info.commit, ObjectId(QString::fromLatin1(m_have)), sink, 1 << 30));
        if (!summary)
            qFatal("pack: %s %s", qPrintable(summary.error().message), qPrintable(summary.error().cause));
        m_lastPackSize = static_cast<qint64>(summary->bytes);
        file.close();
        run("git index-pack --strict --fix-thin --stdin < ../pack >/dev/null", store());
        m_have = info.commit.value.toLatin1();
    }
    QMap<QByteArray, QByteArray> tree;
    const QByteArray listing = run("git ls-tree -r -z --full-tree " + info.commit.value.toLatin1(), store());
    for (const QByteArray &record : listing.split('\0')) {
        const qsizetype tab = record.indexOf('\t');
        if (tab > 0)
            tree.insert(record.mid(tab + 1), record.first(7) + record.mid(tab - 40, 40));
    }
    return tree;
}

QMap<QByteArray, QByteArray> WorkspaceLab::onDisk() const
{
    QMap<QByteArray, QByteArray> tree;
    const QByteArray find = "find . -name .git -prune -o -type ";
    QList<QByteArray> files = inWorkspace(find + "f -printf '%m %P\\0'").split('\0');
    files.removeLast();
    const QList<QByteArray> objects =
        inWorkspace(find + "f -printf '%P\\0' | xargs -0 -r git hash-object --no-filters --").split('\n');
    for (qsizetype i = 0; i < files.size(); ++i) {
        const qsizetype space = files[i].indexOf(' ');
        const bool executable = (files[i].first(space).toInt(nullptr, 8) & 0100) != 0;
        tree.insert(files[i].mid(space + 1), (executable ? "100755 " : "100644 ") + objects.at(i));
    }
    QList<QByteArray> links = inWorkspace(find + "l -printf '%P\\0'").split('\0');
    links.removeLast();
    for (const QByteArray &link : std::as_const(links))
        tree.insert(link,
            "120000 " + inWorkspace("readlink -n -- '" + link + "' | git hash-object --no-filters --stdin").trimmed());
    return tree;
}

} // namespace pilothouse

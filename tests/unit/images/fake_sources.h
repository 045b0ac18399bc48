#pragma once

#include "runner/agent/agent_catalogue.h"
#include "tests/unit/images/test_archive.h"

#include <QCryptographicHash>
#include <QDir>
#include <QFile>
#include <QTemporaryDir>

namespace pilothouse {

/// An apt-get and an npm that deliver one small package each, and nothing else in PATH. What they were asked is in
/// calls(); files in the directory change what they do (see the scripts).
class FakeSources {
public:
    FakeSources()
    {
        QDir(path()).mkpath(QStringLiteral("bin"));
        writeProgram("apt-get", R"(
case "$*" in *Dir::State::lists=*) own=own ;; *) own=machine ;; esac
case "$*" in
*' update') echo "apt update $own" >> "$here/calls" ;;
*--print-uris*)
    echo "apt choose $own" >> "$here/calls"
    if [ -e "$here/no-lists" ] && [ $own = machine ]; then echo 'E: Unable to locate package git' >&2; exit 100; fi
    cat "$here/uris" ;;
*' download '*)
    echo "apt download $own" >> "$here/calls"
    if [ -e "$here/stale" ] && [ $own = machine ]; then echo 'E: Failed to fetch 404 Not Found' >&2; exit 100; fi
    echo 'dlstatus:1:50.0:Retrieving file 1 of 1' >&2
    cp "$here"/*.deb . ;;
esac)");
        writeProgram("npm", R"(
echo "npm $1 $2" >> "$here/calls"
for word; do [ "$before" = --pack-destination ] && to=$word; before=$word; done
if [ -e "$here/npm-hangs" ]; then exec sleep 60; fi
if [ -e "$here/npm-fails" ]; then echo 'npm error code E404' >&2; exit 1; fi
cp "$here/agent.tgz" "$to/agent-1.0.0.tgz")");

        const QByteArray deb = TestArchive::debian(
            TestArchive().file("./usr/bin/git", "git", 0755).file("./usr/share/ca-certificates/a.crt", "A\n").finish());
        write(QStringLiteral("git_1_all.deb"), deb);
        write(QStringLiteral("uris"),
            "'u' git_1_all.deb " + QByteArray::number(deb.size())
                + " SHA256:" + QCryptographicHash::hash(deb, QCryptographicHash::Sha256).toHex() + "\n");
        m_agentArchive = TestArchive(TestArchive::Format::CompressedTar)
                             .file("package/bin/opencode", "agent")
                             .file("package/install.js", "left out")
                             .finish();
        write(QStringLiteral("agent.tgz"), m_agentArchive);
        write(QStringLiteral("guest"), "the guest");
        qputenv("PATH", QFile::encodeName(path() + QStringLiteral("/bin")));
    }

    [[nodiscard]] QString path() const { return m_directory.path(); }
    [[nodiscard]] QString guest() const { return path() + QStringLiteral("/guest"); }

    void write(const QString &name, const QByteArray &content)
    {
        QFile file(path() + QLatin1Char('/') + name);
        if (!file.open(QIODevice::WriteOnly) || file.write(content) != content.size())
            qFatal("The test cannot write %s.", qPrintable(name));
    }
    void remove(const QString &name) { QFile::remove(path() + QLatin1Char('/') + name); }

    /// What was asked since the last time.
    [[nodiscard]] QByteArrayList calls()
    {
        QFile file(path() + QStringLiteral("/calls"));
        QByteArrayList lines;
        if (file.open(QIODevice::ReadOnly))
            lines = file.readAll().trimmed().split('\n');
        file.close();
        file.remove();
        return lines;
    }

    /// OpenCode's entry with the small package's hash and size.
    [[nodiscard]] AgentEntry agent() const
    {
        AgentEntry entry =
            *AgentCatalogue::load(QStringLiteral(":/pilothouse/agents"))->entry(QStringLiteral("opencode"));
        entry.packages.front().size = m_agentArchive.size();
        entry.packages.front().sha512 = QCryptographicHash::hash(m_agentArchive, QCryptographicHash::Sha512);
        return entry;
    }

    /// An agent that a person built: the same archive, as "own/agent.tgz" beside its entry.
    [[nodiscard]] AgentEntry ownAgent()
    {
        QDir(path()).mkpath(QStringLiteral("own"));
        write(QStringLiteral("own/agent.tgz"), m_agentArchive);
        AgentEntry entry = agent();
        entry.folder = path() + QStringLiteral("/own");
        entry.packages.front().source = PackageSource::File;
        entry.packages.front().name = QStringLiteral("agent.tgz");
        return entry;
    }

private:
    void writeProgram(const char *name, const char *script)
    {
        const QString program = QStringLiteral("bin/") + QLatin1StringView(name);
        write(program, "#!/bin/sh\nhere='" + QFile::encodeName(path()) + "'\nPATH=/usr/bin:/bin\n" + script + "\n");
        QFile::setPermissions(
            path() + QLatin1Char('/') + program, QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner);
    }

    QTemporaryDir m_directory;
    QByteArray m_agentArchive;
};

} // namespace pilothouse

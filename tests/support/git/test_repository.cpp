#include "tests/support/git/test_repository.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QProcess>
#include <QTest>

namespace pilothouse::test {

namespace {

QByteArray run(const QString &program, const QStringList &arguments, const QString &folder, const QByteArray &input,
    int exitCode, QByteArray *errors = nullptr)
{
    QProcess process;
    process.setWorkingDirectory(folder);
    process.start(program, arguments);
    process.write(input);
    process.closeWriteChannel();
    const bool ended = process.waitForFinished(60'000);
    const QByteArray output = process.readAllStandardOutput();
    const QByteArray problems = process.readAllStandardError();
    if (errors)
        *errors = problems;
    if (!ended || process.exitStatus() != QProcess::NormalExit || process.exitCode() != exitCode)
        QTest::qFail(
            qPrintable(program + u' ' + arguments.join(u' ') + QStringLiteral(" in ") + folder + QStringLiteral(": ")
                + QString::number(process.exitCode()) + u' ' + QString::fromUtf8(problems + output)),
            __FILE__, __LINE__);
    return output;
}

void writeFile(const QString &path, const QByteArray &content)
{
    QDir().mkpath(QFileInfo(path).path());
    QFile file(path);
    if (!file.open(QIODevice::WriteOnly) || file.write(content) != content.size())
        QTest::qFail(qPrintable(QStringLiteral("cannot write ") + path), __FILE__, __LINE__);
}

} // namespace

PersonHome::PersonHome()
{
    qputenv("HOME", m_directory.path().toUtf8());
    for (const char *name : {"XDG_CONFIG_HOME", "GIT_DIR", "GIT_CONFIG_GLOBAL", "GIT_AUTHOR_NAME", "GIT_AUTHOR_EMAIL"})
        qunsetenv(name);
    qputenv("GIT_CONFIG_NOSYSTEM", "1");
    qputenv("LC_ALL", "C.UTF-8");
    setGlobalConfig("[user]\n\tname = Ada Person\n\temail = ada@example.org\n");
}

void PersonHome::setGlobalConfig(const QByteArray &text) const
{
    writeFile(m_directory.filePath(QStringLiteral(".gitconfig")), text);
}

TestRepository TestRepository::create(const QString &path, const QStringList &options)
{
    QDir().mkpath(path);
    TestRepository repository(path);
    repository.git(
        QStringList{QStringLiteral("init"), QStringLiteral("-q"), QStringLiteral("-b"), QStringLiteral("main")}
        + options);
    return repository;
}

QString TestRepository::file(const QString &name) const
{
    return m_path + u'/' + name;
}

QByteArray TestRepository::git(const QStringList &arguments, const QByteArray &input, int exitCode) const
{
    QByteArray output = run(QStringLiteral("git"), arguments, m_path, input, exitCode);
    if (output.endsWith('\n'))
        output.chop(1);
    return output;
}

void TestRepository::write(const QString &name, const QByteArray &content) const
{
    writeFile(file(name), content);
}

QByteArray TestRepository::read(const QString &name) const
{
    QFile content(file(name));
    return content.open(QIODevice::ReadOnly) ? content.readAll() : QByteArray();
}

QString TestRepository::commitAll(const QString &message) const
{
    git({QStringLiteral("add"), QStringLiteral("-A")});
    git({QStringLiteral("commit"), QStringLiteral("-q"), QStringLiteral("--allow-empty"), QStringLiteral("-m"),
        message});
    return QString::fromLatin1(git({QStringLiteral("rev-parse"), QStringLiteral("HEAD")}));
}

TestGuest::TestGuest(const QString &folder, const QString &store, const QString &base)
    : m_git(folder + QStringLiteral("/git")),
      m_workspace(folder + QStringLiteral("/workspace")),
      m_head(base)
{
    QDir().mkpath(m_workspace);
    TestRepository::create(m_git, {QStringLiteral("--bare")});
    writeFile(m_git + QStringLiteral("/objects/info/alternates"),
        QFileInfo(store).absoluteFilePath().toUtf8() + "/objects\n");
    writeFile(m_git + QStringLiteral("/info/attributes"), "* -text -filter -ident -eol -working-tree-encoding\n");
    git().git({QStringLiteral("--work-tree"), m_workspace, QStringLiteral("read-tree"), QStringLiteral("-u"),
        QStringLiteral("--reset"), base});
}

void TestGuest::write(const QString &name, const QByteArray &content) const
{
    writeFile(m_workspace + u'/' + name, content);
}

QString TestGuest::snapshot()
{
    git().git({QStringLiteral("--work-tree"), m_workspace, QStringLiteral("add"), QStringLiteral("-A"), m_workspace});
    return commitTree(QString::fromLatin1(git().git({QStringLiteral("write-tree")})));
}

QString TestGuest::commitTree(const QString &tree)
{
    m_head = QString::fromLatin1(git().git({QStringLiteral("commit-tree"), tree, QStringLiteral("-p"), m_head,
        QStringLiteral("-m"), QStringLiteral("snapshot")}));
    return m_head;
}

QString TestGuest::pack(const QString &commit, const QString &parent) const
{
    const QByteArray bytes = run(QStringLiteral("git"),
        {QStringLiteral("pack-objects"), QStringLiteral("--thin"), QStringLiteral("--revs"), QStringLiteral("--stdout"),
            QStringLiteral("-q"), QStringLiteral("--delta-base-offset")},
        m_git, (commit + QStringLiteral("\n^") + parent + u'\n').toLatin1(), 0);
    const QString path = m_git + u'/' + commit + QStringLiteral(".pack");
    writeFile(path, bytes);
    return path;
}

QString TestGuest::packOf(const QStringList &objects) const
{
    const QByteArray bytes =
        run(QStringLiteral("git"), {QStringLiteral("pack-objects"), QStringLiteral("--stdout"), QStringLiteral("-q")},
            m_git, objects.join(u'\n').toLatin1() + '\n', 0);
    const QString path = m_git + QStringLiteral("/chosen.pack");
    writeFile(path, bytes);
    return path;
}

QByteArray shell(const QString &command, const QString &folder)
{
    return run(QStringLiteral("/bin/sh"), {QStringLiteral("-c"), command, QStringLiteral("sh"), folder}, folder, {}, 0);
}

QByteArrayList listing(const QString &folder)
{
    QByteArrayList lines =
        shell(QStringLiteral("find . -printf '%P %y %m %T@ %l\\0' | LC_ALL=C sort -z"), folder).split('\0');
    lines += shell(QStringLiteral("find . -type f -print0 | LC_ALL=C sort -z | xargs -0 -r sha256sum -z"), folder)
                 .split('\0');
    return lines;
}

QByteArray rawTree(const QList<RawEntry> &entries)
{
    QByteArray bytes;
    for (const RawEntry &entry : entries)
        bytes += entry.head + '\0' + QByteArray::fromHex(entry.oid);
    return bytes;
}

} // namespace pilothouse::test

#pragma once

#include <QByteArray>
#include <QString>
#include <QStringList>
#include <QTemporaryDir>

namespace pilothouse::test {

/// Gives the test a home folder of its own, with a name and an address in git's configuration, and no other.
class PersonHome {
public:
    PersonHome();
    [[nodiscard]] QString path() const { return m_directory.path(); }
    void setGlobalConfig(const QByteArray &text) const; ///< Replaces ~/.gitconfig.

private:
    QTemporaryDir m_directory;
};

/// A folder that is driven with the system's git: the judge of what our own code does.
class TestRepository {
public:
    explicit TestRepository(QString path) : m_path(std::move(path)) { }
    /// `git init -b main` there.
    static TestRepository create(const QString &path, const QStringList &options = {});

    [[nodiscard]] const QString &path() const { return m_path; }
    [[nodiscard]] QString file(const QString &name) const;

    /// Runs git; fails the test (and returns what it printed) when it does not end with `exitCode`. The output's last
    /// line feed is dropped.
    QByteArray git(const QStringList &arguments, const QByteArray &input = {}, int exitCode = 0) const;
    void write(const QString &name, const QByteArray &content) const;
    [[nodiscard]] QByteArray read(const QString &name) const;
    /// Adds everything and commits it; the new commit.
    QString commitAll(const QString &message) const;

private:
    QString m_path;
};

/// What a guest does: snapshots of a folder as a chain of commits, in a git folder of its own that borrows from a
/// store.
class TestGuest {
public:
    TestGuest(const QString &folder, const QString &store, const QString &base);

    [[nodiscard]] const QString &workspace() const { return m_workspace; }
    [[nodiscard]] const QString &head() const { return m_head; }
    [[nodiscard]] TestRepository git() const { return TestRepository(m_git); }
    void write(const QString &name, const QByteArray &content) const;
    /// Commits the whole folder on the last snapshot; the new commit.
    QString snapshot();
    /// Makes a commit on the last snapshot with that tree and goes on from it.
    QString commitTree(const QString &tree);
    /// A thin pack of what `commit` has beyond `parent`.
    [[nodiscard]] QString pack(const QString &commit, const QString &parent) const;
    /// A pack of exactly these objects.
    [[nodiscard]] QString packOf(const QStringList &objects) const;

private:
    QString m_git;
    QString m_workspace;
    QString m_head;
};

/// Every path below a folder with its kind, mode, modification time, link target and sha256, by find and sha256sum.
[[nodiscard]] QByteArrayList listing(const QString &folder);

/// Runs a shell command with `folder` as its first argument; its output.
QByteArray shell(const QString &command, const QString &folder);

/// The bytes of a tree object with such entries: "<mode> <name>", and the entry's object name in hexadecimal.
struct RawEntry {
    QByteArray head;
    QByteArray oid;
};
[[nodiscard]] QByteArray rawTree(const QList<RawEntry> &entries);

} // namespace pilothouse::test

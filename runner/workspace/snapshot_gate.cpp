#include "runner/workspace/snapshot_gate.h"

#include "runner/workspace/change_set.h"
#include "runner/workspace/entry_name.h"
#include "runner/workspace/gitmodules_file.h"

#include <QCoreApplication>

#include <git2/sys/path.h>

#include <algorithm>

namespace pilothouse {

namespace {

constexpr qint64 FilesLimit = 2'000'000; ///< In one snapshot, beyond its parent's.
constexpr size_t LinkLimit = 4096; ///< PATH_MAX on Linux; no link is longer.
constexpr size_t GitFileLimit = 1024 * 1024; ///< Of a .gitmodules that we look into.

const char *describe(NameProblem problem)
{
    switch (problem) {
    case NameProblem::None:
        break;
    case NameProblem::Empty:
        return "an empty name";
    case NameProblem::Dots:
        return "a name of dots";
    case NameProblem::Slash:
        return "a name with a slash or a NUL";
    case NameProblem::GitDirectory:
        return "a name that some system takes for .git";
    case NameProblem::Backslash:
        return "a name with a backslash";
    case NameProblem::Control:
        return "a name with control characters";
    case NameProblem::TrailingDotOrSpace:
        return "a name that ends with a dot or a space";
    case NameProblem::TooLong:
        return "a name of more than 255 bytes";
    }
    return "";
}

bool isGitFile(QByteArrayView name, git_path_gitfile file)
{
    return git_path_is_gitfile(name.data(), static_cast<size_t>(name.size()), file, GIT_PATH_FS_GENERIC) > 0;
}

QByteArray below(const QByteArray &path, QByteArrayView name)
{
    return path.isEmpty() ? name.toByteArray() : path + '/' + name.toByteArray();
}

QByteArrayView contentOf(const OdbObjectPtr &object)
{
    return {static_cast<const char *>(git_odb_object_data(object.get())),
        static_cast<qsizetype>(git_odb_object_size(object.get()))};
}

} // namespace

SnapshotGate::SnapshotGate(git_odb *known, git_odb *quarantine, const ImportLimits &limits, std::stop_token stop)
    : m_known(known),
      m_quarantine(quarantine),
      m_limits(limits),
      m_stop(std::move(stop))
{ }

std::unexpected<Error> SnapshotGate::hostile(const char *what, const QByteArray &path) const
{
    const QString sentence = path.isEmpty()
        ? QCoreApplication::translate("Workspace",
              "The sandbox sent a snapshot that breaks a rule. Nothing of it was kept; the session can go on.")
        : QCoreApplication::translate("Workspace",
              "The sandbox sent a snapshot that breaks a rule at “%1”. Nothing of it was kept. Have the agent rename "
              "or "
              "delete that file; the session can go on.")
              .arg(displayPath(path));
    return failure(WorkspaceHostile, sentence, QString::fromLatin1(what));
}

std::unexpected<Error> SnapshotGate::tooMuch(const char *what, const QByteArray &path) const
{
    return failure(LimitExceeded,
        QCoreApplication::translate("Workspace",
            "The snapshot is larger than Pilothouse takes over, at “%1”. Have the agent delete or ignore large or "
            "generated files.")
            .arg(displayPath(path)),
        QString::fromLatin1(what));
}

bool SnapshotGate::isKnown(const git_oid &oid) const
{
    // Without a look at the disk for new packs: nobody else writes, and most of what is asked for is new.
    return git_odb_exists_ext(m_known, &oid, GIT_ODB_LOOKUP_NO_REFRESH) == 1;
}

Result<OdbObjectPtr> SnapshotGate::read(const git_oid &oid, Kind kind, const QByteArray &path)
{
    // Sizes and kinds are asked for first, so that nothing large is unpacked to be refused.
    if (const Result<void> taken = take(oid, kind, path); !taken)
        return std::unexpected(taken.error());
    git_odb_object *raw = nullptr;
    if (git_odb_read(&raw, isKnown(oid) ? m_known : m_quarantine, &oid) != 0)
        return hostile("an object cannot be read", path);
    return OdbObjectPtr(raw);
}

Result<void> SnapshotGate::take(const git_oid &oid, Kind kind, const QByteArray &path)
{
    if (m_stop.stop_requested())
        return wasCancelled();
    const QByteArray key = oidKey(oid) + static_cast<char>(kind);
    if (m_seen.contains(key))
        return {};
    size_t size = 0;
    git_object_t type = GIT_OBJECT_INVALID;
    const bool known = isKnown(oid);
    if (git_odb_read_header(&size, &type, known ? m_known : m_quarantine, &oid) != 0)
        return hostile("an object is missing", path);
    const git_object_t wanted = kind == Kind::Commit ? GIT_OBJECT_COMMIT
        : kind == Kind::Tree                         ? GIT_OBJECT_TREE
                                                     : GIT_OBJECT_BLOB;
    if (type != wanted)
        return hostile("an object is not of the kind that its place says", path);
    if (!known) {
        if (static_cast<qint64>(size) > m_limits.objectBytes)
            return tooMuch("object size", path);
        m_acceptedBytes += static_cast<qint64>(size);
        if (m_acceptedBytes > m_limits.totalBytes || m_accepted.size() >= m_limits.objects)
            return tooMuch("all objects", path);
        m_accepted.push_back(oid);
    }
    m_seen.insert(key);
    return {};
}

Result<git_oid> SnapshotGate::knownTreeOf(const git_oid &commit) const
{
    git_odb_object *raw = nullptr;
    if (git_odb_read(&raw, m_known, &commit) != 0)
        return gitFailure(NotFound,
            QCoreApplication::translate("Workspace", "The snapshot before this one is not in the session's store."));
    const OdbObjectPtr object(raw);
    const QByteArrayView text = contentOf(object);
    git_oid tree{};
    if (git_odb_object_type(raw) != GIT_OBJECT_COMMIT || !text.startsWith("tree ") || text.size() < 46
        || git_oid_fromstrn(&tree, text.data() + 5, GIT_OID_SHA1_HEXSIZE) != 0)
        return failure(
            GitFailed, QCoreApplication::translate("Workspace", "The snapshot before this one cannot be read."));
    return tree;
}

Result<void> SnapshotGate::check(const git_oid &commit, const git_oid &parent)
{
    Result<git_oid> before = knownTreeOf(parent);
    if (!before)
        return std::unexpected(before.error());
    std::vector<git_oid> trees;
    for (git_oid at = commit; !git_oid_equal(&at, &parent);) {
        if (static_cast<int>(trees.size()) >= m_limits.commits)
            return tooMuch("snapshots in one pack");
        const Result<OdbObjectPtr> object = read(at, Kind::Commit, {});
        if (!object)
            return std::unexpected(object.error());
        const auto parsed = parseSnapshotCommit(contentOf(*object));
        if (!parsed)
            return hostile(parsed.error().what);
        trees.push_back(parsed->tree);
        m_chain.prepend(toObjectId(at));
        at = parsed->parent;
    }
    for (auto tree = trees.rbegin(); tree != trees.rend(); ++tree) {
        if (const Result<void> checked = checkChanged(*tree, *before, {}, 0); !checked)
            return checked;
        before = *tree;
    }
    return {};
}

Result<void> SnapshotGate::checkChanged(const git_oid &tree, const git_oid &old, const QByteArray &path, int depth)
{
    if (git_oid_equal(&tree, &old))
        return {};
    const Result<OdbObjectPtr> object = read(tree, Kind::Tree, path);
    if (!object)
        return std::unexpected(object.error());
    const auto entries = parseTree(contentOf(*object), Strictness::Canonical);
    if (!entries)
        return hostile(entries.error().what, below(path, entries.error().name));
    git_odb_object *rawOld = nullptr;
    if (git_odb_read(&rawOld, isKnown(old) ? m_known : m_quarantine, &old) != 0)
        return hostile("a folder of the snapshot before cannot be read", path);
    const OdbObjectPtr oldObject(rawOld);
    const std::vector<RawTreeEntry> oldEntries =
        parseTree(contentOf(oldObject), Strictness::Readable).value_or(std::vector<RawTreeEntry>());
    QHash<QByteArrayView, const RawTreeEntry *> byName;
    for (const RawTreeEntry &entry : oldEntries)
        byName.insert(entry.name, &entry);
    for (const RawTreeEntry &entry : *entries) {
        const RawTreeEntry *before = byName.value(entry.name, nullptr);
        const QByteArray entryPath = below(path, entry.name);
        if (const Result<void> checked = checkEntry(entry, before, entryPath); !checked)
            return checked;
        if (!entry.isTree()) {
            m_files += before ? 0 : 1;
            continue;
        }
        if (before && before->isTree()) {
            if (const Result<void> checked = checkChanged(entry.oid, before->oid, entryPath, depth + 1); !checked)
                return checked;
            continue;
        }
        const Result<Extent> extent = checkNew(entry.oid, entryPath, depth + 1);
        if (!extent)
            return std::unexpected(extent.error());
        m_files += extent->files;
    }
    return checkExtent({}, path, depth);
}

Result<SnapshotGate::Extent> SnapshotGate::checkNew(const git_oid &tree, const QByteArray &path, int depth)
{
    const QByteArray key = oidKey(tree);
    if (const auto seen = m_newTrees.constFind(key); seen != m_newTrees.cend()) {
        if (const Result<void> checked = checkExtent(*seen, path, depth); !checked)
            return std::unexpected(checked.error());
        return *seen;
    }
    if (depth > m_limits.depth)
        return tooMuch("depth of folders", path);
    const Result<OdbObjectPtr> object = read(tree, Kind::Tree, path);
    if (!object)
        return std::unexpected(object.error());
    const auto entries = parseTree(contentOf(*object), Strictness::Canonical);
    if (!entries)
        return hostile(entries.error().what, below(path, entries.error().name));
    Extent extent;
    for (const RawTreeEntry &entry : *entries) {
        const QByteArray entryPath = below(path, entry.name);
        if (const Result<void> checked = checkEntry(entry, nullptr, entryPath); !checked)
            return std::unexpected(checked.error());
        Extent inner{-1, 0, 1};
        if (entry.isTree()) {
            const Result<Extent> checked = checkNew(entry.oid, entryPath, depth + 1);
            if (!checked)
                return checked;
            inner = *checked;
        }
        extent.depth = std::max(extent.depth, inner.depth + 1);
        extent.pathBytes = std::max(extent.pathBytes, inner.pathBytes + entry.name.size() + 1);
        extent.files = std::min(FilesLimit + 1, extent.files + inner.files);
    }
    if (const Result<void> checked = checkExtent(extent, path, depth); !checked)
        return std::unexpected(checked.error());
    m_newTrees.insert(key, extent);
    return extent;
}

Result<void> SnapshotGate::checkExtent(const Extent &extent, const QByteArray &path, int depth)
{
    if (depth + extent.depth > m_limits.depth)
        return tooMuch("depth of folders", path);
    if (path.size() + extent.pathBytes > m_limits.pathBytes)
        return tooMuch("length of a path", path.left(m_limits.pathBytes));
    if (m_files + extent.files > FilesLimit)
        return tooMuch("number of files", path);
    return {};
}

Result<void> SnapshotGate::checkEntry(const RawTreeEntry &entry, const RawTreeEntry *old, const QByteArray &path)
{
    const NameProblem problem =
        entryNameProblem(std::string_view(entry.name.data(), static_cast<size_t>(entry.name.size())));
    if (isNeverAllowed(problem) || (problem != NameProblem::None && !old))
        return hostile(describe(problem), path);
    if (path.size() > m_limits.pathBytes)
        return tooMuch("length of a path", path.left(m_limits.pathBytes));
    if (old && old->mode == entry.mode && git_oid_equal(&old->oid, &entry.oid))
        return {};
    switch (entry.mode) {
    case 0040000:
        return {};
    case 0100644:
    case 0100755:
    case 0120000:
        return checkContent(entry, path);
    case 0160000:
        return hostile("a submodule that the base has not, or at another commit", path);
    default:
        return hostile("a file mode that git does not write", path);
    }
}

Result<void> SnapshotGate::checkContent(const RawTreeEntry &entry, const QByteArray &path)
{
    if (const Result<void> taken = take(entry.oid, Kind::Blob, path); !taken)
        return taken;
    const bool modules = isGitFile(entry.name, GIT_PATH_GITFILE_GITMODULES);
    if (!entry.isLink() && !modules)
        return {};
    if (entry.isLink() && modules)
        return hostile("a link named .gitmodules", path);
    size_t size = 0;
    git_object_t type = GIT_OBJECT_INVALID;
    if (git_odb_read_header(&size, &type, isKnown(entry.oid) ? m_known : m_quarantine, &entry.oid) != 0)
        return hostile("an object is missing", path);
    if (size > (entry.isLink() ? LinkLimit : GitFileLimit))
        return hostile(entry.isLink() ? "a link of more than 4096 bytes" : "a .gitmodules of more than 1 MiB", path);
    const Result<OdbObjectPtr> object = read(entry.oid, Kind::Blob, path);
    if (!object)
        return std::unexpected(object.error());
    const QByteArrayView content = contentOf(*object);
    if (entry.isLink() && (content.isEmpty() || content.contains('\0')))
        return hostile("a link to nothing", path);
    if (modules && isDangerousGitmodules(content))
        return hostile("a .gitmodules that names an option, a command or a path outside", path);
    return {};
}

} // namespace pilothouse

#include "runner/session/check_tree.h"

#include "runner/sandbox/image_layer.h"
#include "runner/workspace/change_set.h"
#include "runner/workspace/tree_export.h"

#include <QCoreApplication>
#include <QFile>

namespace pilothouse {

namespace {

struct Words {
    Q_DECLARE_TR_FUNCTIONS(CheckTree)
};

constexpr LayerLimits Limits{.entries = 1'000'000};

Result<void> add(LayerWriter &archive, const ExportedEntry &entry, int userId)
{
    if (entry.isFolder() || entry.isSubmodule())
        return archive.addDirectory(entry.path, {.mode = 0755, .owner = userId});
    if (entry.isLink())
        return archive.addSymlink(entry.path, entry.content.toByteArray());
    return archive.addFile(entry.path, entry.content, {.mode = entry.isExecutable() ? 0755 : 0644, .owner = userId});
}

} // namespace

Result<void> archiveTree(
    const QString &store, const ObjectId &tree, const QString &file, int userId, std::stop_token stop)
{
    QFile target(file);
    if (!target.open(QIODevice::WriteOnly | QIODevice::Truncate, QFileDevice::ReadOwner | QFileDevice::WriteOwner))
        return failure(IoFailed, Words::tr("The snapshot's files cannot be written."), target.errorString());
    LayerWriter archive(target, Limits);
    const auto written = exportTree(
        store, tree,
        [&archive, userId](const ExportedEntry &entry) -> Result<void> {
            const auto added = add(archive, entry, userId);
            if (added || added.error().code != ImageDamaged)
                return added;
            return failure(WorkspaceHostile,
                Words::tr("The snapshot has a path that no container takes: %1").arg(displayPath(entry.path)),
                added.error().message);
        },
        std::move(stop));
    if (!written)
        return written;
    const auto finished = archive.finish();
    if (!finished)
        return std::unexpected(finished.error());
    if (!target.flush())
        return failure(IoFailed, Words::tr("The snapshot's files cannot be written."), target.errorString());
    return {};
}

} // namespace pilothouse

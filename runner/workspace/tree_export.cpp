#include "runner/workspace/tree_export.h"

#include "runner/workspace/opened_tree.h"

#include <QCoreApplication>

#include <limits>

namespace pilothouse {

namespace {

constexpr int mostDepth = 256;

struct Words {
    Q_DECLARE_TR_FUNCTIONS(TreeExport)
};

class Export {
public:
    Export(git_repository *repository, git_odb *odb, const ExportSink &sink, const std::stop_token &stop)
        : m_repository(repository),
          m_odb(odb),
          m_sink(sink),
          m_stop(stop)
    { }

    Result<void> folder(const git_tree *tree, const QByteArray &prefix, int depth) const
    {
        if (depth > mostDepth)
            return failure(LimitExceeded, Words::tr("The snapshot's folders are nested too deep."));
        const size_t count = git_tree_entrycount(tree);
        for (size_t i = 0; i < count; ++i) {
            if (m_stop.stop_requested())
                return wasCancelled();
            if (const auto done = entry(git_tree_entry_byindex(tree, i), prefix, depth); !done)
                return done;
        }
        return {};
    }

private:
    Result<void> entry(const git_tree_entry *raw, const QByteArray &prefix, int depth) const
    {
        const git_oid *id = git_tree_entry_id(raw);
        ExportedEntry out{
            .path = prefix + git_tree_entry_name(raw),
            .mode = static_cast<quint32>(git_tree_entry_filemode(raw)),
            .object = toObjectId(*id),
            .content = {},
        };
        if (out.isSubmodule())
            return m_sink(out);
        if (!out.isFolder())
            return file(std::move(out), *id);
        git_tree *inner = nullptr;
        if (git_tree_lookup(&inner, m_repository, id) != 0)
            return gitFailure(Words::tr("The snapshot's files cannot be read."));
        const TreePtr tree(inner);
        if (const auto taken = m_sink(out); !taken)
            return taken;
        return folder(tree.get(), out.path + '/', depth + 1);
    }

    Result<void> file(ExportedEntry out, const git_oid &id) const
    {
        size_t size = 0;
        git_object_t type{};
        if (git_odb_read_header(&size, &type, m_odb, &id) != 0)
            return gitFailure(Words::tr("The snapshot's files cannot be read."));
        if (size > std::numeric_limits<qint32>::max())
            return failure(LimitExceeded, Words::tr("A file of the snapshot is larger than 2 GB."));
        git_odb_object *object = nullptr;
        if (git_odb_read(&object, m_odb, &id) != 0)
            return gitFailure(Words::tr("The snapshot's files cannot be read."));
        const OdbObjectPtr content(object);
        out.content = QByteArrayView(static_cast<const char *>(git_odb_object_data(object)),
            static_cast<qsizetype>(git_odb_object_size(object)));
        return m_sink(out);
    }

    git_repository *m_repository;
    git_odb *m_odb;
    const ExportSink &m_sink;
    const std::stop_token &m_stop;
};

} // namespace

Result<void> exportTree(const QString &store, const ObjectId &treeish, const ExportSink &sink, std::stop_token stop)
{
    const auto opened = openTree(store, treeish);
    if (!opened)
        return std::unexpected(opened.error());
    return Export(opened->repository.get(), opened->odb.get(), sink, stop).folder(opened->root.get(), {}, 0);
}

Result<ObjectId> treeOfSnapshot(const QString &store, const ObjectId &treeish)
{
    const auto opened = openTree(store, treeish);
    if (!opened)
        return std::unexpected(opened.error());
    return toObjectId(*git_tree_id(opened->root.get()));
}

} // namespace pilothouse

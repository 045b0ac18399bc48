#include "runner/workspace/merge_radar.h"

#include "runner/workspace/store_files.h"
#include "runner/workspace/three_way.h"

#include <QCoreApplication>

#include <git2/sys/mempack.h>

#include <map>
#include <optional>

namespace pilothouse {

namespace {

using Clashes = std::vector<RadarFinding::Clash>;
using SharedChanges = std::shared_ptr<const SideChanges>;

std::unexpected<Error> cannotCompare()
{
    return gitFailure(QCoreApplication::translate("Workspace", "The sessions' changes cannot be compared."));
}

/// All stores read as one, with what a merge makes kept in memory.
Result<RepositoryPtr> openTogether(const QStringList &stores)
{
    startGit();
    git_odb *rawOdb = nullptr;
    git_repository *rawRepository = nullptr;
    git_odb_backend *memory = nullptr;
    if (git_odb_new(&rawOdb) != 0)
        return cannotCompare();
    const OdbPtr odb(rawOdb);
    for (const QString &store : stores) {
        if (git_odb_add_disk_alternate(rawOdb, gitPath(store + QStringLiteral("/objects")).constData()) != 0)
            return cannotCompare();
    }
    if (git_mempack_new(&memory) != 0 || git_odb_add_backend(rawOdb, memory, 1000) != 0
        || git_repository_wrap_odb(&rawRepository, rawOdb) != 0)
        return cannotCompare();
    leaveTimesAlone(rawOdb);
    return RepositoryPtr(rawRepository);
}

} // namespace

struct MergeRadar::Memory {
    using Side = std::pair<ObjectId, ObjectId>; ///< Commits: the merge's base, the tip.
    struct Pair {
        ObjectId base;
        ObjectId first;
        ObjectId second;
        friend auto operator<=>(const Pair &, const Pair &) = default;
    };
    std::map<Side, SharedChanges> sides;
    std::map<Pair, Clashes> pairs;
    std::map<Side, ObjectId> mergeBases; ///< By the two commits that were begun from.
};

/// One comparison; what it used is what is remembered for the next.
class MergeRadar::Round {
public:
    Round(Memory &old, std::span<const LiveChanges> changes, const std::stop_token &stop)
        : m_old(old),
          m_changes(changes),
          m_stop(stop)
    { }

    Result<std::vector<RadarFinding>> run()
    {
        std::vector<RadarFinding> findings;
        for (size_t first = 0; first < m_changes.size(); ++first) {
            for (size_t second = first + 1; second < m_changes.size(); ++second) {
                if (m_stop.stop_requested())
                    return wasCancelled();
                Result<Clashes> clashes = compare(m_changes[first], m_changes[second]);
                if (!clashes)
                    return std::unexpected(clashes.error());
                findings.push_back({first, second, std::move(*clashes)});
            }
        }
        return findings;
    }

    Memory used;

private:
    Result<Clashes> compare(const LiveChanges &first, const LiveChanges &second)
    {
        const Result<ObjectId> base = mergeBase(first.base, second.base);
        if (!base)
            return std::unexpected(base.error());
        const Memory::Pair key{*base, first.tip, second.tip};
        if (const auto known = m_old.pairs.find(key); known != m_old.pairs.end()) {
            used.pairs.insert(*known);
            keepSide({*base, first.tip});
            keepSide({*base, second.tip});
            return known->second;
        }
        const Result<SharedChanges> ours = side(first, *base);
        if (!ours)
            return std::unexpected(ours.error());
        const Result<SharedChanges> theirs = side(second, *base);
        if (!theirs)
            return std::unexpected(theirs.error());
        Clashes clashes;
        if (!areApart(**ours, **theirs)) {
            if (const Result<git_repository *> repository = together(); !repository)
                return std::unexpected(repository.error());
            const Result<ThreeWay> merged = mergeSides(*m_texts, **ours, **theirs, {}, MergePurpose::Judge, m_stop);
            if (!merged)
                return std::unexpected(merged.error());
            for (const MergeConflict &conflict : merged->conflicts)
                clashes.push_back({conflict.path, conflict.kind});
        }
        used.pairs.emplace(key, clashes);
        return clashes;
    }

    Result<ObjectId> mergeBase(const ObjectId &first, const ObjectId &second)
    {
        if (first == second)
            return first;
        const Memory::Side key{first, second};
        for (Memory *memory : {&used, &m_old}) {
            if (const auto known = memory->mergeBases.find(key); known != memory->mergeBases.end())
                return used.mergeBases[key] = known->second;
        }
        const Result<git_repository *> repository = together();
        const Result<git_oid> one = toOid(first);
        const Result<git_oid> two = toOid(second);
        if (!repository || !one || !two)
            return repository ? std::unexpected((one ? two : one).error()) : std::unexpected(repository.error());
        git_oid base{};
        const int code = git_merge_base(&base, *repository, &*one, &*two);
        if (code != 0 && code != GIT_ENOTFOUND)
            return cannotCompare();
        // Histories without a common commit are compared from nothing.
        return used.mergeBases[key] = code == 0 ? toObjectId(base) : ObjectId();
    }

    void keepSide(const Memory::Side &key)
    {
        if (const auto known = m_old.sides.find(key); known != m_old.sides.end())
            used.sides.insert(*known);
    }

    Result<SharedChanges> side(const LiveChanges &changes, const ObjectId &base)
    {
        const Memory::Side key{base, changes.tip};
        keepSide(key);
        if (const auto known = used.sides.find(key); known != used.sides.end())
            return known->second;
        const Result<RepositoryPtr> store = openStore(changes.store);
        if (!store)
            return std::unexpected(store.error());
        const Result<TreePtr> before = findTree(store->get(), base);
        if (!before)
            return std::unexpected(before.error());
        const Result<TreePtr> after = findTree(store->get(), changes.tip);
        if (!after)
            return std::unexpected(after.error());
        Result<SideChanges> found = sideChanges(store->get(), before->get(), after->get(), m_stop);
        if (!found)
            return std::unexpected(found.error());
        return used.sides[key] = std::make_shared<const SideChanges>(std::move(*found));
    }

    Result<git_repository *> together()
    {
        if (!m_together) {
            QStringList stores;
            for (const LiveChanges &changes : m_changes) {
                if (!stores.contains(changes.store))
                    stores.append(changes.store);
            }
            Result<RepositoryPtr> opened = openTogether(stores);
            if (!opened)
                return std::unexpected(opened.error());
            m_together = std::move(*opened);
            m_texts.emplace(m_together.get());
        }
        return m_together.get();
    }

    Memory &m_old;
    std::span<const LiveChanges> m_changes;
    const std::stop_token &m_stop;
    RepositoryPtr m_together;
    std::optional<BlobTexts> m_texts;
};

MergeRadar::MergeRadar() : m_memory(std::make_unique<Memory>()) { }

MergeRadar::~MergeRadar() = default;

Result<std::vector<RadarFinding>> MergeRadar::compare(std::span<const LiveChanges> changes, std::stop_token stop)
{
    Round round(*m_memory, changes, stop);
    Result<std::vector<RadarFinding>> findings = round.run();
    if (findings)
        *m_memory = std::move(round.used);
    return findings;
}

} // namespace pilothouse

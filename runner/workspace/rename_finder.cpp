#include "runner/workspace/rename_finder.h"

#include <algorithm>
#include <array>

namespace pilothouse {

namespace {

constexpr size_t CandidatesLimit = 1'000 * 1'000; // Git's diff.renameLimit, squared: it compares each with each.
constexpr qint64 CandidateBytes = qint64(512) << 20;
constexpr size_t RememberedPieces = 4 << 20; // 16 bytes each; a table of more is not kept.
constexpr int SameContentLimit = 100; // Sources of the same content that git looks at for one file.
constexpr size_t BestKept = 4; // Sources that git keeps for one file.

bool isRegular(quint32 mode)
{
    return (mode & 0170000) == 0100000;
}

bool sameFileName(const QByteArray &a, const QByteArray &b)
{
    const auto name = [](const QByteArray &path) { return QByteArrayView(path).sliced(path.lastIndexOf('/') + 1); };
    return name(a) == name(b);
}

/// A possible origin of one target.
struct Candidate {
    size_t source = 0;
    size_t target = 0;
    int score = 0;
    bool sameName = false;

    /// Strictly: of two that are alike the one that was found first stays.
    [[nodiscard]] bool isBetterThan(const Candidate &other) const
    {
        return score != other.score ? score > other.score : sameName && !other.sameName;
    }
};

class RenameSearch {
public:
    RenameSearch(ObjectReaders &readers, const std::vector<TreeChange> &changes, const DiffOptions &options,
        const std::shared_ptr<const SimilarityTable> &known, const std::stop_token &stop)
        : m_readers(readers),
          m_changes(changes),
          m_options(options),
          m_known(known ? known : std::make_shared<const SimilarityTable>()),
          m_stop(stop)
    {
        found.source.resize(changes.size());
        found.score.resize(changes.size());
        found.uses.resize(changes.size());
        for (size_t i = 0; i < changes.size(); ++i) {
            if (changes[i].isAdded()) {
                m_targets.push_back(i);
                continue;
            }
            m_sources.push_back(i);
            found.uses[i] = changes[i].isDeleted() ? 0 : 1; // One that stays uses itself.
        }
    }

    Result<void> run()
    {
        if (m_sources.empty() || m_targets.empty())
            return {};
        takeSameContent();
        std::erase_if(m_targets, [this](size_t target) { return found.source[target].has_value(); });
        if (m_targets.empty() || m_targets.size() * m_sources.size() > CandidatesLimit)
            return {};
        auto table = std::make_shared<SimilarityTable>();
        if (const Result<void> sized = readSizes(*table); !sized)
            return sized;
        if (m_candidateBytes > CandidateBytes)
            return {};
        if (const Result<void> read = readFingerprints(*table); !read)
            return read;
        const Result<std::vector<Candidate>> best = compareAll(*table);
        if (!best)
            return std::unexpected(best.error());
        takeBest(*best, false);
        takeBest(*best, true);
        if (piecesOf(*table) <= RememberedPieces)
            found.table = std::move(table);
        return {};
    }

    FoundRenames found;

private:
    using Files = std::unordered_map<ObjectKey, SimilarityTable::File, ObjectKeyHash>;

    static size_t piecesOf(const SimilarityTable &table)
    {
        size_t pieces = 0;
        for (const auto *files : {&table.sources, &table.targets}) {
            for (const auto &[key, file] : *files)
                pieces += file.fingerprint ? file.fingerprint->size() : 0;
        }
        return pieces;
    }

    void take(size_t target, size_t source, int score)
    {
        found.source[target] = source;
        found.score[target] = score;
        ++found.uses[source];
    }

    void takeSameContent()
    {
        std::unordered_map<ObjectKey, std::vector<size_t>, ObjectKeyHash> byContent;
        for (const size_t source : m_sources)
            byContent[{m_changes[source].oldId}].push_back(source);
        for (const size_t target : m_targets) {
            const auto same = byContent.find({m_changes[target].newId});
            if (same == byContent.end())
                continue;
            const TreeChange &to = m_changes[target];
            std::optional<size_t> best;
            int bestRank = -1;
            int seen = 0;
            for (const size_t source : same->second) {
                const TreeChange &from = m_changes[source];
                if ((!isRegular(from.oldMode) || !isRegular(to.newMode)) && from.oldMode != to.newMode)
                    continue;
                const int rank = (found.uses[source] == 0 ? 1 : 0) + (sameFileName(from.path, to.path) ? 1 : 0);
                if (rank > bestRank) {
                    best = source;
                    bestRank = rank;
                }
                if (bestRank == 2 || ++seen > SameContentLimit)
                    break;
            }
            if (best)
                take(target, *best, SimilarityWhole);
        }
    }

    /// The sizes of all files that can be part of a pair, from `known` or the store.
    Result<void> readSizes(SimilarityTable &table)
    {
        std::vector<std::pair<const ObjectKey *, SimilarityTable::File *>> unknown;
        const auto collect = [&](const std::vector<size_t> &from, bool sources, Files &files) {
            const Files &known = sources ? m_known->sources : m_known->targets;
            for (const size_t i : from) {
                const TreeChange &change = m_changes[i];
                if (!isRegular(sources ? change.oldMode : change.newMode))
                    continue;
                const auto [entry, isNew] = files.try_emplace({sources ? change.oldId : change.newId});
                if (!isNew)
                    continue;
                if (const auto old = known.find(entry->first); old != known.end())
                    entry->second = old->second;
                else
                    unknown.emplace_back(&entry->first, &entry->second);
            }
        };
        collect(m_sources, true, table.sources);
        collect(m_targets, false, table.targets);
        const Result<void> read =
            m_readers.forEach(unknown.size(), m_stop, [&](ObjectReader &reader, size_t i) -> Result<void> {
                const Result<qint64> size = reader.blobSize(unknown[i].first->id);
                if (!size)
                    return std::unexpected(size.error());
                unknown[i].second->size = *size;
                return {};
            });
        if (!read)
            return read;
        for (const auto *files : {&table.sources, &table.targets}) {
            for (const auto &[key, file] : *files)
                m_candidateBytes += file.size <= m_options.fileBytes ? file.size : 0;
        }
        return {};
    }

    /// Files that some other one's size comes near to, and that `known` has no fingerprint of.
    Result<void> readFingerprints(SimilarityTable &table)
    {
        struct Wanted {
            const ObjectKey *key;
            SimilarityTable::File *file;
        };
        std::vector<Wanted> wanted;
        const auto collect = [&](Files &files, const Files &others) {
            std::vector<qint64> sizes;
            for (const auto &[key, file] : others) {
                if (file.size <= m_options.fileBytes)
                    sizes.push_back(file.size);
            }
            std::ranges::sort(sizes);
            for (auto &[key, file] : files) {
                if (file.fingerprint || file.size > m_options.fileBytes)
                    continue;
                // The nearest sizes match if any does.
                const auto above = std::ranges::lower_bound(sizes, file.size);
                if ((above != sizes.end() && sizesMayMatch(*above, file.size))
                    || (above != sizes.begin() && sizesMayMatch(*std::prev(above), file.size)))
                    wanted.push_back({&key, &file});
            }
        };
        collect(table.sources, table.targets);
        collect(table.targets, table.sources);
        return m_readers.forEach(wanted.size(), m_stop, [&](ObjectReader &reader, size_t i) -> Result<void> {
            const Result<BlobPtr> blob = reader.blob(wanted[i].key->id);
            if (!blob)
                return std::unexpected(blob.error());
            wanted[i].file->fingerprint = std::make_shared<const Fingerprint>(fingerprintOf(contentOf(blob->get())));
            return {};
        });
    }

    struct Source {
        const ObjectKey *key = nullptr;
        const SimilarityTable::File *file = nullptr;
        bool isKnown = false;
    };

    /// The sources of which there is a fingerprint, by size.
    std::vector<Source> comparableSources(const SimilarityTable &table) const
    {
        std::vector<Source> sources;
        for (const auto &[key, file] : table.sources) {
            if (file.fingerprint)
                sources.push_back({&key, &file, m_known->sources.contains(key)});
        }
        std::ranges::sort(sources, {}, [](const Source &source) { return source.file->size; });
        return sources;
    }

    /// The scores of one target with every source, known ones taken over.
    SimilarityTable::Scores compareOne(
        const SimilarityTable &table, const ObjectKey &target, const std::vector<Source> &sources) const
    {
        SimilarityTable::Scores scores;
        const SimilarityTable::File &to = table.targets.at(target);
        const bool isKnown = m_known->targets.contains(target);
        if (const auto old = m_known->scores.find(target); isKnown && old != m_known->scores.end()) {
            for (const auto &score : old->second) {
                if (table.sources.contains(score.first))
                    scores.push_back(score);
            }
        }
        if (!to.fingerprint)
            return scores;
        const auto sizeOf = [](const Source &source) { return source.file->size; };
        for (auto from = std::ranges::lower_bound(sources, to.size / 2, {}, sizeOf);
            from != sources.end() && (sizeOf(*from) <= to.size || sizesMayMatch(sizeOf(*from), to.size)); ++from) {
            if ((isKnown && from->isKnown) || !sizesMayMatch(sizeOf(*from), to.size))
                continue;
            const int score = similarity(*from->file->fingerprint, from->file->size, *to.fingerprint, to.size);
            if (score > 0)
                scores.emplace_back(*from->key, score);
        }
        return scores;
    }

    /// The best few sources of each target, the best of all first.
    Result<std::vector<Candidate>> compareAll(SimilarityTable &table)
    {
        const std::vector<Source> sources = comparableSources(table);
        std::vector<ObjectKey> targets;
        for (const auto &[key, file] : table.targets)
            targets.push_back(key);
        std::vector<SimilarityTable::Scores> scores(targets.size());
        const Result<void> compared =
            m_readers.forEach(targets.size(), m_stop, [&](ObjectReader &, size_t i) -> Result<void> {
                scores[i] = compareOne(table, targets[i], sources);
                return {};
            });
        if (!compared)
            return std::unexpected(compared.error());
        for (size_t i = 0; i < targets.size(); ++i) {
            if (!scores[i].empty())
                table.scores.emplace(targets[i], std::move(scores[i]));
        }
        std::unordered_map<ObjectKey, std::vector<size_t>, ObjectKeyHash> places; // In m_sources.
        for (size_t i = 0; i < m_sources.size(); ++i) {
            if (isRegular(m_changes[m_sources[i]].oldMode))
                places[{m_changes[m_sources[i]].oldId}].push_back(i);
        }
        std::vector<Candidate> all;
        for (const size_t target : m_targets) {
            const auto its = table.scores.find({m_changes[target].newId});
            if (!isRegular(m_changes[target].newMode) || its == table.scores.end())
                continue;
            std::vector<int> bySource(m_sources.size(), 0);
            for (const auto &[key, score] : its->second) {
                for (const size_t place : places[key])
                    bySource[place] = score;
            }
            keepBest(target, bySource, all);
        }
        std::ranges::stable_sort(all, [](const Candidate &a, const Candidate &b) { return a.isBetterThan(b); });
        return all;
    }

    /// Appends the target's best sources. Which of several alike are kept, and in which order, follows git: a better
    /// one takes the place of the worst, of equally bad ones of the one in front, even where none of them is good
    /// enough.
    void keepBest(size_t target, const std::vector<int> &scores, std::vector<Candidate> &all) const
    {
        std::array<std::optional<Candidate>, BestKept> best;
        const auto isWorse = [](const std::optional<Candidate> &a, const std::optional<Candidate> &b) {
            return a && b ? b->isBetterThan(*a) : !a && b;
        };
        for (size_t i = 0; i < scores.size(); ++i) {
            const size_t source = m_sources[i];
            const Candidate candidate{
                source, target, scores[i], sameFileName(m_changes[source].path, m_changes[target].path)};
            const auto worst = std::ranges::min_element(best, isWorse);
            if (!*worst || candidate.isBetterThan(**worst))
                *worst = candidate;
        }
        for (const std::optional<Candidate> &candidate : best) {
            if (candidate && candidate->score >= SimilarityLeast)
                all.push_back(*candidate);
        }
    }

    void takeBest(const std::vector<Candidate> &best, bool copies)
    {
        for (const Candidate &candidate : best) {
            if (!found.source[candidate.target] && (copies || found.uses[candidate.source] == 0))
                take(candidate.target, candidate.source, candidate.score);
        }
    }

    ObjectReaders &m_readers;
    const std::vector<TreeChange> &m_changes;
    const DiffOptions &m_options;
    std::shared_ptr<const SimilarityTable> m_known;
    const std::stop_token &m_stop;
    std::vector<size_t> m_sources;
    std::vector<size_t> m_targets;
    qint64 m_candidateBytes = 0;
};

} // namespace

Result<FoundRenames> findRenames(ObjectReaders &readers, const std::vector<TreeChange> &changes,
    const DiffOptions &options, const std::shared_ptr<const SimilarityTable> &known, const std::stop_token &stop)
{
    RenameSearch search(readers, changes, options, known, stop);
    if (const Result<void> done = search.run(); !done)
        return std::unexpected(done.error());
    return std::move(search.found);
}

} // namespace pilothouse

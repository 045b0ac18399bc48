#include "runner/workspace/three_way.h"

#include <QSet>

#include <algorithm>
#include <array>

namespace pilothouse {

namespace {

using Kind = MergeConflict::Kind;
using Version = std::optional<TreeFile>;

enum Side : size_t { Ours, Theirs };

/// A path in the three trees, files that were renamed brought together under their new name.
struct Entry {
    Version base;
    std::array<Version, 2> sides;
    QByteArray baseName; ///< Where it is not the path itself.
    std::array<QByteArray, 2> names;
    std::optional<Kind> conflict; ///< Already known, from the names.
    QByteArray text;
};

bool isRegular(const TreeFile &file)
{
    return (file.mode & 0170000) == 0100000;
}

class Merge {
public:
    Merge(BlobTexts &texts, const SideChanges &ours, const SideChanges &theirs, const MergeLabels &labels,
        MergePurpose purpose, const std::stop_token &stop)
        : m_texts(texts),
          m_changes{&ours, &theirs},
          m_labels(labels),
          m_purpose(purpose),
          m_stop(stop)
    { }

    Result<ThreeWay> run()
    {
        load(Ours);
        load(Theirs);
        if (const Result<void> followed = followMoves(); !followed)
            return std::unexpected(followed.error());
        followFolders(Ours);
        followFolders(Theirs);
        QList<QByteArray> paths = m_entries.keys();
        std::ranges::sort(paths, isBeforeInFolders);
        for (const QByteArray &path : std::as_const(paths)) {
            if (m_stop.stop_requested())
                return wasCancelled();
            if (const Result<void> resolved = resolve(path, m_entries[path]); !resolved)
                return std::unexpected(resolved.error());
        }
        findFilesInTheWay();
        finish();
        return std::move(m_result);
    }

private:
    /// What a path gets.
    struct Outcome {
        QByteArray path;
        Version file;
        std::optional<Kind> conflict;
    };

    static Side other(Side side) { return side == Ours ? Theirs : Ours; }

    void load(Side side)
    {
        for (const TreeChange &change : m_changes[side]->files) {
            const auto version = [](quint32 mode, const git_oid &id) {
                return mode ? Version(TreeFile{mode, id}) : Version();
            };
            const auto known = m_entries.find(change.path);
            if (known != m_entries.end()) {
                known->sides[side] = version(change.newMode, change.newId);
                continue;
            }
            Entry entry;
            entry.base = version(change.oldMode, change.oldId);
            entry.sides[other(side)] = entry.base;
            entry.sides[side] = version(change.newMode, change.newId);
            m_entries.insert(change.path, entry);
        }
        for (const auto &[old, fresh] : m_changes[side]->moves)
            m_moves[side].insert(old, fresh);
    }

    Result<void> followMoves()
    {
        for (const Side side : {Ours, Theirs}) {
            for (const auto &[old, fresh] : m_changes[side]->moves) {
                const QByteArray elsewhere = m_moves[other(side)].value(old);
                if (elsewhere.isEmpty()) {
                    if (const Result<void> followed = followMove(side, old, fresh); !followed)
                        return followed;
                } else if (side == Ours) {
                    if (const Result<void> followed = followBoth(old, fresh, elsewhere); !followed)
                        return followed;
                }
            }
        }
        return {};
    }

    /// Both renamed the file.
    Result<void> followBoth(const QByteArray &old, const QByteArray &our, const QByteArray &their)
    {
        const Version base = m_entries.take(old).base;
        if (our == their) {
            m_entries[our].base = base;
            m_entries[our].baseName = old;
            return {};
        }
        const Result<MergedFile> merged =
            merge(base, *m_entries[our].sides[Ours], *m_entries[their].sides[Theirs], our, their);
        if (!merged)
            return std::unexpected(merged.error());
        for (const auto &[side, path] : {std::pair{Ours, our}, std::pair{Theirs, their}}) {
            Entry &entry = m_entries[path];
            entry.base = base;
            entry.baseName = old;
            entry.sides[side] = merged->file;
            entry.conflict = Kind::RenamedTwice;
            entry.text = merged->text;
        }
        return {};
    }

    /// One side renamed the file; what the other did to it goes to the new name.
    Result<void> followMove(Side side, const QByteArray &old, const QByteArray &fresh)
    {
        const Side still = other(side);
        const Entry from = m_entries.value(old);
        Entry &to = m_entries[fresh];
        const Version &theirs = from.sides[still];
        const bool isTaken = to.sides[still].has_value();
        const bool typeChanged = theirs && to.sides[side] && isRegular(*theirs) != isRegular(*to.sides[side]);
        if (typeChanged) {
            // The other one's file is a new one, of another kind.
            m_entries[old].base.reset();
            m_entries[old].sides[side].reset();
            to.base = from.base;
            to.baseName = old;
            to.conflict = Kind::ChangedAndDeleted;
            return {};
        }
        m_entries.remove(old);
        if (isTaken) {
            to.conflict = theirs ? to.conflict : Kind::RenamedAndDeleted;
            return theirs ? mergeOntoTaken(to, from.base, side, *theirs, old, fresh) : Result<void>();
        }
        to.base = from.base;
        to.baseName = old;
        to.names[still] = old;
        if (theirs)
            to.sides[still] = theirs;
        else
            to.conflict = Kind::RenamedAndDeleted;
        return {};
    }

    /// The other side has another file at the new name: first the renamed one is merged, then both meet there.
    Result<void> mergeOntoTaken(Entry &to, const Version &base, Side side, const TreeFile &still, const QByteArray &old,
        const QByteArray &fresh)
    {
        const bool oursMoved = side == Ours;
        const TreeFile &moved = *to.sides[side];
        const Result<MergedFile> merged = merge(base, oursMoved ? moved : still, oursMoved ? still : moved,
            oursMoved ? fresh : old, oursMoved ? old : fresh);
        if (!merged)
            return std::unexpected(merged.error());
        to.sides[side] = merged->file;
        if (!merged->clean || to.sides[Ours] != to.sides[Theirs])
            to.conflict = Kind::NameTaken;
        return {};
    }

    /// What the other side adds in folders that this one renamed. A folder counts when a file is put right into it.
    void followFolders(Side side)
    {
        const Side adder = other(side);
        const auto isMoved = [this](Side by, const QByteArray &folder) {
            return std::ranges::contains(
                m_changes[by]->movedFolders, folder, [](const auto &move) { return move.first; });
        };
        QSet<QByteArray> filled;
        for (const TreeChange &change : m_changes[adder]->files) {
            if (change.isAdded())
                filled.insert(folderOf(change.path));
        }
        QHash<QByteArray, QByteArray> folders;
        for (const auto &[old, fresh] : m_changes[side]->movedFolders) {
            if (filled.contains(old) && !isMoved(adder, old))
                folders.insert(old, fresh);
        }
        const QSet<QByteArray> split(m_changes[side]->splitFolders.begin(), m_changes[side]->splitFolders.end());
        if (folders.isEmpty() && split.isEmpty())
            return;
        for (const TreeChange &change : m_changes[adder]->files) {
            if (!change.isAdded() || !m_entries.contains(change.path))
                continue;
            QByteArray folder = folderOf(change.path);
            if (split.contains(folder))
                m_entries[change.path].conflict = Kind::FolderRenamed;
            while (!folder.isEmpty() && !folders.contains(folder))
                folder = folderOf(folder);
            if (!folder.isEmpty() && !isMoved(adder, folders[folder]))
                moveInto(adder, change.path, folders[folder] + change.path.sliced(folder.size()));
        }
    }

    void moveInto(Side adder, const QByteArray &path, const QByteArray &fresh)
    {
        if (const auto there = m_entries.constFind(fresh); there != m_entries.cend() && there->sides[adder])
            return;
        const Entry moved = m_entries.take(path);
        const Side still = other(adder);
        Entry &entry = m_entries[fresh];
        entry.sides[adder] = moved.sides[adder];
        entry.names[adder] = path;
        if (moved.sides[still])
            entry.sides[still] = moved.sides[still];
        if (moved.base)
            entry.base = moved.base;
        entry.conflict = Kind::FolderRenamed;
    }

    Result<void> resolve(const QByteArray &path, Entry &entry)
    {
        const auto &[ours, theirs] = entry.sides;
        Outcome outcome{path, ours, entry.conflict};
        if (entry.conflict || ours == theirs) {
            // Nothing to find out.
        } else if (entry.base == ours) {
            outcome.file = theirs;
        } else if (entry.base == theirs) {
            outcome.file = ours;
        } else if (!ours || !theirs) {
            outcome.conflict = Kind::ChangedAndDeleted;
        } else if ((ours->mode & 0170000) != (theirs->mode & 0170000)) {
            outcome.conflict = Kind::TypesDiffer;
        } else {
            const Result<MergedFile> merged = merge(entry.base, *ours, *theirs, path, path, m_purpose);
            if (!merged)
                return std::unexpected(merged.error());
            outcome.file = merged->file;
            entry.text = merged->text;
            if (!merged->clean)
                outcome.conflict = entry.base ? Kind::Content : Kind::AddedTwice;
        }
        if (m_purpose == MergePurpose::Compose && outcome.conflict && ours && theirs && entry.text.isEmpty()
            && ours != theirs && (ours->mode & 0170000) == (theirs->mode & 0170000)) {
            const Result<MergedFile> merged = merge(entry.base, *ours, *theirs, path, path, m_purpose);
            if (!merged)
                return std::unexpected(merged.error());
            entry.text = merged->text;
        }
        m_outcomes.push_back(std::move(outcome));
        return {};
    }

    /// A result that is merged once more must be there as a file, whatever the purpose.
    Result<MergedFile> merge(const Version &base, const TreeFile &ours, const TreeFile &theirs,
        const QByteArray &ourPath, const QByteArray &theirPath, MergePurpose purpose = MergePurpose::Compose) const
    {
        const bool named = ourPath != theirPath;
        return mergeFile(m_texts, base, ours, theirs, named ? QByteArray(m_labels.ours + ':' + ourPath) : m_labels.ours,
            named ? QByteArray(m_labels.theirs + ':' + theirPath) : m_labels.theirs, purpose);
    }

    static bool isThere(const Outcome &outcome, const Entry &entry)
    {
        return outcome.conflict ? entry.sides[Ours] || entry.sides[Theirs] : outcome.file.has_value();
    }

    /// A file where the other side has a folder with something in it. The outcomes are in the order of folders.
    void findFilesInTheWay()
    {
        for (size_t i = 0; i < m_outcomes.size(); ++i) {
            Outcome &file = m_outcomes[i];
            if (!isThere(file, m_entries[file.path]))
                continue;
            const QByteArray folder = file.path + '/';
            for (size_t j = i + 1; j < m_outcomes.size() && m_outcomes[j].path.startsWith(folder); ++j) {
                if (isThere(m_outcomes[j], m_entries[m_outcomes[j].path])) {
                    file.conflict = Kind::FileAndFolder;
                    break;
                }
            }
        }
    }

    void finish()
    {
        const auto version = [](const Version &file, const QByteArray &path) {
            return file ? MergeVersion{path, file->mode, toObjectId(file->object)} : MergeVersion{path, 0, {}};
        };
        for (const Outcome &outcome : m_outcomes) {
            const Entry &entry = m_entries[outcome.path];
            if (outcome.conflict) {
                const auto name = [&outcome](
                                      const QByteArray &known) { return known.isEmpty() ? outcome.path : known; };
                m_result.conflicts.push_back({*outcome.conflict, outcome.path,
                    version(entry.base, name(entry.baseName)), version(entry.sides[Ours], name(entry.names[Ours])),
                    version(entry.sides[Theirs], name(entry.names[Theirs])), entry.text});
            } else {
                m_result.edits.push_back({outcome.path, outcome.file});
            }
        }
        // The old names of what is elsewhere now.
        for (const Side side : {Ours, Theirs}) {
            for (const auto &[old, fresh] : m_changes[side]->moves) {
                if (!m_entries.contains(old))
                    m_result.edits.push_back({old, {}});
            }
        }
        std::ranges::sort(m_result.edits, isBeforeInFolders, &TreeEdit::path);
        const auto [first, last] = std::ranges::unique(m_result.edits, {}, &TreeEdit::path);
        m_result.edits.erase(first, last);
        std::ranges::sort(m_result.conflicts, {}, &MergeConflict::path);
    }

    BlobTexts &m_texts;
    std::array<const SideChanges *, 2> m_changes;
    const MergeLabels &m_labels;
    MergePurpose m_purpose;
    const std::stop_token &m_stop;
    std::array<QHash<QByteArray, QByteArray>, 2> m_moves;
    QHash<QByteArray, Entry> m_entries;
    std::vector<Outcome> m_outcomes;
    ThreeWay m_result;
};

} // namespace

Result<ThreeWay> mergeSides(BlobTexts &texts, const SideChanges &ours, const SideChanges &theirs,
    const MergeLabels &labels, MergePurpose purpose, const std::stop_token &stop)
{
    return Merge(texts, ours, theirs, labels, purpose, stop).run();
}

} // namespace pilothouse

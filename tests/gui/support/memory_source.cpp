#include "tests/gui/support/memory_source.h"

#include <QCryptographicHash>

namespace pilothouse {

namespace {

ObjectId idOf(const std::optional<QByteArray> &content)
{
    if (!content)
        return {};
    return ObjectId(QString::fromLatin1(QCryptographicHash::hash(*content, QCryptographicHash::Sha1).toHex()));
}

std::shared_ptr<const LineDiff> compare(const MemorySource::Pair &pair)
{
    LineDiff diff{std::make_shared<TextLines>(pair.before.value_or(QByteArray())),
        std::make_shared<TextLines>(pair.after.value_or(QByteArray())), {}};
    diff.edits = lineEdits(*diff.before, *diff.after).value_or(std::vector<LineEdit>());
    return std::make_shared<LineDiff>(std::move(diff));
}

} // namespace

std::shared_ptr<const ChangeSet> MemorySource::changes() const
{
    auto set = std::make_shared<ChangeSet>();
    for (const auto &[path, pair] : m_pairs) {
        FileChange change;
        change.status = !pair.before    ? FileChange::Status::Added
            : !pair.after               ? FileChange::Status::Deleted
            : !pair.oldPath.isEmpty()   ? FileChange::Status::Renamed
            : pair.before == pair.after ? FileChange::Status::ModeChanged
                                        : FileChange::Status::Modified;
        change.oldPath = pair.before ? (pair.oldPath.isEmpty() ? path : pair.oldPath) : QByteArray();
        change.newPath = pair.after ? path : QByteArray();
        change.oldBlob = idOf(pair.before);
        change.newBlob = idOf(pair.after);
        change.oldMode = pair.before ? 0100644 : 0;
        change.newMode = pair.after ? pair.newMode : 0;
        change.oldSize = pair.before.value_or(QByteArray()).size();
        change.newSize = pair.after.value_or(QByteArray()).size();
        change.oldNature = natureOf(pair.before.value_or(QByteArray()));
        change.newNature = natureOf(pair.after.value_or(QByteArray()));
        change.binary =
            looksBinary(pair.before.value_or(QByteArray())) || looksBinary(pair.after.value_or(QByteArray()));
        if (!change.binary) {
            const std::shared_ptr<const LineDiff> lines = compare(pair);
            for (const LineEdit &edit : lines->edits) {
                change.removed += edit.oldCount;
                change.added += edit.newCount;
            }
        }
        set->added += change.added;
        set->removed += change.removed;
        set->files.append(change);
    }
    return set;
}

void MemorySource::release()
{
    m_held = false;
    for (OneShot<Result<void>> &waiting : std::exchange(m_waiting, {}))
        waiting.resolve({});
}

Task<std::shared_ptr<const LineDiff>> MemorySource::lines(FileChange change)
{
    const auto known = m_pairs.find(change.path());
    const Pair pair = known == m_pairs.end() ? Pair() : known->second;
    if (m_held) {
        OneShot<Result<void>> answer;
        m_waiting.push_back(answer);
        co_await answer;
    }
    if (known == m_pairs.end())
        co_return Result<std::shared_ptr<const LineDiff>>(
            std::unexpected(Error{NotFound, QStringLiteral("The sandbox is gone."), {}}));
    co_return Result<std::shared_ptr<const LineDiff>>(compare(pair));
}

Task<QByteArray> MemorySource::content(ObjectId blob, qint64 limit)
{
    for (const auto &[path, pair] : m_pairs) {
        for (const auto &side : {pair.before, pair.after}) {
            if (side && idOf(side) == blob && side->size() <= limit)
                co_return Result<QByteArray>(*side);
        }
    }
    co_return Result<QByteArray>(std::unexpected(Error{NotFound, {}, {}}));
}

} // namespace pilothouse

#pragma once

#include "ui/review/review_source.h"

#include <map>
#include <optional>

namespace pilothouse {

/// A change set whose files are in memory and compared at once. Content that is missing on one side means that the file
/// was added or deleted.
class MemorySource final : public ReviewSource {
public:
    struct Pair {
        std::optional<QByteArray> before;
        std::optional<QByteArray> after;
        QByteArray oldPath = {}; ///< Of a renamed file.
        quint32 newMode = 0100644;
    };

    void set(const QByteArray &path, Pair pair) { m_pairs[path] = std::move(pair); }
    void remove(const QByteArray &path) { m_pairs.erase(path); }
    [[nodiscard]] std::shared_ptr<const ChangeSet> changes() const;
    /// Questions from now on are answered by release() only.
    void hold() { m_held = true; }
    void release();

    [[nodiscard]] Task<std::shared_ptr<const LineDiff>> lines(FileChange change) override;
    [[nodiscard]] Task<QByteArray> content(ObjectId blob, qint64 limit) override;

private:
    std::map<QByteArray, Pair> m_pairs;
    bool m_held = false;
    std::vector<OneShot<Result<void>>> m_waiting;
};

} // namespace pilothouse

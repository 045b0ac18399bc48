#pragma once

#include "runner/base/pool.h"
#include "ui/review/review_source.h"

namespace pilothouse {

/// Lines of a real store, compared on pool threads as the runner does it.
class StoreSource final : public ReviewSource {
public:
    explicit StoreSource(QString store) : m_store(std::move(store)) { }

    [[nodiscard]] Task<std::shared_ptr<const LineDiff>> lines(FileChange change) override
    {
        return runOn(m_pool, [store = m_store, change = std::move(change)](const std::stop_token &stop) {
            return lineDiff(store, change, {}, stop);
        });
    }
    [[nodiscard]] Task<QByteArray> content(ObjectId blob, qint64 limit) override
    {
        return runOn(m_pool, [store = m_store, blob = std::move(blob), limit](const std::stop_token &) {
            return readBlob(store, blob, limit);
        });
    }
    [[nodiscard]] Task<ChangeSet> changes(ObjectId from, ObjectId to)
    {
        return runOn(
            m_pool, [store = m_store, from = std::move(from), to = std::move(to)](const std::stop_token &stop) {
                return diffTrees(store, from, to, {}, stop);
            });
    }

private:
    QString m_store;
    Pool m_pool{2};
};

} // namespace pilothouse

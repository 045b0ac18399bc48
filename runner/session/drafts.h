#pragma once

#include "runner/base/pool.h"
#include "runner/session/data_directory.h"

#include <QObject>
#include <QTimer>

#include <map>
#include <memory>

namespace pilothouse {

/// Keeps what a person has written to sessions and not sent yet, also over a restart: a text file in each session's
/// folder, written whole or not at all, a moment after the last change and on a thread of its own. Lives on one thread.
class Drafts final : public QObject {
    Q_OBJECT

public:
    explicit Drafts(DataDirectory directory, QObject *parent = nullptr);
    /// Writes what was not written yet.
    ~Drafts() override;

    /// What was kept last; empty: nothing, or what is there cannot be read. Ends on the caller's thread.
    [[nodiscard]] Task<QString> read(SessionId session);
    /// Takes the place of what was kept before; an empty text removes it. Of a longer text than LongestDraft its
    /// beginning is kept. Where the disk refuses it, it is tried again.
    void keep(SessionId session, const QString &text);

    static constexpr qsizetype LongestDraft = 1024 * 1024; ///< Characters.

private:
    using Texts = std::map<SessionId, QString>;

    QCoro::Task<void> writeWaiting();
    [[nodiscard]] Pool &pool();
    [[nodiscard]] static Result<void> write(const DataDirectory &directory, const Texts &texts);

    DataDirectory m_directory;
    Texts m_waiting; ///< Until they are on the disk.
    QTimer m_timer;
    bool m_writing = false;
    std::unique_ptr<Pool> m_pool; ///< One thread, so that what is written and read keeps its order; made at first use.
};

} // namespace pilothouse

#pragma once

#include "runner/store/blob_store.h"
#include "runner/store/store.h"

#include <QAbstractEventDispatcher>
#include <QPointer>

#include <vector>

namespace pilothouse {

using AppendOutcome = Result<std::vector<Event>>;

/// Where the outcome of an append goes: to a function, on the thread that asked. One that is dropped says Cancelled.
class AppendReply final {
public:
    /// On the asking thread. Without a context the outcome always arrives.
    AppendReply(QObject *context, Store::Appended done);
    AppendReply(AppendReply &&other) noexcept = default;
    AppendReply &operator=(AppendReply &&other) noexcept = default;
    ~AppendReply();

    /// Sends outcomes home, those of one thread together and in their order. Any thread.
    static void send(std::vector<std::pair<AppendReply, AppendOutcome>> replies);

private:
    void arrive(AppendOutcome outcome);

    struct Release {
        void operator()(QAbstractEventDispatcher *) const noexcept { }
    };
    /// The one object that every thread with an event loop has and keeps; null once the reply was sent.
    std::unique_ptr<QAbstractEventDispatcher, Release> m_home;
    bool m_hasContext = false;
    QPointer<QObject> m_context;
    Store::Appended m_done;
};

/// A payload that goes into a file.
struct LargePayload {
    size_t event = 0; ///< Index into AppendRequest::events.
    BlobName name;
    QByteArray glimpse; ///< For the read models.
};

/// A call of Store::append() or Store::create() on its way to the log.
struct AppendRequest {
    SessionId session; ///< Names nothing for a new session.
    std::vector<NewEvent> events;
    std::vector<LargePayload>
        large; ///< Ascending by event; their files are written before the request reaches the log.
    BlobStore::Claim claim;
    AppendReply reply;
    Store::Condition condition; ///< None: it is always appended.
};

} // namespace pilothouse

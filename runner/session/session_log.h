#pragma once

#include "runner/session/session_state.h"
#include "runner/store/store.h"

#include <QObject>

namespace pilothouse {

/// One session's way into the log and its state out of it: an event changes the state only after its commit.
/// Lives on its session's thread; everything that an actor writes goes through here, so the fold sees it in order.
class SessionLog final : public QObject {
    Q_OBJECT

public:
    SessionLog(Store &store, SessionId id, QObject *parent = nullptr);

    [[nodiscard]] SessionId id() const { return m_id; }
    [[nodiscard]] const SessionState &state() const { return m_fold.state(); }
    [[nodiscard]] SessionState snapshot() { return m_fold.snapshot(); }
    void forgetSentLines(quint64 upTo) { m_fold.forgetSentLines(upTo); }

    /// Reads everything that is committed, in pages with the event loop between them. Once, before anything else.
    [[nodiscard]] Task<void> load();

    /// Appends and applies, all or none. Ends after the commit. Errors as Store::append().
    [[nodiscard]] Task<void> commit(std::vector<NewEvent> events);

    /// The same, if `condition` holds in the transaction that appends. Errors also those of the condition.
    [[nodiscard]] Task<void> commitIf(std::vector<NewEvent> events, Store::Condition condition);

    /// commit() without waiting: `committed` is called after the events were applied. A failure is signalled.
    void post(std::vector<NewEvent> events, std::function<void()> committed = {});

    /// From now on everything ends with Cancelled: the store is about to close.
    void retire() { m_retired = true; }

    /// An event of this turn with a JSON payload.
    [[nodiscard]] NewEvent newEvent(
        EventKind kind, const QJsonObject &payload = {}, std::optional<LinkPosition> position = {}) const;
    /// What a person must know of, "warning" or "error", shown where it happened.
    [[nodiscard]] NewEvent notice(const QString &severity, const Error &error) const;

Q_SIGNALS:
    void applied(const pilothouse::Event &event);
    void failed(const pilothouse::Error &error);

private:
    void apply(const std::vector<Event> &events);

    Store &m_store;
    SessionId m_id;
    SessionFold m_fold;
    bool m_retired = false;
};

} // namespace pilothouse

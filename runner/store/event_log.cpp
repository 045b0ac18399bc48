#include "runner/store/event_log.h"

#include "runner/store/database.h"

#include <QCoreApplication>

#include <array>
#include <span>

namespace pilothouse {
namespace {

constexpr qsizetype MostRemembered = 10'000; // sessions and channels kept in memory; all can be read again
constexpr size_t RowsAtOnce = 32;
constexpr size_t EventColumns = 6;
constexpr quint64 LargestNumber = std::numeric_limits<qint64>::max(); // what a column holds

/// The statement that inserts so many events, and the names of its values, row by row.
struct EventInsert {
    size_t rows;
    QByteArray sql = "INSERT INTO event (session, seq, at_ms, turn, kind, payload) VALUES ";
    std::vector<QString> names;

    explicit EventInsert(size_t count) : rows(count)
    {
        for (size_t row = 0; row < count; ++row) {
            QByteArrayList places;
            for (size_t column = 0; column < EventColumns; ++column)
                places.append(":v" + QByteArray::number(row * EventColumns + column));
            for (const QByteArray &place : std::as_const(places))
                names.push_back(QString::fromLatin1(place));
            sql += (row == 0 ? "(" : ", (") + places.join(", ") + ')';
        }
    }
};

std::unexpected<Error> gap(const LinkPosition &position, quint64 highest)
{
    return failure(PositionGap,
        QCoreApplication::translate("Store", "Messages of the sandbox are missing. Reconnect to it."),
        QStringLiteral("incarnation %1, channel %2: number %3 after %4")
            .arg(position.incarnation)
            .arg(position.channel)
            .arg(position.number)
            .arg(highest));
}

} // namespace

EventLog::EventLog(Database &database, ReadModels &models, std::function<qint64()> clock)
    : m_database(database),
      m_models(models),
      m_clock(std::move(clock))
{ }

Result<EventLog::Committed> EventLog::commit(const std::vector<AppendRequest> &requests)
{
    Result<Committed> done = m_database.begin().and_then([&] { return writeGroup(requests); });
    if (done) {
        if (Result<void> committed = m_database.commit(); !committed)
            done = std::unexpected(std::move(committed).error());
    }
    if (!done) {
        m_database.rollback();
        forgetAll();
        m_models.discard();
        return done;
    }
    done->sessions = m_models.committed();
    m_movedChannels.clear();
    if (m_tails.size() > MostRemembered || m_highest.size() > MostRemembered)
        forgetAll();
    return done;
}

Result<EventLog::Committed> EventLog::writeGroup(const std::vector<AppendRequest> &requests)
{
    const qint64 nowMs = m_clock();
    Committed group;
    group.outcomes.reserve(requests.size());
    for (const AppendRequest &request : requests) {
        Result<AppendOutcome> outcome = write(request, nowMs);
        if (!outcome)
            return std::unexpected(std::move(outcome).error());
        if (*outcome)
            group.events += static_cast<qint64>((*outcome)->size());
        group.outcomes.push_back(*std::move(outcome));
    }
    const Result<void> saved =
        writeRows().and_then([this] { return savePositions(); }).and_then([this] { return m_models.flush(); });
    if (!saved)
        return std::unexpected(saved.error());
    return group;
}

Result<AppendOutcome> EventLog::write(const AppendRequest &request, qint64 nowMs)
{
    SessionId session = request.session;
    if (!session.isValid()) {
        const Result<SessionId> created = newSession(nowMs);
        if (!created)
            return std::unexpected(created.error());
        session = *created;
    }
    const Result<Tail *> found = tail(session);
    if (!found)
        return std::unexpected(found.error());
    Tail &end = **found;
    if (!end.open)
        return AppendOutcome(failure(NotFound,
            QCoreApplication::translate(
                "Store", "This session does not exist any more, or it is in the trash. Restore it first.")));
    Result<Result<std::vector<bool>>> isNew = takePositions(session, request.events);
    if (!isNew)
        return std::unexpected(std::move(isNew).error());
    if (!*isNew)
        return AppendOutcome(std::unexpected(std::move(*isNew).error()));

    end.lastMs = std::max(end.lastMs, nowMs); // a clock that is set back does not turn the log around
    std::vector<Event> events;
    events.reserve(request.events.size());
    auto large = request.large.begin();
    for (size_t i = 0; i < request.events.size(); ++i) {
        const LargePayload *const file = large != request.large.end() && large->event == i ? &*large++ : nullptr;
        if (!(**isNew).empty() && !(**isNew)[i])
            continue;
        const NewEvent &wanted = request.events[i];
        events.push_back({session, ++end.lastSeq, end.lastMs, wanted.turn, wanted.kind, wanted.payload});
        if (Result<void> inserted = insert(events.back(), file); !inserted)
            return std::unexpected(std::move(inserted).error());
    }
    return AppendOutcome(std::move(events));
}

Result<SessionId> EventLog::newSession(qint64 nowMs)
{
    Result<Rows> rows = m_database.rows("INSERT INTO session_log (created_ms) VALUES (?) RETURNING id", nowMs);
    if (!rows)
        return std::unexpected(std::move(rows).error());
    if (!rows->next())
        return std::unexpected(rows->ended().error());
    return SessionId(rows->integer(0));
}

Result<EventLog::Tail *> EventLog::tail(SessionId session)
{
    if (const auto known = m_tails.find(session); known != m_tails.end())
        return &*known;
    Tail end;
    {
        Result<Rows> rows =
            m_database.rows("SELECT 1 FROM session_log WHERE id = ? AND removed_ms IS NULL", session.value);
        if (!rows)
            return std::unexpected(std::move(rows).error());
        end.open = rows->next();
        if (Result<void> ended = rows->ended(); !ended)
            return std::unexpected(std::move(ended).error());
    }
    Result<Rows> rows =
        m_database.rows("SELECT seq, at_ms FROM event WHERE session = ? ORDER BY seq DESC LIMIT 1", session.value);
    if (!rows)
        return std::unexpected(std::move(rows).error());
    if (rows->next()) {
        end.lastSeq = rows->integer(0);
        end.lastMs = rows->integer(1);
    } else if (Result<void> ended = rows->ended(); !ended) {
        return std::unexpected(std::move(ended).error());
    }
    return &*m_tails.insert(session, end);
}

Result<quint64 *> EventLog::highest(const Channel &channel)
{
    if (const auto known = m_highest.find(channel); known != m_highest.end())
        return &*known;
    Result<Rows> rows =
        m_database.rows("SELECT number FROM link_position WHERE session = ? AND incarnation = ? AND channel = ?",
            channel.session.value, qint64(channel.incarnation), qint64(channel.number));
    if (!rows)
        return std::unexpected(std::move(rows).error());
    quint64 number = 0;
    if (rows->next())
        number = static_cast<quint64>(rows->integer(0));
    else if (Result<void> ended = rows->ended(); !ended)
        return std::unexpected(std::move(ended).error());
    return &*m_highest.insert(channel, number);
}

Result<Result<std::vector<bool>>> EventLog::takePositions(SessionId session, const std::vector<NewEvent> &events)
{
    std::vector<bool> isNew;
    if (std::ranges::none_of(events, [](const NewEvent &event) { return event.position.has_value(); }))
        return isNew;
    const size_t before = m_movedChannels.size();
    isNew.assign(events.size(), true);
    for (size_t i = 0; i < events.size(); ++i) {
        if (!events[i].position)
            continue;
        const LinkPosition &position = *events[i].position;
        const Channel channel{session, position.incarnation, position.channel};
        const Result<quint64 *> number = highest(channel);
        if (!number)
            return std::unexpected(number.error());
        if (position.number <= **number) {
            isNew[i] = false;
        } else if (position.number == **number + 1 && position.number <= LargestNumber) {
            ++**number;
            m_movedChannels.push_back(channel);
        } else {
            const quint64 known = **number;
            // Each entry took one number, so the request's own ones are given back.
            while (m_movedChannels.size() > before) {
                --m_highest[m_movedChannels.back()];
                m_movedChannels.pop_back();
            }
            return Result<std::vector<bool>>(gap(position, known));
        }
    }
    return isNew;
}

Result<void> EventLog::insert(const Event &event, const LargePayload *large)
{
    const qint64 session = event.session.value;
    const int kind = static_cast<int>(event.kind);
    if (!large) {
        m_rows.push_back(&event);
        return m_models.apply(event);
    }
    return m_database
        .run("INSERT INTO event (session, seq, at_ms, turn, kind, blob) VALUES (?, ?, ?, ?, ?, ?)", session, event.seq,
            event.atMs, event.turn, kind, large->name)
        .and_then([&] {
            return m_database.run("INSERT OR IGNORE INTO blob_use (blob, session) VALUES (?, ?)", large->name, session);
        })
        .and_then([&] {
            Event seen = event;
            seen.payload = large->glimpse;
            return m_models.apply(seen);
        });
}

/// Several rows by one statement: running one costs more than a row.
Result<void> EventLog::writeRows()
{
    static const EventInsert one(1);
    static const EventInsert several(RowsAtOnce);
    std::array<QVariant, RowsAtOnce * EventColumns> values;
    std::span<const Event *const> rows(m_rows);
    while (!rows.empty()) {
        const EventInsert &insert = rows.size() >= RowsAtOnce ? several : one;
        for (size_t i = 0; i < insert.rows; ++i) {
            const Event &event = *rows[i];
            const std::span value = std::span(values).subspan(i * EventColumns, EventColumns);
            value[0] = event.session.value;
            value[1] = event.seq;
            value[2] = event.atMs;
            value[3] = event.turn;
            value[4] = static_cast<int>(event.kind);
            value[5] = Database::borrowed(event.payload);
        }
        if (Result<void> inserted =
                m_database.runNamed(insert.sql.constData(), insert.names, std::span(values).first(insert.names.size()));
            !inserted)
            return inserted;
        rows = rows.subspan(insert.rows);
    }
    m_rows.clear();
    return {};
}

Result<void> EventLog::savePositions()
{
    const Channel *last = nullptr;
    for (const Channel &channel : m_movedChannels) {
        // A stream moves the same channel many times in a row.
        if (last && *last == channel)
            continue;
        last = &channel;
        if (Result<void> saved = m_database.run(
                "INSERT OR REPLACE INTO link_position (session, incarnation, channel, number) VALUES (?, ?, ?, ?)",
                channel.session.value, qint64(channel.incarnation), qint64(channel.number),
                static_cast<qint64>(m_highest.value(channel)));
            !saved)
            return saved;
    }
    return {};
}

void EventLog::forget(SessionId session)
{
    m_tails.remove(session);
    m_models.forget(session);
}

void EventLog::forgetAll()
{
    m_tails.clear();
    m_highest.clear();
    m_rows.clear();
    m_movedChannels.clear();
}

} // namespace pilothouse

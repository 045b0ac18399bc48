#include "runner/store/event_log.h"

#include "runner/store/database.h"

#include <QCoreApplication>

#include <array>
#include <span>

namespace pilothouse {
namespace {

constexpr qsizetype MostRemembered = 10'000; // sessions and channels kept in memory; all can be read again
constexpr size_t RowsAtOnce = 128;
constexpr size_t SomeRows = 8;
constexpr quint64 LargestNumber = std::numeric_limits<qint64>::max(); // what a column holds

/// The statement that inserts so many events of one session, turn and moment with numbers in a row, and the names of
/// its values: what they share first, then each one's kind and payload. Binding a value costs about what a row costs.
struct EventInsert {
    size_t rows;
    QByteArray sql =
        "INSERT INTO event (session, seq, at_ms, turn, kind, payload) "
        "SELECT shared.session, shared.seq + row.column1, shared.at_ms, shared.turn, row.column2, row.column3 "
        "FROM (VALUES ";
    std::vector<QString> names{
        QStringLiteral(":session"), QStringLiteral(":seq"), QStringLiteral(":at"), QStringLiteral(":turn")};

    explicit EventInsert(size_t count) : rows(count)
    {
        for (size_t row = 0; row < count; ++row) {
            const QByteArray number = QByteArray::number(row);
            sql += (row == 0 ? "(" : ", (") + number + ", :k" + number + ", :p" + number + ')';
            names.push_back(QString::fromLatin1(":k" + number));
            names.push_back(QString::fromLatin1(":p" + number));
        }
        sql += ") AS row CROSS JOIN (SELECT :session AS session, :seq AS seq, :at AS at_ms, :turn AS turn) AS shared";
    }
};

/// How many of the events, from the first on, one statement can insert.
size_t runOf(std::span<const Event *const> events)
{
    const Event &first = *events.front();
    size_t length = 1;
    while (length < std::min(events.size(), RowsAtOnce)) {
        const Event &next = *events[length];
        if (next.session != first.session || next.turn != first.turn || next.atMs != first.atMs
            || next.seq != first.seq + qint64(length))
            break;
        ++length;
    }
    return length;
}

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
    if (request.condition) {
        const Result<std::optional<Error>> refusal = request.condition(m_database);
        if (!refusal)
            return std::unexpected(refusal.error());
        if (*refusal)
            return AppendOutcome(std::unexpected(**refusal));
    }
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

Result<void> EventLog::writeRows()
{
    static const std::array inserts{EventInsert(RowsAtOnce), EventInsert(SomeRows), EventInsert(1)};
    std::vector<QVariant> values(inserts.front().names.size());
    std::span<const Event *const> rows(m_rows);
    while (!rows.empty()) {
        const EventInsert &insert =
            *std::ranges::find_if(inserts, [run = runOf(rows)](const EventInsert &each) { return each.rows <= run; });
        const Event &first = *rows.front();
        values[0] = first.session.value;
        values[1] = first.seq;
        values[2] = first.atMs;
        values[3] = first.turn;
        auto value = values.begin() + 4;
        for (const Event *const event : rows.first(insert.rows)) {
            *value++ = static_cast<int>(event->kind);
            *value++ = Database::borrowed(event->payload);
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

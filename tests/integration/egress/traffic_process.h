#pragma once

#include "runner/base/json.h"
#include "runner/session/egress_traffic.h"
#include "tests/support/engine/await.h"

#include <QSignalSpy>

namespace pilothouse::test {

/// Finds every name on this machine, and remembers which were asked for.
class RecordingResolver final : public EgressResolver {
public:
    QStringList asked;

    Task<QList<QHostAddress>> resolve(QString host) override
    {
        asked.append(host);
        co_return QList{QHostAddress(QHostAddress::LocalHost)};
    }
};

/// One session of one process of Pilothouse: its log, its link and what carries its traffic.
struct TrafficProcess {
    std::shared_ptr<RecordingResolver> resolver = std::make_shared<RecordingResolver>();
    std::vector<EgressRule> kept;
    std::unique_ptr<Store> store;
    std::unique_ptr<SessionLog> log;
    GuestLink link{LinkOptions{.key = QByteArray(32, 'k')}};
    std::unique_ptr<EgressTraffic> traffic;

    explicit TrafficProcess(const QString &directory, bool isFirst = true)
    {
        auto opened = Store::open({.directory = directory});
        if (!opened)
            qFatal("%s", qPrintable(opened.error().message));
        store = std::move(*opened);
        log = std::make_unique<SessionLog>(*store, SessionId(1));
        if (isFirst) {
            SessionInfo info{.title = QStringLiteral("T"), .repositoryId = RepositoryId(3)};
            bool made = false;
            store->create({{.kind = EventKind::SessionCreated, .payload = toLine(info.toJson())}}, log.get(),
                [&made](const Result<std::vector<Event>> &result) { made = result.has_value(); });
            if (!QTest::qWaitFor([&made] { return made; }, 30'000))
                qFatal("No session could be made.");
        }
        if (!await(log->load()))
            qFatal("The log cannot be read.");
        traffic = std::make_unique<EgressTraffic>(link, *log,
            EgressServices{.rules = [this]() -> Result<EgressRules> { return EgressRules(kept); },
                .keep = [this](EgressRule rule) -> Task<void> {
                    kept.push_back(std::move(rule));
                    co_return {};
                },
                .resolver = resolver,
                .limits = {},
                .refusal = [](const QString &, const QHostAddress &, PrivateNetwork) { return std::nullopt; }});
        // As the actor does.
        QObject::connect(&link, &GuestLink::disconnected, traffic.get(), &EgressTraffic::linkBroke);
    }
    void connect(std::unique_ptr<ByteStream> stream)
    {
        QSignalSpy ready(&link, &GuestLink::ready);
        ByteStream *const attached = stream.get();
        link.attach(std::move(stream));
        attached->setPaused(false);
        ready.wait(30'000);
    }
    [[nodiscard]] const std::vector<Approval> &questions() const { return log->state().approvals; }
    [[nodiscard]] Result<void> answer(Decision decision, std::optional<EgressScope> scope = {}, const QString &why = {})
    {
        ApprovalDecision given;
        given.decision = decision;
        given.scope = scope;
        given.reason = why;
        given.by = QStringLiteral("test");
        return await(answerEgress(
            *log,
            [this](EgressRule rule) -> Task<void> {
                kept.push_back(std::move(rule));
                co_return {};
            },
            questions().front(), given));
    }
    [[nodiscard]] int count(EventKind kind) const
    {
        const auto events =
            await(store->read([](StoreReader &reader) { return reader.events(SessionId(1), 1, 1000); }));
        return events ? static_cast<int>(std::ranges::count(*events, kind, &Event::kind)) : -1;
    }
};

} // namespace pilothouse::test

// Requests of sessions through their budgets to an endpoint that keeps its own count, which is the judge.

#include "tests/integration/egress/model_server.h"

#include "runner/base/pool.h"
#include "runner/policy/usage_report.h"
#include "runner/session/budget_gate.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QTemporaryDir>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace pilothouse;
using namespace std::chrono_literals;

namespace {

constexpr int PatienceMs = 30'000;
constexpr qint64 PromptTokens = 10; // what the endpoint counts for each request
constexpr qint64 CompletionTokens = 4;

const ModelPrice Price{.rates = {.prompt = 1, .completion = 2, .cached = 1, .cacheWrite = 1},
    .longPrompt = 0,
    .longRates = {},
    .mostCompletion = 0,
    .mostPrompt = 0};

template <class T> T await(QCoro::Task<T> task)
{
    std::optional<T> answer;
    [](QCoro::Task<T> running, std::optional<T> &out) -> QCoro::Task<> { out = co_await running; }(
                                                          std::move(task), answer);
    if (!QTest::qWaitFor([&] { return answer.has_value(); }, PatienceMs))
        qFatal("no answer");
    return *std::move(answer);
}

QByteArray body(int number, bool streaming = true)
{
    return QJsonDocument(
        QJsonObject{{u"model"_s, u"x"_s}, {u"stream"_s, streaming}, {u"max_tokens"_s, 16},
            {u"messages"_s,
                QJsonArray{QJsonObject{{u"role"_s, u"user"_s}, {u"content"_s, u"question %1"_s.arg(number, 4)}}}}})
        .toJson(QJsonDocument::Compact);
}

QByteArray streamedAnswer()
{
    return ModelServer::head("200 OK", "text/event-stream")
        + ModelServer::event(R"({"choices":[{"delta":{"content":"Hello"},"finish_reason":null}]})")
        + ModelServer::event(
            R"({"choices":[{"delta":{},"finish_reason":"stop"}],"usage":{"prompt_tokens":10,"completion_tokens":4}})")
        + ModelServer::event("[DONE]");
}

qint64 answerCost()
{
    return Price.of({.prompt = PromptTokens, .completion = CompletionTokens}).nanoDollars;
}

qint64 worst()
{
    ModelAttempt attempt;
    attempt.requestBytes = body(1).size();
    return *worstCase(attempt, 16, Price).nanos;
}

/// One session with its way out, without a sandbox.
struct Session {
    Session(Store &store, BudgetLedger &ledger, Pool &pool, SessionId id, const QUrl &endpoint) : log(store, id)
    {
        if (!await(log.load()))
            qFatal("the log cannot be read");
        gate = std::make_unique<BudgetGate>(log, &ledger);
        gate->settleLeftBehind();
        gateway = std::make_unique<ModelGateway>(
            ModelRoute{.provider = u"test"_s,
                .model = u"model-1"_s,
                .price = Price,
                .kind = RemoteProvider{.baseUrl = endpoint}},
            *PracticeModel::builtIn(), pool,
            [this](ModelAttempt attempt) { return gate->record(std::move(attempt), Price); },
            ModelGatewayOptions{.lastAttempt = quint64(log.state().modelAttempts), .keepAlive = 40ms});
        QObject::connect(gateway.get(), &ModelGateway::attemptEnded, gate.get(), &BudgetGate::settle);
        QObject::connect(gateway.get(), &ModelGateway::answerStarted, gate.get(),
            [this](quint64 request, int status) { statuses[request] = status; });
        QObject::connect(gateway.get(), &ModelGateway::answerBody, gate.get(),
            [this](quint64 request, const QByteArray &bytes) { bodies[request] += bytes; });
        QObject::connect(
            gateway.get(), &ModelGateway::answerEnded, gate.get(), [this](quint64 request) { ended.insert(request); });
    }
    ~Session()
    {
        gateway.reset();
        gate->retire();
        log.retire();
    }

    void ask(quint64 number, bool streaming = true)
    {
        gateway->submit({.id = number,
            .method = "POST",
            .path = "/v1/chat/completions",
            .headers = {},
            .body = body(int(number), streaming)});
    }
    [[nodiscard]] const std::vector<Approval> &questions() const { return log.state().approvals; }
    Result<void> decide(BudgetAnswer::Kind kind, qint64 amount = 0)
    {
        return await(gate->decide(questions().front(),
            {.decision = Decision::AllowOnce, .reason = {}, .by = u"me"_s, .budget = BudgetAnswer{kind, amount}}));
    }

    SessionLog log;
    std::unique_ptr<BudgetGate> gate;
    std::unique_ptr<ModelGateway> gateway;
    QHash<quint64, int> statuses;
    QHash<quint64, QByteArray> bodies;
    QSet<quint64> ended;
};

} // namespace

class TestBudgetGate : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        m_server = std::make_unique<ModelServer>();
        m_server->answerWith(streamedAnswer(), true);
        openStore();
    }
    void cleanup()
    {
        closeStore();
        m_server.reset();
    }

    void aHeldStreamIsKeptAliveAndAnsweredAfterAnExtension()
    {
        Session session(*m_store, *m_ledger, m_pool, newSession(), m_server->baseUrl());
        setBudget(BudgetScope::Session, worst() - 1);
        session.ask(1);
        QTRY_COMPARE_WITH_TIMEOUT(session.questions().size(), 1u, PatienceMs);
        QTRY_VERIFY_WITH_TIMEOUT(session.bodies[1].count(": ") >= 2, PatienceMs);
        QCOMPARE(session.statuses[1], 200);
        QVERIFY(m_server->requests().isEmpty());
        QCOMPARE(session.questions().front().kind, ApprovalKind::Budget);
        QVERIFY(session.decide(BudgetAnswer::Kind::Extend));
        QTRY_VERIFY_WITH_TIMEOUT(session.ended.contains(1), PatienceMs);
        QCOMPARE(m_server->requests().size(), 1);
        QVERIFY(session.bodies[1].contains("Hello"));
        QVERIFY(session.bodies[1].endsWith("data: [DONE]\n\n"));
        QVERIFY(session.questions().empty());
        QTRY_COMPARE_WITH_TIMEOUT(charged(), answerCost(), PatienceMs);
    }

    void stoppedItBecomesAnErrorOfTheStream()
    {
        Session session(*m_store, *m_ledger, m_pool, newSession(), m_server->baseUrl());
        setBudget(BudgetScope::Session, 1);
        session.ask(1);
        QTRY_VERIFY_WITH_TIMEOUT(session.statuses.contains(1), PatienceMs);
        QTRY_COMPARE_WITH_TIMEOUT(session.questions().size(), 1u, PatienceMs);
        bool stopped = false;
        connect(session.gate.get(), &BudgetGate::stopWanted, this, [&] { stopped = true; });
        QVERIFY(session.decide(BudgetAnswer::Kind::Stop));
        QTRY_VERIFY_WITH_TIMEOUT(session.ended.contains(1), PatienceMs);
        QVERIFY(session.bodies[1].contains("data: {\"error\""));
        QVERIFY(session.bodies[1].contains("budget.refused"));
        QVERIFY(stopped);
        QVERIFY(m_server->requests().isEmpty());
        QCOMPARE(charged(), 0);
    }

    void pausingFreezesAndKeepsTheQuestion()
    {
        Session session(*m_store, *m_ledger, m_pool, newSession(), m_server->baseUrl());
        setBudget(BudgetScope::Session, 1);
        session.ask(1, false);
        QTRY_COMPARE_WITH_TIMEOUT(session.questions().size(), 1u, PatienceMs);
        QStringList wanted;
        connect(session.gate.get(), &BudgetGate::freezeWanted, this, [&] { wanted.append(u"freeze"_s); });
        connect(session.gate.get(), &BudgetGate::thawWanted, this, [&] { wanted.append(u"thaw"_s); });
        QVERIFY(session.decide(BudgetAnswer::Kind::Pause));
        QCOMPARE(session.questions().size(), 1u);
        QVERIFY(session.decide(BudgetAnswer::Kind::Extend, 2 * worst()));
        QTRY_VERIFY_WITH_TIMEOUT(session.ended.contains(1), PatienceMs);
        QCOMPARE(wanted, QStringList({u"freeze"_s, u"thaw"_s}));
    }

    void twentyRequestsOfThreeSessionsGoOutExactlyAsFarAsTheBudgetReaches()
    {
        constexpr int Affordable = 11;
        // One more could not be told from the budget: it holds while spent + the worst case of the next keeps within
        // it.
        setBudget(BudgetScope::Day, worst() + (Affordable - 1) * answerCost());
        std::vector<std::unique_ptr<Session>> sessions;
        for (int i = 0; i < 3; ++i)
            sessions.push_back(
                std::make_unique<Session>(*m_store, *m_ledger, m_pool, newSession(), m_server->baseUrl()));
        for (int i = 0; i < 20; ++i)
            sessions[size_t(i) % 3]->ask(quint64(i) + 1);
        const auto asks = [](const auto &each) { return !each->questions().empty(); };
        QTRY_COMPARE_WITH_TIMEOUT(m_server->requests().size(), Affordable, PatienceMs);
        QTRY_VERIFY_WITH_TIMEOUT(std::ranges::any_of(sessions, asks), PatienceMs);
        QTRY_COMPARE_WITH_TIMEOUT(charged(), Affordable * answerCost(), PatienceMs);
        QCOMPARE(m_server->requests().size(), Affordable);

        // A budget for the day is raised once, and all that wait go out.
        QVERIFY((*std::ranges::find_if(sessions, asks))->decide(BudgetAnswer::Kind::Extend, 20 * answerCost()));
        QTRY_COMPARE_WITH_TIMEOUT(m_server->requests().size(), 20, PatienceMs);
        QTRY_COMPARE_WITH_TIMEOUT(charged(), 20 * answerCost(), PatienceMs);
        QTRY_VERIFY_WITH_TIMEOUT(
            std::ranges::all_of(sessions, [](const auto &each) { return each->questions().empty(); }), PatienceMs);
        qint64 tokens = 0;
        for (const UsageSum &sum : usageSums(rows(), UsageGrouping::Session))
            tokens += sum.prompt + sum.completion;
        QCOMPARE(tokens, 20 * (PromptTokens + CompletionTokens));
    }

    void aCutAnswerAndOneWithoutUsageCostTheReserve()
    {
        Session session(*m_store, *m_ledger, m_pool, newSession(), m_server->baseUrl());
        m_server->answerWith(ModelServer::head("200 OK", "text/event-stream")
                + ModelServer::event(R"({"choices":[{"delta":{"content":"Hel"},"finish_reason":null}]})"),
            true);
        session.ask(1);
        QTRY_COMPARE_WITH_TIMEOUT(charged(), worst(), PatienceMs);
        m_server->hangUpOnRequests(); // it may have billed what it read
        session.ask(2);
        QTRY_COMPARE_WITH_TIMEOUT(charged(), 2 * worst(), PatienceMs);
        m_server->answerWith(ModelServer::head("500 Oops", "application/json") + "{}", true);
        session.ask(3);
        QTRY_COMPARE_WITH_TIMEOUT(m_server->requests().size(), 3, PatienceMs);
        QTRY_VERIFY_WITH_TIMEOUT(session.log.state().openAttempts.empty(), PatienceMs);
        QCOMPARE(charged(), 2 * worst());
    }

    void aRetryTakesTheHeldRequestsPlaceAndIsPricedOnce()
    {
        Session session(*m_store, *m_ledger, m_pool, newSession(), m_server->baseUrl());
        setBudget(BudgetScope::Session, 1);
        session.ask(7);
        QTRY_VERIFY_WITH_TIMEOUT(session.statuses.contains(7), PatienceMs);
        session.gateway->submit({.id = 8,
            .method = "POST",
            .path = "/v1/chat/completions",
            .headers = {},
            .body = body(7)}); // while the first is still held
        QTRY_VERIFY_WITH_TIMEOUT(session.ended.contains(7), PatienceMs);
        QTRY_VERIFY_WITH_TIMEOUT(session.statuses.contains(8), PatienceMs);
        QCOMPARE(session.questions().size(), 1u);
        QVERIFY(session.decide(BudgetAnswer::Kind::Extend));
        QTRY_VERIFY_WITH_TIMEOUT(session.ended.contains(8), PatienceMs);
        QVERIFY(session.bodies[8].contains("Hello"));
        QCOMPARE(m_server->requests().size(), 1);
        QTRY_COMPARE_WITH_TIMEOUT(charged(), answerCost(), PatienceMs);
    }

    void whatIsHeldIsStillAskedAfterARestart()
    {
        const SessionId id = newSession();
        setBudget(BudgetScope::Session, 1);
        {
            Session session(*m_store, *m_ledger, m_pool, id, m_server->baseUrl());
            session.ask(1);
            QTRY_COMPARE_WITH_TIMEOUT(session.questions().size(), 1u, PatienceMs);
        }
        closeStore();
        openStore();
        Session session(*m_store, *m_ledger, m_pool, id, m_server->baseUrl());
        QCOMPARE(session.questions().size(), 1u);
        session.ask(1); // the guest sends it again
        QTRY_VERIFY_WITH_TIMEOUT(session.statuses.contains(1), PatienceMs);
        QCOMPARE(session.questions().size(), 1u);
        QVERIFY(session.decide(BudgetAnswer::Kind::Extend));
        QTRY_VERIFY_WITH_TIMEOUT(session.ended.contains(1), PatienceMs);
        QCOMPARE(m_server->requests().size(), 1);
    }

    void aLoopOfFailingCallsIsHeld()
    {
        Session session(*m_store, *m_ledger, m_pool, newSession(), m_server->baseUrl());
        for (int i = 0; i < LoopBreaker::FailuresHeld; ++i) {
            const QJsonObject update{{u"sessionUpdate"_s, u"tool_call"_s}, {u"toolCallId"_s, QString::number(i)},
                {u"title"_s, u"make"_s}, {u"status"_s, u"failed"_s},
                {u"rawInput"_s, QJsonObject{{u"command"_s, u"make"_s}}}};
            QVERIFY(await(session.log.commit({session.log.newEvent(EventKind::AgentReceived,
                {{u"line"_s,
                    QJsonObject{
                        {u"method"_s, u"session/update"_s}, {u"params"_s, QJsonObject{{u"update"_s, update}}}}}})})));
        }
        QTRY_VERIFY_WITH_TIMEOUT(!session.log.state().notices.empty(), PatienceMs); // told before it is held
        session.ask(1);
        QTRY_COMPARE_WITH_TIMEOUT(session.questions().size(), 1u, PatienceMs);
        QCOMPARE(session.questions().front().budget->code, u"loop.calls"_s);
        QVERIFY(m_server->requests().isEmpty());
        QVERIFY(session.decide(BudgetAnswer::Kind::Extend));
        QTRY_VERIFY_WITH_TIMEOUT(session.ended.contains(1), PatienceMs);
        QCOMPARE(m_server->requests().size(), 1);
    }

private:
    void openStore()
    {
        auto store = Store::open({.directory = m_folder->path()});
        QVERIFY(store);
        m_store = std::move(*store);
        m_ledger = std::make_unique<BudgetLedger>(*m_store);
    }
    void closeStore()
    {
        m_ledger.reset();
        m_store.reset();
    }
    SessionId newSession()
    {
        const QJsonObject created{{u"title"_s, u"A session"_s}, {u"agent"_s, u"fake"_s}, {u"repositoryId"_s, 1}};
        return await(m_store->create({NewEvent{EventKind::SessionCreated, 0,
                         QJsonDocument(created).toJson(QJsonDocument::Compact), std::nullopt}}))
            .value()
            .front()
            .session;
    }
    void setBudget(BudgetScope scope, qint64 nanos)
    {
        QVERIFY(await(m_ledger->set(
            {.scope = scope, .subject = {}, .kind = BudgetKind::Money, .amount = nanos, .by = u"me"_s, .atMs = 0})));
    }
    std::vector<UsageRow> rows()
    {
        return await(m_store->read([](StoreReader &reader) { return reader.usage({}); })).value();
    }
    qint64 charged()
    {
        qint64 sum = 0;
        const auto all = rows();
        for (const UsageRow &row : all)
            sum += row.chargedNanos;
        return sum;
    }

    Pool m_pool{1};
    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<ModelServer> m_server;
    std::unique_ptr<Store> m_store;
    std::unique_ptr<BudgetLedger> m_ledger;
};

QTEST_GUILESS_MAIN(TestBudgetGate)
#include "tst_budget_gate.moc"

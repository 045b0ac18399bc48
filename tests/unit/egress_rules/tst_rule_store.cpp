#include "runner/policy/rule_store.h"

#include <QFile>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

using namespace pilothouse;
using namespace Qt::StringLiterals;

namespace {

EgressRule allow(const QString &host)
{
    EgressRule rule;
    rule.verdict = EgressVerdict::Allow;
    rule.host = host;
    return rule;
}

EgressVerdict verdict(const RuleStore &store, const QString &host, const QString &repository = {})
{
    return store.rules()
        .decide(
            {host, 443, EgressProtocol::Tunnel, {}}, {.repository = repository, .session = {}, .turn = 0, .nowMs = 1})
        .verdict;
}

} // namespace

class TestRuleStore : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { QTest::failOnWarning(); }
    void init() { m_folder = std::make_unique<QTemporaryDir>(); }

    void rulesSurviveARestart()
    {
        {
            const auto store = open();
            QCOMPARE(store->add(allow(u"One.example"_s), u"me"_s)->id, u"r1"_s);
            QCOMPARE(store->add(allow(u"two.example"_s), u"me"_s)->id, u"r2"_s);
            QVERIFY(store->remove(u"r1"_s, u"you"_s));
            QCOMPARE(store->add(allow(u"three.example"_s), u"me"_s)->id, u"r3"_s);
        }
        const auto store = open();
        QCOMPARE(verdict(*store, u"one.example"_s), EgressVerdict::Ask);
        QCOMPARE(verdict(*store, u"two.example"_s), EgressVerdict::Allow);
        QCOMPARE(verdict(*store, u"three.example"_s), EgressVerdict::Allow);
        QCOMPARE(store->rules().all().size(), size_t(2));
        QCOMPARE(store->add(allow(u"four.example"_s), u"me"_s)->id, u"r4"_s);
    }

    void everyChangeIsAudited()
    {
        const auto store = open();
        QVERIFY(store->add(allow(u"one.example"_s), u"me"_s));
        QVERIFY(store->setPreset({u"npm"_s, u"7"_s}, PresetSwitch::On, u"you"_s));
        QVERIFY(store->setPreset({u"npm"_s, u"7"_s}, PresetSwitch::Off, u"me"_s));
        QVERIFY(store->remove(u"r1"_s, u"them"_s));
        const auto history = open()->history();
        QVERIFY(history);
        QStringList said;
        for (const RuleChange &change : *history) {
            QVERIFY(change.atMs > 0);
            said.append(
                u"%1 %2 %3 %4"_s.arg(change.by).arg(int(change.kind)).arg(change.rule.id, change.preset.preset));
        }
        QCOMPARE(said, QStringList({u"me 0 r1 "_s, u"you 2  npm"_s, u"me 3  npm"_s, u"them 1 r1 "_s}));
    }

    void presetsAreSwitched()
    {
        const QString npm = u"registry.npmjs.org"_s;
        {
            const auto store = open();
            QCOMPARE(verdict(*store, npm), EgressVerdict::Ask);
            QVERIFY(store->setPreset({u"npm"_s, u"7"_s}, PresetSwitch::On, u"me"_s));
            QCOMPARE(verdict(*store, npm), EgressVerdict::Ask);
            QCOMPARE(verdict(*store, npm, u"7"_s), EgressVerdict::Allow);
            QVERIFY(store->setPreset({u"npm"_s, {}}, PresetSwitch::On, u"me"_s));
            QVERIFY(store->setPreset({u"npm"_s, u"7"_s}, PresetSwitch::Off, u"me"_s));
        }
        const auto store = open();
        QCOMPARE(store->presets(), (std::vector<ActivePreset>{{u"npm"_s, {}}}));
        QCOMPARE(verdict(*store, npm), EgressVerdict::Allow);
        QCOMPARE(store->setPreset({u"nothing"_s, {}}, PresetSwitch::On, u"me"_s).error().code, NotFound);
        QCOMPARE(store->remove(u"preset:npm/1"_s, u"me"_s).error().code, InvalidArgument);
    }

    void whatIsThereIsNotAddedAgain()
    {
        const auto store = open();
        QSignalSpy changed(store.get(), &RuleStore::changed);
        QCOMPARE(store->add(allow(u"one.example"_s), u"me"_s)->id, u"r1"_s);
        QCOMPARE(store->add(allow(u"ONE.example."_s), u"you"_s)->id, u"r1"_s);
        QVERIFY(store->setPreset({u"npm"_s, {}}, PresetSwitch::Off, u"me"_s));
        QCOMPARE(store->history()->size(), size_t(1));
        QVERIFY(changed.size() >= 1);
    }

    void changesAreTold()
    {
        const auto store = open();
        QSignalSpy changed(store.get(), &RuleStore::changed);
        const EgressRules before = store->rules();
        QVERIFY(store->add(allow(u"one.example"_s), u"me"_s));
        QCOMPARE(changed.size(), 1);
        QVERIFY(store->setPreset({u"npm"_s, {}}, PresetSwitch::On, u"me"_s));
        QCOMPARE(changed.size(), 2);
        QVERIFY(store->remove(u"r1"_s, u"me"_s));
        QCOMPARE(changed.size(), 3);
        QVERIFY(before.all().empty());
    }

    void badRulesAreNotKept()
    {
        const auto store = open();
        EgressRule forSession = allow(u"one.example"_s);
        forSession.scope = EgressScope::Session;
        forSession.session = u"1"_s;
        QCOMPARE(store->add(forSession, u"me"_s).error().code, InvalidArgument);
        QVERIFY(!store->add(allow(u"*"_s), u"me"_s));
        QVERIFY(!store->add(allow(u"127.1"_s), u"me"_s));
        EgressRule ofPreset = allow(u"one.example"_s);
        ofPreset.id = u"preset:npm/1"_s;
        QCOMPARE(store->add(ofPreset, u"me"_s).error().code, InvalidArgument);
        QCOMPARE(store->remove(u"r9"_s, u"me"_s).error().code, NotFound);
        QVERIFY(!QFile::exists(path()));
    }

    /// What a kill or a full disk leaves: every length that the file can have been cut to.
    void aCutFileLosesOnlyItsLastChange()
    {
        {
            const auto store = open();
            QVERIFY(store->add(allow(u"one.example"_s), u"me"_s));
            QVERIFY(store->add(allow(u"two.example"_s), u"me"_s));
        }
        const QByteArray whole = read();
        const qsizetype first = whole.indexOf('\n', whole.indexOf('\n') + 1) + 1;
        for (qsizetype length = 0; length < whole.size(); ++length) {
            write(whole.first(length));
            const auto store = open();
            QVERIFY(store);
            const size_t expected = length < first ? 0 : 1;
            QCOMPARE(store->rules().all().size(), expected);
            if (length % 16 != 0) // each add waits for the disk
                continue;
            QVERIFY(store->add(allow(u"new.example"_s), u"me"_s));
            QCOMPARE(open()->rules().all().size(), expected + 1);
        }
    }

    void aTailOfZerosIsCutOff()
    {
        QVERIFY(open()->add(allow(u"one.example"_s), u"me"_s));
        write(read() + QByteArray(4096, '\0'));
        QVERIFY(open()->add(allow(u"two.example"_s), u"me"_s));
        QCOMPARE(open()->rules().all().size(), size_t(2));
        QVERIFY(!read().contains('\0'));
    }

    void aDamagedFileIsNotGuessedAt_data()
    {
        QTest::addColumn<QByteArray>("from");
        QTest::addColumn<QByteArray>("to");
        QTest::addColumn<QByteArray>("code");
        const auto row = [](const char *name, const char *from, const char *to, ErrorCode code) {
            QTest::newRow(name) << QByteArray(from) << QByteArray(to) << QByteArray(code.name.data(), code.name.size());
        };
        row("no JSON", "{\"at\"", "{at", RulesDamaged);
        row("an unknown change", "\"add\"", "\"eat\"", RulesDamaged);
        row("an unknown verdict", "\"allow\"", "\"allot\"", RulesDamaged);
        row("a rule without an id", "\"r1\"", "\"\"", RulesDamaged);
        row("another file", "egress rules", "egress RULES", RulesDamaged);
        row("a newer format", "\"format\":1", "\"format\":2", RulesTooNew);
    }

    void aDamagedFileIsNotGuessedAt()
    {
        QFETCH(QByteArray, from);
        QFETCH(QByteArray, to);
        QFETCH(QByteArray, code);
        QVERIFY(open()->add(allow(u"one.example"_s), u"me"_s));
        QByteArray bytes = read();
        QVERIFY(bytes.contains(from));
        write(bytes.replace(from, to));
        const auto store = RuleStore::open(path());
        QVERIFY(!store);
        QCOMPARE(QByteArray(store.error().code.name.data(), store.error().code.name.size()), code);
        QVERIFY(store.error().message.contains(path()));
    }

    void aRuleThatMayNoLongerBeKeptIsLeftOut()
    {
        const auto made = open();
        QVERIFY(made->add(allow(u"one.example"_s), u"me"_s));
        write(read().replace("one.example", "localhost"));
        const auto store = open();
        QVERIFY(store->rules().all().empty());
        QCOMPARE(store->add(allow(u"two.example"_s), u"me"_s)->id, u"r2"_s);
    }

    void theFileIsPrivate()
    {
        QVERIFY(open()->add(allow(u"one.example"_s), u"me"_s));
        QVERIFY(!(QFile::permissions(path())
            & (QFile::ReadGroup | QFile::WriteGroup | QFile::ReadOther | QFile::WriteOther)));
    }

    void whereNothingCanBeWrittenNothingChanges()
    {
        const auto store = RuleStore::open(m_folder->filePath(u"missing/rules.jsonl"_s)).value();
        QSignalSpy changed(store.get(), &RuleStore::changed);
        QCOMPARE(store->add(allow(u"one.example"_s), u"me"_s).error().code, IoFailed);
        QVERIFY(store->rules().all().empty());
        QCOMPARE(changed.size(), 0);
    }

private:
    [[nodiscard]] QString path() const { return m_folder->filePath(u"rules.jsonl"_s); }
    [[nodiscard]] std::unique_ptr<RuleStore> open() const { return RuleStore::open(path()).value(); }
    [[nodiscard]] QByteArray read() const
    {
        QFile file(path());
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    }
    void write(const QByteArray &bytes) const
    {
        QFile file(path());
        QVERIFY(file.open(QIODevice::WriteOnly | QIODevice::Truncate));
        QCOMPARE(file.write(bytes), bytes.size());
    }

    std::unique_ptr<QTemporaryDir> m_folder;
};

QTEST_GUILESS_MAIN(TestRuleStore)
#include "tst_rule_store.moc"

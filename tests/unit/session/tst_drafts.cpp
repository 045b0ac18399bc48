#include "runner/session/drafts.h"

#include <QDir>
#include <QTemporaryDir>
#include <QTest>

using namespace pilothouse;
using namespace Qt::StringLiterals;

namespace {

constexpr int PatienceMs = 30'000;
constexpr SessionId First(7);
constexpr SessionId Second(8);

DataDirectory directoryAt(const QString &path)
{
    auto directory = DataDirectory::open(path);
    if (!directory)
        qFatal("%s", qPrintable(directory.error().message));
    return *std::move(directory);
}

/// What is kept of a session; a text that no test writes where the answer does not come.
QString kept(Drafts &drafts, SessionId session)
{
    std::optional<QString> text;
    const auto read = [](Drafts &from, SessionId what, std::optional<QString> &into) -> QCoro::Task<> {
        auto answer = co_await from.read(what);
        into = answer ? *std::move(answer) : answer.error().message;
    };
    const auto reading = read(drafts, session, text);
    if (!QTest::qWaitFor([&text] { return text.has_value(); }, QDeadlineTimer(PatienceMs)))
        qFatal("The answer does not come.");
    return *text;
}

QByteArray contentOf(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

} // namespace

class TestDrafts : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init();
    void aTextIsThereAgainAfterARestart_data();
    void aTextIsThereAgainAfterARestart();
    void itIsOnTheDiskAMomentAfterTheLastChange();
    void theLastOfManyChangesStays();
    void eachSessionHasItsOwn();
    void anEmptyTextRemovesIt();
    void whatWasJustKeptIsRead();
    void ofALongTextTheBeginningIsKept();
    void bytesThatAreNoTextDoNoHarm();
    void aRefusedFileIsWrittenLater();
    void onlyThePersonCanReadIt();

private:
    [[nodiscard]] DataDirectory directory() const { return directoryAt(m_folder->filePath(u"data"_s)); }
    [[nodiscard]] QString file(SessionId session) const { return directory().session(session) + "/draft.txt"_L1; }

    std::unique_ptr<QTemporaryDir> m_folder;
};

void TestDrafts::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
    QVERIFY(m_folder->isValid());
}

void TestDrafts::aTextIsThereAgainAfterARestart_data()
{
    QTest::addColumn<QString>("text");
    QTest::newRow("a line") << u"Mend the rounding."_s;
    QTest::newRow("lines with blanks around") << u"\n  Mend it.\n\nThen test it. \n"_s;
    QTest::newRow("beyond ASCII") << u"Übung: “∑” 😀 \u202e"_s;
}

void TestDrafts::aTextIsThereAgainAfterARestart()
{
    QFETCH(const QString, text);
    {
        Drafts drafts(directory());
        drafts.keep(First, text);
    }
    Drafts drafts(directory());
    QCOMPARE(kept(drafts, First), text);
}

void TestDrafts::itIsOnTheDiskAMomentAfterTheLastChange()
{
    Drafts drafts(directory());
    drafts.keep(First, u"Mend it."_s);
    QTRY_COMPARE_WITH_TIMEOUT(contentOf(file(First)), QByteArray("Mend it."), PatienceMs);
    drafts.keep(First, u"Mend it all."_s);
    QTRY_COMPARE_WITH_TIMEOUT(contentOf(file(First)), QByteArray("Mend it all."), PatienceMs);
    QCOMPARE(QDir(directory().session(First)).entryList(QDir::Files), QStringList{u"draft.txt"_s});
}

void TestDrafts::theLastOfManyChangesStays()
{
    {
        Drafts drafts(directory());
        QString text;
        for (int i = 0; i < 200; ++i) {
            text += QChar(u'a' + i % 26);
            drafts.keep(First, text);
            QTest::qWait(i % 20 == 0 ? 20 : 0); // some are being written meanwhile
        }
        drafts.keep(First, u"the end"_s);
    }
    QCOMPARE(contentOf(file(First)), QByteArray("the end"));
}

void TestDrafts::eachSessionHasItsOwn()
{
    {
        Drafts drafts(directory());
        drafts.keep(First, u"one"_s);
        drafts.keep(Second, u"two"_s);
    }
    Drafts drafts(directory());
    QCOMPARE(kept(drafts, First), u"one"_s);
    QCOMPARE(kept(drafts, Second), u"two"_s);
    QCOMPARE(kept(drafts, SessionId(9)), QString());
}

void TestDrafts::anEmptyTextRemovesIt()
{
    {
        Drafts drafts(directory());
        drafts.keep(First, u"Mend it."_s);
    }
    QVERIFY(QFile::exists(file(First)));
    Drafts drafts(directory());
    drafts.keep(First, {});
    QCOMPARE(kept(drafts, First), QString());
    QTRY_VERIFY_WITH_TIMEOUT(!QFile::exists(file(First)), PatienceMs);
}

void TestDrafts::whatWasJustKeptIsRead()
{
    Drafts drafts(directory());
    drafts.keep(First, u"Mend it."_s);
    QCOMPARE(kept(drafts, First), u"Mend it."_s);
}

void TestDrafts::ofALongTextTheBeginningIsKept()
{
    const QString text = QString(Drafts::LongestDraft, u'∑') + u"more"_s;
    {
        Drafts drafts(directory());
        drafts.keep(First, text);
    }
    Drafts drafts(directory());
    QCOMPARE(kept(drafts, First), text.left(Drafts::LongestDraft));
}

void TestDrafts::bytesThatAreNoTextDoNoHarm()
{
    {
        Drafts drafts(directory());
        drafts.keep(First, u"x"_s);
    }
    QFile damaged(file(First));
    QVERIFY(damaged.open(QIODevice::WriteOnly));
    damaged.write(QByteArray(5 * Drafts::LongestDraft, '\xff'));
    damaged.close();
    Drafts drafts(directory());
    QVERIFY(kept(drafts, First).size() <= Drafts::LongestDraft);
}

void TestDrafts::aRefusedFileIsWrittenLater()
{
    const QString folder = directory().session(First);
    QFile inTheWay(folder);
    QVERIFY(inTheWay.open(QIODevice::WriteOnly));
    inTheWay.close();
    Drafts drafts(directory());
    drafts.keep(First, u"Mend it."_s);
    drafts.keep(Second, u"This one, too."_s);
    QTRY_COMPARE_WITH_TIMEOUT(contentOf(file(Second)), QByteArray("This one, too."), PatienceMs);
    QCOMPARE(kept(drafts, First), u"Mend it."_s);
    QVERIFY(inTheWay.remove());
    QTRY_COMPARE_WITH_TIMEOUT(contentOf(file(First)), QByteArray("Mend it."), PatienceMs);
}

void TestDrafts::onlyThePersonCanReadIt()
{
    {
        Drafts drafts(directory());
        drafts.keep(First, u"Mend it."_s);
    }
    const auto others = QFile::ReadGroup | QFile::WriteGroup | QFile::ReadOther | QFile::WriteOther;
    QVERIFY(!(QFile::permissions(file(First)) & others));
}

QTEST_GUILESS_MAIN(TestDrafts)
#include "tst_drafts.moc"

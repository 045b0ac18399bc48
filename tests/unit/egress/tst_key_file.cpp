#include "runner/egress/key_file.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <qcorotask.h>

using namespace pilothouse;

namespace {

/// So cheap that a thousand tries take no time.
constexpr ScryptCost cheap{.n = 16, .r = 1, .p = 1};
const QByteArray keyText = "sk-test-0123456789abcdef";

QByteArray sealed()
{
    KeysByName keys;
    keys.emplace(QStringLiteral("provider/a"), Secret(keyText));
    keys.emplace(QStringLiteral("provider/b"), Secret(QByteArray("\0\xff bytes", 8)));
    return sealKeys(keys, Secret("a passphrase"), cheap).value();
}

} // namespace

class TestKeyFile : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void keysComeBack()
    {
        const QByteArray file = sealed();
        QVERIFY(!file.contains(keyText) && !file.contains(keyText.toBase64()) && !file.contains("provider"));
        const auto keys = openKeys(file, Secret("a passphrase"));
        QVERIFY(keys);
        QCOMPARE(keys->size(), size_t(2));
        QCOMPARE(keys->at(QStringLiteral("provider/a")).reveal(), keyText);
        QCOMPARE(keys->at(QStringLiteral("provider/b")).reveal(), QByteArray("\0\xff bytes", 8));
    }

    void theUsualCostIsPaid()
    {
        const auto file = sealKeys({}, Secret("x"));
        QVERIFY(file && file->contains("32768"));
        QVERIFY(openKeys(*file, Secret("x")));
    }

    void noTwoFilesAreAlike() { QVERIFY(sealed() != sealed()); }

    void aWrongPassphraseOpensNothing_data()
    {
        QTest::addColumn<QByteArray>("passphrase");
        QTest::addRow("another") << QByteArray("another");
        QTest::addRow("none") << QByteArray();
        QTest::addRow("with a line's end") << QByteArray("a passphrase\n");
    }

    void aWrongPassphraseOpensNothing()
    {
        QFETCH(QByteArray, passphrase);
        const auto keys = openKeys(sealed(), Secret(passphrase));
        QVERIFY(!keys);
        QCOMPARE(keys.error().code, KeyFileLocked);
    }

    void everyFlippedBitIsNoticed()
    {
        const QByteArray file = sealed();
        const auto whole = openKeys(file, Secret("a passphrase"));
        for (qsizetype at = 0; at < file.size() - 1; ++at) {
            for (int bit = 0; bit < 8; ++bit) {
                QByteArray changed = file;
                changed[at] = char(changed[at] ^ (1 << bit));
                const auto keys = openKeys(changed, Secret("a passphrase"));
                // Some flips leave the JSON as it was (white space); then nothing else may have changed either.
                if (keys)
                    QVERIFY2(keys->at(QStringLiteral("provider/a")).reveal() == QByteArrayView(keyText),
                        qPrintable(QString::number(at)));
            }
        }
    }

    void aTornFileIsSaid()
    {
        const QByteArray file = sealed();
        for (qsizetype size = 0; size < file.size() - 2; ++size) {
            const auto keys = openKeys(file.first(size), Secret("a passphrase"));
            QVERIFY(!keys);
            QCOMPARE(keys.error().code, KeyFileInvalid);
        }
    }

    void aFileMayNotAskForEverything_data()
    {
        QTest::addColumn<QByteArray>("from");
        QTest::addColumn<QByteArray>("to");
        QTest::addRow("memory") << QByteArray("\"n\":16") << QByteArray("\"n\":1073741824");
        QTest::addRow("not a power of two") << QByteArray("\"n\":16") << QByteArray("\"n\":17");
        QTest::addRow("nothing") << QByteArray("\"n\":16") << QByteArray("\"n\":0");
        QTest::addRow("blocks") << QByteArray("\"r\":1") << QByteArray("\"r\":1000000");
        QTest::addRow("time") << QByteArray("\"p\":1,") << QByteArray("\"p\":100000,");
        QTest::addRow("a negative cost") << QByteArray("\"n\":16") << QByteArray("\"n\":-16");
    }

    void aFileMayNotAskForEverything()
    {
        QFETCH(QByteArray, from);
        QFETCH(QByteArray, to);
        QByteArray file = sealed();
        QVERIFY(file.contains(from));
        const auto keys = openKeys(file.replace(from, to), Secret("a passphrase"));
        QVERIFY(!keys);
        QCOMPARE(keys.error().code, LimitExceeded);
    }

    void aFileIsKeptForThisUserAlone()
    {
        const QTemporaryDir folder;
        const QString path = folder.filePath(QStringLiteral("keys.json"));
        KeyFile keys(path, Secret("a passphrase"), cheap);
        QCOMPARE(QCoro::waitFor(keys.read(QStringLiteral("a"))).error().code, NotFound);
        QVERIFY(QCoro::waitFor(keys.write(QStringLiteral("a"), Secret(keyText))));
        QCOMPARE(
            QFile::permissions(path) & (QFile::ReadGroup | QFile::WriteGroup | QFile::ReadOther | QFile::WriteOther),
            QFile::Permissions());
        QCOMPARE(KeyFile(path, Secret("a passphrase")).names().value(), QStringList{QStringLiteral("a")});
        QCOMPARE(QCoro::waitFor(keys.read(QStringLiteral("a"))).value().reveal(), keyText);
        KeyFile stranger(path, Secret("another"), cheap);
        QCOMPARE(QCoro::waitFor(stranger.write(QStringLiteral("b"), Secret("x"))).error().code, KeyFileLocked);
        QVERIFY(QCoro::waitFor(keys.remove(QStringLiteral("a"))));
        QCOMPARE(QCoro::waitFor(keys.remove(QStringLiteral("a"))).error().code, NotFound);
        QCOMPARE(QDir(folder.path()).entryList(QDir::Files), QStringList{QStringLiteral("keys.json")});
    }
};

QTEST_GUILESS_MAIN(TestKeyFile)
#include "tst_key_file.moc"

#include "runner/egress/secret_filter.h"

#include <QDebug>
#include <QTest>

using namespace pilothouse;

static_assert(!std::is_copy_constructible_v<Secret>);
static_assert(!std::is_convertible_v<Secret, QByteArray>);
template <class T>
concept Printable = requires(QDebug debug, const T &value) { debug << value; };
static_assert(!Printable<Secret>);

class TestSecret : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void movingLeavesNothingBehind()
    {
        Secret first(QByteArrayLiteral("sk-0123456789"));
        const Secret second = std::move(first);
        QVERIFY(first.isEmpty()); // NOLINT(bugprone-use-after-move): that it is empty is the promise.
        QCOMPARE(second.reveal(), QByteArrayView("sk-0123456789"));
        QCOMPARE(second.clone().reveal(), second.reveal());
    }

    void theFilterFindsTheSecretHoweverItIsCut_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QByteArray>("passed");
        QTest::addRow("alone") << QByteArray("sk-0123456789") << QByteArray("[key removed]");
        QTest::addRow("twice") << QByteArray("a sk-0123456789sk-0123456789 b")
                               << QByteArray("a [key removed][key removed] b");
        QTest::addRow("after its own beginning") << QByteArray("sk-sk-0123456789!") << QByteArray("sk-[key removed]!");
        QTest::addRow("only a beginning") << QByteArray("see sk-01234") << QByteArray("see sk-01234");
        QTest::addRow("something else") << QByteArray("no secret here") << QByteArray("no secret here");
    }

    void theFilterFindsTheSecretHoweverItIsCut()
    {
        QFETCH(QByteArray, text);
        QFETCH(QByteArray, passed);
        for (qsizetype piece = 1; piece <= text.size(); ++piece) {
            SecretFilter filter(Secret(QByteArrayLiteral("sk-0123456789")));
            QByteArray result;
            for (qsizetype at = 0; at < text.size(); at += piece)
                result += filter.feed(QByteArrayView(text).sliced(at, std::min(piece, text.size() - at)));
            result += filter.finish();
            QCOMPARE(result, passed);
        }
    }

    void shortWordsAreNoSecrets()
    {
        SecretFilter filter(Secret(QByteArrayLiteral("ollama")));
        QCOMPARE(filter.feed("an ollama answer"), QByteArrayLiteral("an ollama answer"));
    }
};

QTEST_GUILESS_MAIN(TestSecret)
#include "tst_secret.moc"

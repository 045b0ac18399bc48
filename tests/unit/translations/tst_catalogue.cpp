// The catalogues: every sentence of the sources in German and every plural in English, finished, and with the places
// that the program fills in.

#include <QFile>
#include <QProcess>
#include <QRegularExpression>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>
#include <QXmlStreamReader>

using namespace Qt::StringLiterals;

namespace {

struct Message {
    QString context;
    QString source;
    QStringList forms; ///< One, or singular and plural.
    QString type; ///< Empty when finished.
    bool numerus = false;
};

QByteArray contentOf(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

QList<Message> messagesOf(const QByteArray &catalogue)
{
    QList<Message> out;
    QString context;
    QXmlStreamReader xml(catalogue);
    while (!xml.atEnd()) {
        if (xml.readNext() != QXmlStreamReader::StartElement)
            continue;
        const QXmlStreamAttributes attributes = xml.attributes();
        if (xml.name() == "name"_L1) {
            context = xml.readElementText();
        } else if (xml.name() == "message"_L1) {
            out.append({.context = context, .numerus = attributes.value("numerus"_L1) == "yes"_L1});
        } else if (xml.name() == "source"_L1) {
            out.last().source = xml.readElementText();
        } else if (xml.name() == "translation"_L1) {
            out.last().type = attributes.value("type"_L1).toString();
            if (!out.last().numerus)
                out.last().forms.append(xml.readElementText());
        } else if (xml.name() == "numerusform"_L1) {
            out.last().forms.append(xml.readElementText());
        }
    }
    return out;
}

/// The distinct places for values, in the order of their names.
QStringList placesIn(const QString &text)
{
    static const QRegularExpression Place(u"%(?:[1-9]|n)"_s);
    QStringList out;
    for (const QRegularExpressionMatch &match : Place.globalMatch(text))
        out.append(match.captured());
    out.sort();
    out.removeDuplicates();
    return out;
}

/// What stands around the words: white space, and the end of a sentence.
QString frameOf(const QString &text)
{
    static const QRegularExpression Frame(
        u"\\A(\\s*).*?([.?!:]?)(\\s*)\\z"_s, QRegularExpression::DotMatchesEverythingOption);
    const QRegularExpressionMatch match = Frame.match(text);
    return match.captured(1) + u'|' + match.captured(2) + u'|' + match.captured(3);
}

QString faultOf(const Message &message, const QString &german)
{
    if (german.trimmed().isEmpty())
        return u"is empty"_s;
    if (placesIn(german) != placesIn(message.source))
        return u"has other places for values"_s;
    // "words" are units, and German puts a period after those that it shortens.
    if (message.context != "words"_L1 && frameOf(german) != frameOf(message.source))
        return u"begins or ends differently"_s;
    if (german.count(u'&') != message.source.count(u'&'))
        return u"has another number of access keys"_s;
    if (german.contains(u'”') || german.count(u'„') != german.count(u'“'))
        return u"has quotation marks that are not German"_s;
    return {};
}

} // namespace

class Catalogue : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void matchesTheSources_data();
    void matchesTheSources();
    void isFinished_data();
    void isFinished();
    void keepsWhatTheProgramFillsIn();
    void englishHasSingularAndPlural();
};

namespace {

QString pathOf(const QString &catalogue)
{
    return QStringLiteral(CATALOGUES) + u'/' + catalogue;
}

QList<Message> messagesIn(const QString &catalogue)
{
    return messagesOf(contentOf(pathOf(catalogue)));
}

} // namespace

void Catalogue::matchesTheSources_data()
{
    QTest::addColumn<QString>("catalogue");
    QTest::addColumn<QString>("arguments");
    QTest::newRow("German") << u"pilothouse_de.ts"_s << QStringLiteral(LUPDATE_DE);
    QTest::newRow("English") << u"pilothouse_en.ts"_s << QStringLiteral(LUPDATE_EN);
}

void Catalogue::matchesTheSources()
{
    QFETCH(QString, catalogue);
    QFETCH(QString, arguments);
    QTemporaryDir folder;
    const QString copy = folder.filePath(catalogue);
    QVERIFY(QFile::copy(pathOf(catalogue), copy));
    QProcess lupdate;
    const QSignalSpy finished(&lupdate, &QProcess::finished);
    lupdate.start(QStringLiteral(LUPDATE),
        QStringLiteral(LUPDATE_ARGUMENTS).split(u'|') + arguments.split(u'|') << u"-ts"_s << copy);
    QTRY_COMPARE_WITH_TIMEOUT(finished.count(), 1, 60'000);
    // A warning means that lupdate and tr() do not agree about a context, so that the sentence would stay English.
    QCOMPARE(lupdate.readAllStandardError(), QByteArray());
    QCOMPARE(lupdate.exitCode(), 0);
    QVERIFY2(contentOf(copy) == contentOf(pathOf(catalogue)),
        "The sources say something that the catalogue does not have: run ninja update_translations and translate it.");
}

void Catalogue::isFinished_data()
{
    QTest::addColumn<QString>("catalogue");
    QTest::addColumn<int>("least");
    QTest::newRow("German") << u"pilothouse_de.ts"_s << 500;
    QTest::newRow("English") << u"pilothouse_en.ts"_s << 8;
}

void Catalogue::isFinished()
{
    QFETCH(QString, catalogue);
    QFETCH(int, least);
    const QList<Message> messages = messagesIn(catalogue);
    QVERIFY(messages.size() > least);
    for (const Message &message : messages) {
        QVERIFY2(message.type.isEmpty(), qPrintable(message.context + u": "_s + message.source));
        QCOMPARE(message.forms.size(), message.numerus ? 2 : 1);
        QVERIFY2(!message.context.isEmpty(), qPrintable(message.source));
    }
}

void Catalogue::keepsWhatTheProgramFillsIn()
{
    QStringList faults;
    for (const Message &message : messagesIn(u"pilothouse_de.ts"_s)) {
        for (const QString &german : message.forms) {
            if (const QString fault = faultOf(message, german); !fault.isEmpty())
                faults.append(u"%1: “%2” %3"_s.arg(message.context, german, fault));
        }
    }
    QVERIFY2(faults.isEmpty(), qPrintable(faults.join(u'\n')));
}

void Catalogue::englishHasSingularAndPlural()
{
    for (const Message &message : messagesIn(u"pilothouse_en.ts"_s)) {
        QVERIFY2(message.numerus, qPrintable(message.source));
        QCOMPARE(message.forms.size(), 2);
        QVERIFY2(message.forms[0] != message.forms[1], qPrintable(message.source));
        for (const QString &form : message.forms) {
            QVERIFY2(!form.contains(u"(s)"_s), qPrintable(form));
            QCOMPARE(placesIn(form), placesIn(message.source));
        }
    }
}

QTEST_GUILESS_MAIN(Catalogue)
#include "tst_catalogue.moc"

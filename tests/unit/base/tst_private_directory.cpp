#include "runner/base/private_directory.h"

#include <QDir>
#include <QFileInfo>
#include <QTemporaryDir>
#include <QTest>

using namespace pilothouse;

class PrivateDirectory : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void isMadeForTheOwnerAlone()
    {
        const QTemporaryDir root;
        const QString path = root.filePath(QStringLiteral("a/b"));
        QVERIFY(ensurePrivateDirectory(path));
        const auto others = QFile::ReadGroup | QFile::WriteGroup | QFile::ExeGroup | QFile::ReadOther
            | QFile::WriteOther | QFile::ExeOther;
        QVERIFY(!(QFile::permissions(path) & others));
    }

    void anOpenOneIsClosed()
    {
        const QTemporaryDir root;
        const QString path = root.filePath(QStringLiteral("open"));
        QVERIFY(QDir().mkdir(path));
        QVERIFY(QFile::setPermissions(path, QFile::Permissions(0x7777)));
        QVERIFY(ensurePrivateDirectory(path));
        QVERIFY(!(QFile::permissions(path) & QFile::ReadOther));
    }

    void aSymbolicLinkIsRefused()
    {
        const QTemporaryDir root;
        QVERIFY(QDir().mkdir(root.filePath(QStringLiteral("target"))));
        QVERIFY(QFile::link(root.filePath(QStringLiteral("target")), root.filePath(QStringLiteral("link"))));
        const auto result = ensurePrivateDirectory(root.filePath(QStringLiteral("link")));
        QVERIFY(!result);
        QCOMPARE(result.error().code, DirectoryNotPrivate);
    }

    void aFileIsRefused()
    {
        const QTemporaryDir root;
        QFile file(root.filePath(QStringLiteral("file")));
        QVERIFY(file.open(QIODevice::WriteOnly));
        QVERIFY(!ensurePrivateDirectory(file.fileName()));
    }
};

QTEST_GUILESS_MAIN(PrivateDirectory)
#include "tst_private_directory.moc"

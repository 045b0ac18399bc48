#include "runner/sandbox/image_base.h"

#include "runner/sandbox/image_text.h"

#include <QRegularExpression>

namespace pilothouse {

namespace {

constexpr qsizetype maxPackages = 2000;
constexpr qint64 maxPackageBytes = 512LL * 1024 * 1024;

} // namespace

QString DebianPackage::fileName() const
{
    QString storedVersion = version;
    storedVersion.replace(QLatin1Char(':'), QStringLiteral("%3a"));
    return name + QLatin1Char('_') + storedVersion + QLatin1Char('_') + architecture + QStringLiteral(".deb");
}

Result<std::vector<DebianPackage>> parsePrintedPackages(const QByteArray &output)
{
    // 'http://…/git_2.47.3-0_amd64.deb' git_1%3a2.47.3-0_amd64.deb 8861572 SHA256:1896…
    static const QRegularExpression line(QStringLiteral(
        "\\A'[^']+' ([a-z0-9][a-z0-9+.-]{1,99})_([A-Za-z0-9.+~%-]{1,200})_([a-z0-9-]{1,20})\\.deb ([0-9]{1,12}) "
        "SHA256:([0-9a-f]{64})\\z"));
    std::vector<DebianPackage> packages;
    for (const QByteArray &raw : output.split('\n')) {
        if (raw.trimmed().isEmpty())
            continue;
        const auto match = line.match(QString::fromUtf8(raw.trimmed()));
        const qint64 size = match.captured(4).toLongLong();
        if (!match.hasMatch() || size > maxPackageBytes || packages.size() >= maxPackages)
            return failure(PackagesFailed,
                ImageText::tr("apt-get's list of packages was not understood. Update apt, or give an image of your own "
                              "with --image."),
                QString::fromUtf8(raw.left(300)));
        packages.push_back({.name = match.captured(1),
            .version = match.captured(2).replace(QStringLiteral("%3a"), QStringLiteral(":")),
            .architecture = match.captured(3),
            .size = size,
            .sha256 = QByteArray::fromHex(match.captured(5).toLatin1())});
    }
    return packages;
}

ChildCommand aptCommand(const QString &scratch, const QString &architecture, bool ownLists, const QStringList &words)
{
    ChildCommand command;
    command.program = QStringLiteral("apt-get");
    const auto option = [&](const QString &name, const QString &value) {
        command.arguments << QStringLiteral("-o") << name + QLatin1Char('=') + value;
    };
    command.arguments << QStringLiteral("-qq") << QStringLiteral("-c") << scratch + QStringLiteral("/apt.conf");
    option(QStringLiteral("Dir::State::status"), scratch + QStringLiteral("/status"));
    option(QStringLiteral("Dir::State::extended_states"), scratch + QStringLiteral("/extended_states"));
    option(QStringLiteral("Dir::Cache"), scratch + QStringLiteral("/cache/"));
    option(QStringLiteral("Dir::Cache::archives"), QStringLiteral("archives/"));
    if (ownLists)
        option(QStringLiteral("Dir::State::lists"), scratch + QStringLiteral("/lists/"));
    option(QStringLiteral("Dir::Log"), scratch + QStringLiteral("/log/"));
    option(QStringLiteral("Debug::NoLocking"), QStringLiteral("1"));
    option(QStringLiteral("APT::Architecture"), architecture);
    option(QStringLiteral("APT::Install-Recommends"), QStringLiteral("0"));
    // The directory is closed to the user that apt would change to; without root it changes to nobody anyway.
    option(QStringLiteral("APT::Sandbox::User"), QStringLiteral("root"));
    option(QStringLiteral("Acquire::ForceHash"), QStringLiteral("SHA256"));
    option(QStringLiteral("Acquire::Languages"), QStringLiteral("none"));
    option(QStringLiteral("Acquire::Retries"), QStringLiteral("2"));
    option(QStringLiteral("APT::Status-Fd"), QStringLiteral("2"));
    command.arguments += words;
    command.environment.insert(QStringLiteral("LC_ALL"), QStringLiteral("C"));
    command.environment.insert(QStringLiteral("DEBIAN_FRONTEND"), QStringLiteral("noninteractive"));
    command.timeout = std::chrono::minutes(15);
    command.outputLimit = 4 * 1024 * 1024;
    return command;
}

} // namespace pilothouse

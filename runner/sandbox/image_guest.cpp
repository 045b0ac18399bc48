#include "runner/sandbox/image_guest.h"

#include "runner/sandbox/image_builder.h"
#include "runner/sandbox/image_text.h"

#include <QCoreApplication>
#include <QDir>
#include <QFile>

namespace pilothouse {

namespace {

constexpr qint64 maxGuestBytes = 64LL * 1024 * 1024;

struct TextFile {
    QByteArrayView path;
    QByteArrayView content;
};

// The agent's number is ImageLayout::userId.
constexpr TextFile accountFiles[]{
    {"etc/passwd",
        "root:x:0:0:root:/root:/bin/sh\n"
        "agent:x:1000:1000:agent:/home/agent:/bin/bash\n"
        "nobody:x:65534:65534:nobody:/nonexistent:/usr/sbin/nologin\n"},
    {"etc/group",
        "root:x:0:\n"
        "tty:x:5:\n"
        "agent:x:1000:\n"
        "nogroup:x:65534:\n"},
    {"etc/nsswitch.conf",
        "passwd: files\n"
        "group: files\n"
        "hosts: files dns\n"},
    {"etc/shells",
        "/bin/sh\n"
        "/bin/bash\n"},
    // The engine mounts its own over these.
    {"etc/hostname", ""},
    {"etc/hosts", ""},
    {"etc/resolv.conf", ""},
};

/// A path of ImageLayout as the layer names it.
QByteArray inLayer(QLatin1StringView path)
{
    return QByteArray(path.data() + 1, path.size() - 1);
}

Result<void> addDirectories(LayerWriter &layer)
{
    struct Directory {
        QByteArray path;
        LayerAttributes attributes;
    };
    constexpr int agent = ImageLayout::userId;
    const Directory directories[]{
        {"dev", {.mode = 0755}},
        {"proc", {.mode = 0555}},
        {"root", {.mode = 0700}},
        {"run", {.mode = 0755}},
        {"sys", {.mode = 0555}},
        {"tmp", {.mode = 01777}},
        {"var/tmp", {.mode = 01777}},
        {inLayer(ImageLayout::baseStore), {.mode = 0755}},
        {inLayer(ImageLayout::home), {.mode = 0755, .owner = agent}},
        {inLayer(ImageLayout::workspace), {.mode = 0755, .owner = agent}},
    };
    for (const Directory &directory : directories) {
        if (auto added = layer.addDirectory(directory.path, directory.attributes); !added)
            return added;
    }
    return {};
}

Result<QByteArray> readGuest(const QString &guest)
{
    QFile file(guest);
    if (!file.open(QIODevice::ReadOnly))
        return failure(NotFound,
            ImageText::tr("The guest program %1 cannot be read. Build Pilothouse with it, or install Pilothouse again.")
                .arg(guest),
            file.errorString());
    if (file.size() > maxGuestBytes)
        return failure(LimitExceeded, ImageText::tr("The guest program %1 is larger than it may be.").arg(guest));
    return file.readAll();
}

} // namespace

Result<QString> guestProgram(Architecture architecture)
{
    const QString name = QStringLiteral("linux-%1/pilothouse-guest").arg(architectureName(architecture));
    const QDir here(QCoreApplication::applicationDirPath());
    // Beside the program as it is built; where it is installed.
    const QStringList places{here.filePath(QStringLiteral("guest/") + name),
        QDir::cleanPath(here.filePath(QStringLiteral("../lib/pilothouse/guest/") + name)),
        QDir::cleanPath(here.filePath(QStringLiteral("../Resources/guest/") + name))};
    for (const QString &place : places) {
        if (QFile::exists(place))
            return place;
    }
    return failure(NotFound,
        ImageText::tr("The guest program for %1 is missing. Build Pilothouse with it, or install Pilothouse again.")
            .arg(architectureName(architecture)),
        places.join(QLatin1Char('\n')));
}

QByteArray withAccount(const QByteArray &file, const QByteArray &line)
{
    const QByteArray name = line.first(line.indexOf(':') + 1);
    QByteArray out = line + '\n';
    for (const QByteArray &other : file.split('\n')) {
        if (!other.isEmpty() && !other.startsWith(name))
            out += other + '\n';
    }
    return out;
}

Result<void> buildGuestLayer(LayerWriter &layer, const QString &guest)
{
    const auto program = readGuest(guest);
    if (!program)
        return std::unexpected(program.error());
    if (auto added = addDirectories(layer); !added)
        return added;
    for (const TextFile &text : accountFiles) {
        if (auto added = layer.addFile(text.path.toByteArray(), text.content); !added)
            return added;
    }
    return layer.addFile(inLayer(ImageLayout::guest), *program, {.mode = 0755});
}

Result<void> buildGuestLayerOn(LayerWriter &layer, const QString &guest, const AccountFiles &accounts)
{
    const auto program = readGuest(guest);
    if (!program)
        return std::unexpected(program.error());
    const QByteArray number = QByteArray::number(ImageLayout::userId);
    const QByteArray user = "agent:x:" + number + ':' + number + ":agent:/home/agent:/bin/sh";
    constexpr LayerAttributes agents{.mode = 0755, .owner = ImageLayout::userId};
    return layer.addDirectory(inLayer(ImageLayout::baseStore))
        .and_then([&] { return layer.addDirectory(inLayer(ImageLayout::home), agents); })
        .and_then([&] { return layer.addDirectory(inLayer(ImageLayout::workspace), agents); })
        .and_then([&] { return layer.addFile("etc/passwd", withAccount(accounts.users, user)); })
        .and_then([&] { return layer.addFile("etc/group", withAccount(accounts.groups, "agent:x:" + number + ':')); })
        .and_then([&] { return layer.addFile(inLayer(ImageLayout::guest), *program, {.mode = 0755}); });
}

} // namespace pilothouse

#include "runner/sandbox/own_image.h"

#include "runner/sandbox/image_text.h"
#include "runner/sandbox/sandbox_labels.h"

#include <QFile>

#include <archive.h>
#include <archive_entry.h>

namespace pilothouse {

namespace {

constexpr qsizetype accountLimit = 1024 * 1024; ///< Of etc/passwd and etc/group.
constexpr qint64 archivePart = 1024 * 1024;
/// Ends a transfer of which enough was seen.
constexpr ErrorCode seenEnough{"image.seen_enough"};

std::unexpected<Error> unsuitable(const QString &sentence)
{
    return failure(ImageUnsuitable, sentence);
}

/// The content of the first regular file of a tar archive; empty when there is none.
QByteArray firstFile(const QByteArray &tar, qsizetype limit)
{
    const std::unique_ptr<archive, decltype(&archive_read_free)> reader(archive_read_new(), &archive_read_free);
    archive_read_support_format_tar(reader.get());
    if (archive_read_open_memory(reader.get(), tar.constData(), static_cast<size_t>(tar.size())) != ARCHIVE_OK)
        return {};
    archive_entry *entry = nullptr;
    while (archive_read_next_header(reader.get(), &entry) == ARCHIVE_OK) {
        if (archive_entry_filetype(entry) != AE_IFREG || archive_entry_size(entry) > limit)
            continue;
        QByteArray content(static_cast<qsizetype>(archive_entry_size(entry)), Qt::Uninitialized);
        const la_ssize_t got = archive_read_data(reader.get(), content.data(), static_cast<size_t>(content.size()));
        return got == content.size() ? content : QByteArray();
    }
    return {};
}

/// Whether the image has something of that name; what it is does not matter here.
Task<bool> hasFile(SandboxEngine &engine, ContainerId container, QString path)
{
    const ByteSink sink = [](const QByteArray &) -> Task<void> { co_return failure(seenEnough, QString()); };
    const auto seen = co_await engine.archiveGet(std::move(container), std::move(path), sink);
    if (seen || seen.error().code == seenEnough)
        co_return true;
    if (seen.error().code == NotFound)
        co_return false;
    co_return std::unexpected(seen.error());
}

Task<bool> hasProgram(SandboxEngine &engine, ContainerId container, QString name)
{
    // The folders of a sandbox's PATH, the likely ones first.
    for (const char *folder : {"/usr/bin/", "/bin/", "/usr/local/bin/", "/usr/sbin/", "/sbin/", "/usr/local/sbin/"}) {
        const auto found = co_await hasFile(engine, container, QString(QLatin1StringView(folder) + name));
        if (!found || *found)
            co_return found;
    }
    co_return false;
}

Task<QByteArray> readFile(SandboxEngine &engine, ContainerId container, QString path)
{
    const auto tar = std::make_shared<QByteArray>();
    const ByteSink sink = [tar](const QByteArray &part) -> Task<void> {
        if (tar->size() + part.size() > 2 * accountLimit)
            co_return failure(seenEnough, QString());
        *tar += part;
        co_return {};
    };
    const auto got = co_await engine.archiveGet(std::move(container), std::move(path), sink);
    if (!got && got.error().code != NotFound && got.error().code != seenEnough)
        co_return std::unexpected(got.error());
    co_return got ? firstFile(*tar, accountLimit) : QByteArray();
}

/// Unpacks a layer's file into the container.
Task<void> put(
    SandboxEngine &engine, std::shared_ptr<ImageWork> work, ContainerId container, QString layer, QString text)
{
    const auto file = std::make_shared<QFile>(layer);
    if (!file->open(QIODevice::ReadOnly))
        co_return failure(IoFailed, ImageText::tr("A layer of the image cannot be read."), file->errorString());
    const qint64 total = file->size();
    const ByteSource source = [file, work]() {
        return runOn(
            work->pool, [file](const std::stop_token &) -> Result<QByteArray> { return file->read(archivePart); },
            work->stop);
    };
    const auto tell = [target = work.get(), text, total](qint64 done) { target->report(text, done, total); };
    tell(0);
    co_return co_await engine.archivePut(std::move(container), QStringLiteral("/"), source, tell, work->stop);
}

Task<QString> guestLayer(std::shared_ptr<ImageWork> work, QString guest, AccountFiles accounts)
{
    const QString path = work->scratch + QStringLiteral("/guest.tar");
    co_return co_await runOn(
        work->pool,
        [path, guest, accounts](const std::stop_token &) -> Result<QString> {
            QFile file(path);
            if (!file.open(QIODevice::WriteOnly))
                return failure(IoFailed, ImageText::tr("A layer of the image cannot be written."), file.errorString());
            LayerWriter layer(file);
            if (const auto built = buildGuestLayerOn(layer, guest, accounts); !built)
                return std::unexpected(built.error());
            if (const auto finished = layer.finish(); !finished)
                return std::unexpected(finished.error());
            return path;
        },
        work->stop);
}

Task<ImageId> stackInto(
    SandboxEngine &engine, std::shared_ptr<ImageWork> work, OwnImageRequest request, ContainerId container)
{
    const auto accounts = co_await examineOwnImage(engine, container, request.reference);
    if (!accounts)
        co_return std::unexpected(accounts.error());
    const auto guest = co_await guestLayer(work, request.guest, *accounts);
    if (!guest)
        co_return std::unexpected(guest.error());
    const QString text = ImageText::tr("Putting the agent on the image %1").arg(request.reference);
    for (const QString &layer : {request.agent.file, *guest}) {
        if (const auto unpacked = co_await put(engine, work, container, layer, text); !unpacked)
            co_return std::unexpected(unpacked.error());
    }
    if (work->stop.stop_requested())
        co_return failure(Cancelled, ImageText::tr("Building the image was cancelled."));
    co_return co_await engine.commitImage(
        container, request.name, {{QString(labelImage), QString::fromLatin1(request.key)}});
}

} // namespace

Task<ImageInfo> findOwnImage(SandboxEngine &engine, QString reference, Architecture architecture)
{
    const auto found = co_await engine.findImage(reference);
    if (!found)
        co_return std::unexpected(found.error());
    if (!*found)
        co_return failure(ImageMissing,
            ImageText::tr(
                "The engine has no image called %1. Load it first, or start the session without choosing an image.")
                .arg(reference));
    const ImageInfo image = **found;
    if (image.operatingSystem != QLatin1StringView("linux") || architectureNamed(image.architecture) != architecture)
        co_return unsuitable(ImageText::tr("The image %1 is made for %2 on %3, the engine runs on %4. Choose an image "
                                           "for this processor.")
                .arg(reference, image.operatingSystem, image.architecture, architectureName(architecture)));
    co_return ImageInfo(image);
}

Task<AccountFiles> examineOwnImage(SandboxEngine &engine, ContainerId container, QString reference)
{
    const auto git = co_await hasProgram(engine, container, QStringLiteral("git"));
    if (!git)
        co_return std::unexpected(git.error());
    if (!*git)
        co_return unsuitable(ImageText::tr("The image %1 has no git, which every sandbox needs. Install git in it, or "
                                           "start the session without choosing an image.")
                .arg(reference));
    const auto shell = co_await hasProgram(engine, container, QStringLiteral("sh"));
    if (!shell)
        co_return std::unexpected(shell.error());
    if (!*shell)
        co_return unsuitable(ImageText::tr("The image %1 has no shell (sh), which agents need. Choose an image with "
                                           "one, or start the session without choosing an image.")
                .arg(reference));
    const auto users = co_await readFile(engine, container, QStringLiteral("/etc/passwd"));
    if (!users)
        co_return std::unexpected(users.error());
    const auto groups = co_await readFile(engine, container, QStringLiteral("/etc/group"));
    if (!groups)
        co_return std::unexpected(groups.error());
    co_return AccountFiles{.users = *users, .groups = *groups};
}

Task<void> checkOwnImage(SandboxEngine &engine, QString reference, Architecture architecture)
{
    const auto image = co_await findOwnImage(engine, reference, architecture);
    if (!image)
        co_return std::unexpected(image.error());
    const auto container = co_await engine.unpackImage(image->id);
    if (!container)
        co_return std::unexpected(container.error());
    const auto examined = co_await examineOwnImage(engine, *container, reference);
    static_cast<void>(co_await engine.remove(*container));
    if (!examined)
        co_return std::unexpected(examined.error());
    co_return {};
}

Task<ImageId> stackOnOwnImage(SandboxEngine &engine, std::shared_ptr<ImageWork> work, OwnImageRequest request)
{
    const auto container = co_await engine.unpackImage(request.below.id);
    if (!container)
        co_return std::unexpected(container.error());
    auto stacked = co_await stackInto(engine, work, std::move(request), *container);
    static_cast<void>(co_await engine.remove(*container));
    co_return stacked;
}

} // namespace pilothouse

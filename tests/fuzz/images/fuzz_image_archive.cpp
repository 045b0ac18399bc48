#include "runner/sandbox/image_unpack.h"
#include "tests/unit/images/layer_content.h"

#include <QBuffer>

#include <cstdlib>

using namespace pilothouse;

namespace {

/// Whatever went in, a layer has only clean paths, each below directories, and no privilege.
void checkLayer(const QByteArray &tar)
{
    const auto entries = readLayer(tar);
    for (auto it = entries.begin(); it != entries.end(); ++it) {
        const QByteArray path = it.key().endsWith('/') ? it.key().chopped(1) : it.key();
        if (cleanLayerPath(path) != path || (it->mode & 06000) != 0 || it->owner != 0)
            std::abort();
        const qsizetype slash = path.lastIndexOf('/');
        if (slash > 0 && entries.value(path.first(slash + 1)).type != AE_IFDIR)
            std::abort();
        if (it->type == 0 && entries.value(it->content).type != AE_IFREG)
            std::abort();
    }
}

} // namespace

/// The first byte says what kind of archive the rest is, as the caller of unpackInto() does.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size < 2)
        return 0;
    const ArchiveFormat format = (data[0] & 1) != 0 ? ArchiveFormat::DebianPackage : ArchiveFormat::CompressedTar;
    QByteArray input(reinterpret_cast<const char *>(data + 1), static_cast<qsizetype>(size - 1));
    QBuffer source(&input);
    source.open(QIODevice::ReadOnly);
    QBuffer target;
    target.open(QIODevice::WriteOnly);
    LayerWriter layer(target, {.bytes = 1024 * 1024, .entries = 200});
    UnpackRules rules;
    rules.place = [](const QByteArray &path) -> std::optional<QByteArray> {
        return path.startsWith('x') ? std::nullopt : std::optional(path);
    };
    rules.maxBytes = 1024 * 1024;
    rules.maxEntries = 200;
    if (unpackInto(layer, source, format, rules, {}) && layer.finish())
        checkLayer(target.data());
    return 0;
}

// A key file of whoever: it opens with the passphrase as it was written, or says why not, at a bounded cost.

#include "runner/egress/key_file.h"

#include <QJsonDocument>
#include <QJsonObject>

#include <cstdlib>

using namespace pilothouse;

namespace {

constexpr double cheapest = 64;
constexpr double highest = 1 << 20;

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const QByteArray bytes(reinterpret_cast<const char *>(data), qsizetype(size));
    // A cost that is allowed and high would be all that is measured; what is refused costs nothing.
    const QJsonObject object = QJsonDocument::fromJson(bytes).object();
    const double n = object[u"n"].toDouble();
    if ((n > cheapest && n <= highest) || object[u"r"].toDouble() > 1 || object[u"p"].toDouble() > 1)
        return 0;
    const auto keys = openKeys(bytes, Secret("a passphrase"));
    if (!keys && keys.error().code != KeyFileInvalid && keys.error().code != KeyFileLocked
        && keys.error().code != LimitExceeded)
        std::abort();
    return 0;
}

#include "runner/agent/agent_catalogue.h"
#include "runner/sandbox/image_base.h"

#include <cstdlib>

using namespace pilothouse;

/// The texts that decide what is installed: a catalogue entry, the base's definition, apt-get's list.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size < 1)
        return 0;
    const QByteArray text(reinterpret_cast<const char *>(data + 1), static_cast<qsizetype>(size - 1));
    switch (data[0] % 3) {
    case 0:
        if (const auto entry = parseAgentEntry(text)) {
            const AgentVersion version = versionOf(*entry);
            const auto again = parseAgentEntry(version.canonicalJson);
            if (!again || versionOf(*again) != version)
                std::abort();
        }
        break;
    case 1:
        (void)parseBaseDefinition(text);
        break;
    default:
        if (const auto packages = parsePrintedPackages(text)) {
            for (const DebianPackage &package : *packages) {
                if (package.fileName().contains(QLatin1Char('/')) || package.name.startsWith(QLatin1Char('-')))
                    std::abort();
            }
        }
    }
    return 0;
}

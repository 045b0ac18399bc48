// Hostile .gitignore files and paths: it must end soon and read nothing that is not there.

#include "runner/guest/program/workspace/ignore.h"

using namespace pilothouse::guest;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    const std::string_view bytes(reinterpret_cast<const char *>(data), size);
    const std::size_t end = bytes.find('\0');
    const IgnoreRules rules(bytes.substr(0, end));
    const IgnoreScope scope{nullptr, &rules, 0};
    const std::string_view path = end == std::string_view::npos ? std::string_view("a/b") : bytes.substr(end + 1);
    (void)scope.ignores(path, false);
    (void)scope.ignores(path, true);
    return 0;
}

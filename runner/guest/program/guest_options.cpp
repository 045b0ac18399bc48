#include "runner/guest/program/guest_options.h"

#include <charconv>
#include <map>
#include <string_view>

namespace pilothouse::guest {

namespace {

template <class T> bool parseNumber(std::string_view text, T &value)
{
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    return error == std::errc() && end == text.data() + text.size();
}

} // namespace

std::optional<GuestOptions> parseOptions(int count, char **arguments)
{
    GuestOptions options;
    const std::map<std::string_view, std::string *> texts{{"--socket", &options.socket},
        {"--workspace", &options.workspace}, {"--home", &options.home}, {"--state", &options.state}};
    for (int i = 0; i < count; i += 2) {
        const std::string_view name = arguments[i];
        if (i + 1 == count)
            return std::nullopt;
        const std::string_view value = arguments[i + 1];
        if (const auto text = texts.find(name); text != texts.end())
            *text->second = value;
        else if (!(name == "--host-uid" && parseNumber(value, options.hostUid))
            && !(name == "--model-port" && parseNumber(value, options.modelPort))
            && !(name == "--proxy-port" && parseNumber(value, options.proxyPort))
            && !(name == "--spool-memory" && parseNumber(value, options.spoolMemory))
            && !(name == "--spool-disk" && parseNumber(value, options.spoolDisk)))
            return std::nullopt;
    }
    return options;
}

} // namespace pilothouse::guest

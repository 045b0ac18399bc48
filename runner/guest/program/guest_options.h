#pragma once

#include <cstdint>
#include <optional>
#include <string>

namespace pilothouse::guest {

/// What `pilothouse-guest run` can be told; the defaults are what a sandbox uses, tests give others.
struct GuestOptions {
    std::string socket = "pilothouse-guest"; ///< The name of the abstract unix socket.
    std::uint32_t hostUid = 0; ///< The only user that may connect.
    std::string workspace = "/workspace";
    std::string home = "/home/agent";
    std::string state; ///< Our own folder, for the git store; empty: `.pilothouse` below home.
    std::uint16_t modelPort = 8317; ///< On 127.0.0.1; 0: no model endpoint.
    std::uint16_t proxyPort = 8318; ///< Likewise; 0: no way out.
    std::uint64_t spoolMemory = 8 * 1024 * 1024; ///< Of each durable channel, bytes.
    std::uint64_t spoolDisk = 512 * 1024 * 1024;

    [[nodiscard]] std::string stateDirectory() const { return state.empty() ? home + "/.pilothouse" : state; }
};

/// Reads `--socket NAME --host-uid N --workspace DIR --home DIR --state DIR --model-port N --proxy-port N
/// --spool-memory BYTES --spool-disk BYTES`. Empty when something else is there.
[[nodiscard]] std::optional<GuestOptions> parseOptions(int count, char **arguments);

} // namespace pilothouse::guest

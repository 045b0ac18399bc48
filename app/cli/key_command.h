#pragma once

#include "app/cli/arguments.h"
#include "runner/egress/key_store.h"

#include <memory>

namespace pilothouse::cli {

/// The person's key file, where there is one to be used: the passphrase came by a file descriptor, or the file is there
/// and the person can be asked for it. Null: keys are in the system's keychain.
[[nodiscard]] Result<std::shared_ptr<KeyStore>> keyFileFor(const Arguments &arguments);

/// `key set|list|remove`: what a person stores for a model provider. Ends with the exit code.
[[nodiscard]] QCoro::Task<int> runKeyCommand(Arguments arguments);

/// `practice-endpoint`: serves until it is interrupted, a line of JSON for each request that it counted.
[[nodiscard]] int runPracticeEndpoint(const Arguments &arguments);

} // namespace pilothouse::cli

// The parsers of what a sandbox's snapshots are made of: trees, commits, .gitmodules and names.

#include "runner/workspace/entry_name.h"
#include "runner/workspace/gitmodules_file.h"
#include "runner/workspace/snapshot_objects.h"

#include <cstdlib>

using namespace pilothouse;

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const QByteArrayView bytes(data, static_cast<qsizetype>(size));
    const auto strict = parseTree(bytes, Strictness::Canonical);
    const auto readable = parseTree(bytes, Strictness::Readable);
    // What is canonical is readable, and both read the same.
    if (strict && (!readable || readable->size() != strict->size()))
        std::abort();
    for (const RawTreeEntry &entry : readable.value_or(std::vector<RawTreeEntry>())) {
        if (entry.name.data() < bytes.data() || entry.name.data() + entry.name.size() > bytes.data() + bytes.size())
            std::abort();
        const std::string_view name(entry.name.data(), static_cast<size_t>(entry.name.size()));
        if (entryNameProblem(name) == NameProblem::None
            && (name.empty() || name.find('/') != name.npos || name == ".git"))
            std::abort();
    }
    (void)parseSnapshotCommit(bytes);
    (void)isDangerousGitmodules(bytes);
    (void)entryNameProblem(std::string_view(bytes.data(), size));
    return 0;
}

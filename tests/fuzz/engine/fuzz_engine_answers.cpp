#include "runner/sandbox/docker_calls.h"

#include <QJsonDocument>

#include <cstdint>
#include <cstdlib>

using namespace pilothouse;

// What an engine says about containers and volumes, read as lists, as an error and as what a sandbox became.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const QByteArray bytes(reinterpret_cast<const char *>(data), static_cast<qsizetype>(size));
    (void)docker::parseOwned(bytes, bytes, QStringLiteral("own1"));
    (void)docker::parseLoadReport(bytes);
    (void)engineError({500, bytes});
    SandboxSpec spec;
    spec.binds = {{QStringLiteral("/data/objects"), QStringLiteral("/base")}};
    const SandboxGrade grade = gradeSandbox(spec, {QStringLiteral("v1"), QStringLiteral("v2")},
        QJsonDocument::fromJson(bytes).object(), {true, {QStringLiteral("/var/run/docker.sock")}});
    if (grade.checks.size() != static_cast<size_t>(sandboxCheckNames().size()) || grade.isComplete())
        std::abort(); // no text of a few bytes describes this sandbox
    return 0;
}

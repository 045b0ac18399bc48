#pragma once

#include "runner/sandbox/sandbox_spec.h"

#include <QCoreApplication>
#include <QJsonObject>

#include <vector>

namespace pilothouse {

enum class GradeState {
    Enforced, ///< The engine says that it really made it so.
    Watched, ///< Nothing enforces it; Pilothouse measures it and acts.
    Missing, ///< Asked for and not made: a visible warning.
};

/// One named promise of isolation. The names are stable and the list is fixed (sandboxCheckNames()).
struct GradeCheck {
    QString name; ///< Such as "network" or "memory".
    GradeState state = GradeState::Missing;
    QString sentence; ///< For a person: what holds, or what is missing and what that means.

    friend bool operator==(const GradeCheck &, const GradeCheck &) = default;
};

/// How isolated a sandbox really is, in the fixed order of the checks.
struct SandboxGrade {
    std::vector<GradeCheck> checks;

    [[nodiscard]] bool isComplete() const; ///< True when nothing is missing.
    [[nodiscard]] const GradeCheck *find(const QString &name) const; ///< Null for an unknown name.

    friend bool operator==(const SandboxGrade &, const SandboxGrade &) = default;
};

/// The names of all checks, in order: network, capabilities, no_new_privileges, seccomp, memory, processes, cpu, disk,
/// user, read_only_root, namespaces, devices, mounts, engine_socket, environment.
[[nodiscard]] QStringList sandboxCheckNames();

/// What the engine as a whole says about itself and a grade depends on.
struct EngineSecurity {
    bool seccomp = false; ///< A seccomp profile is applied by default.
    QStringList socketPaths; ///< Sockets of engines, on the engine's machine; none may be mounted.
};

/// Compares what was asked with what the engine says it made (the answer of its inspect call). A pure function; a field
/// that is missing or of the wrong type counts as not enforced.
[[nodiscard]] SandboxGrade gradeSandbox(const SandboxSpec &asked, const QStringList &volumeNames,
    const QJsonObject &inspected, const EngineSecurity &security);

} // namespace pilothouse

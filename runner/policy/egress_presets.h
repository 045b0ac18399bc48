#pragma once

#include "runner/policy/egress_rules.h"

#include <QSet>
#include <QStringList>

namespace pilothouse {

/// A package registry's hosts that a person can allow at once.
struct EgressPreset {
    struct Host {
        QString host;
        quint16 port = 0;
        EgressProtocol protocol = EgressProtocol::Tunnel;

        friend bool operator==(const Host &, const Host &) = default;
    };

    QString id; ///< "npm"
    QString name; ///< "npm and Yarn"
    QString note; ///< What it leaves out and why; may be empty.
    QString date; ///< When the hosts were written down: "2026-11-21".
    QStringList sources; ///< Who documents them.
    std::vector<Host> hosts;

    friend bool operator==(const EgressPreset &, const EgressPreset &) = default;
};

/// The presets, as data: resources/egress/presets.json. None is switched on by itself. Immutable; any thread.
class EgressPresets final {
public:
    /// Those in the program, read at the first call; none where they cannot be read, which the program's log says.
    [[nodiscard]] static const EgressPresets &known();
    [[nodiscard]] static Result<EgressPresets> builtIn();
    /// {presets: [{id, name, note?, date, sources: [URL], hosts: [{host, port, protocol: "tunnel" or "http"}]}]}. Every
    /// host must be one name in its one notation: no wildcard, no address, none that is refused anyway.
    /// Errors: JsonInvalid, LimitExceeded.
    [[nodiscard]] static Result<EgressPresets> fromJson(const QByteArray &json);

    [[nodiscard]] const std::vector<EgressPreset> &all() const { return m_presets; }
    [[nodiscard]] const EgressPreset *find(const QString &id) const;
    /// Whether any preset names this host, switched on or not.
    [[nodiscard]] bool isRegistry(const QString &host) const { return m_hosts.contains(host); }

private:
    std::vector<EgressPreset> m_presets;
    QSet<QString> m_hosts;
};

/// The rules that a preset stands for: for one repository, or (empty) always. Their ids are "preset:npm/1", and for a
/// repository "preset:npm/1@ID".
[[nodiscard]] std::vector<EgressRule> presetRules(
    const EgressPreset &preset, const QString &repository, const QString &by);

} // namespace pilothouse

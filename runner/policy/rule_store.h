#pragma once

#include "runner/policy/egress_presets.h"
#include "runner/policy/egress_rules.h"

#include <QObject>

#include <mutex>

namespace pilothouse {

inline constexpr ErrorCode RulesDamaged{"rules.damaged"};
inline constexpr ErrorCode RulesTooNew{"rules.too_new"};

/// A preset that a person switched on: for one repository, or (empty) always.
struct ActivePreset {
    QString preset;
    QString repository;

    friend bool operator==(const ActivePreset &, const ActivePreset &) = default;
};

/// What somebody did to the rules.
struct RuleChange {
    enum class Kind { Added, Removed, SwitchedOn, SwitchedOff };

    qint64 atMs = 0; ///< Milliseconds since 1970 UTC.
    QString by;
    Kind kind = Kind::Added;
    EgressRule rule; ///< Of Added; of Removed only its id.
    ActivePreset preset; ///< Of SwitchedOn and SwitchedOff.

    friend bool operator==(const RuleChange &, const RuleChange &) = default;
};

enum class PresetSwitch : quint8 { Off, On };

/// The rules about the network that hold longer than a session. They are the fold of one file to which changes are only
/// ever added, a line of JSON each, flushed before anybody acts on it; so the file is the audit, too. A line that a
/// crash cut is no change; it is cut off before the next one. Only the process that holds the data directory opens it.
/// Any thread may call; what changes blocks on the disk.
class RuleStore final : public QObject {
    Q_OBJECT

public:
    static constexpr qsizetype mostRules = 10'000;
    static constexpr qint64 fileLimit = 64 * 1024 * 1024;

    /// `path`: the file, in a private folder; made with the first change. Errors: RulesDamaged (a line in the middle is
    /// none of ours), RulesTooNew, LimitExceeded, IoFailed.
    [[nodiscard]] static Result<std::unique_ptr<RuleStore>> open(
        const QString &path, const EgressPresets &presets = EgressPresets::known());

    /// All rules, those of presets included; immutable and cheap to copy.
    [[nodiscard]] EgressRules rules() const;
    [[nodiscard]] std::vector<ActivePreset> presets() const;

    /// Keeps a rule, checked by checkedEgressRule(), with its scope Repository or Always. Without an id it gets one
    /// ("r7"). A rule that is there already (but for its id and who made it) is returned as it is. Errors:
    /// InvalidArgument, EgressHostInvalid, LimitExceeded, DiskFull, IoFailed.
    Result<EgressRule> add(EgressRule rule, const QString &by);
    /// Errors: NotFound, InvalidArgument (a rule of a preset), DiskFull, IoFailed.
    Result<void> remove(const QString &id, const QString &by);
    /// For one repository, or (empty) always. What is so already stays. Errors: NotFound, DiskFull, IoFailed.
    Result<void> setPreset(const ActivePreset &preset, PresetSwitch on, const QString &by);

    /// Every change, oldest first; reads the file. Errors as of open().
    [[nodiscard]] Result<std::vector<RuleChange>> history() const;

Q_SIGNALS:
    /// From the thread that made the change, after rules() has it.
    void changed();

private:
    struct Contents;

    RuleStore(QString path, const EgressPresets &presets);
    [[nodiscard]] static Result<Contents> read(const QString &path);
    [[nodiscard]] Result<void> append(RuleChange change);
    void apply(const RuleChange &change);
    void publish();

    const QString m_path;
    const EgressPresets m_presets;
    mutable std::mutex m_writing; ///< Held over the disk. Guards what follows.
    qint64 m_size = 0; ///< Of the file's whole lines.
    qint64 m_added = 0; ///< Rules ever added, for ids.
    std::vector<EgressRule> m_own;
    std::vector<ActivePreset> m_active;
    mutable std::mutex m_reading; ///< Held for a copy. Guards what follows.
    EgressRules m_rules;
    std::vector<ActivePreset> m_shown;
};

} // namespace pilothouse

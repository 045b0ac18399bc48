#pragma once

#include "runner/base/child_process.h"
#include "runner/sandbox/image_layer.h"

#include <QMap>
#include <QStringList>

#include <functional>
#include <stop_token>
#include <vector>

namespace pilothouse {

/// There is no source of packages for a base on this machine.
inline constexpr ErrorCode PackageSourceMissing{"image.no_package_source"};
/// The package source is there and did not give what was asked.
inline constexpr ErrorCode PackagesFailed{"image.packages_failed"};

/// What the base of our images is made of: resources/images/base.json.
struct BaseDefinition {
    QStringList packages; ///< Debian packages; what they depend on comes with them.
    QStringList without; ///< Names, with * at most, of dependencies that nothing in the image needs when it runs.
    QList<QByteArray> drop; ///< Path prefixes in the layer that are left out.
    QMap<QByteArray, QByteArray>
        links; ///< Path to target, made where no package made the path: what maintainer scripts do.
    QByteArray certificatesFrom; ///< Path prefix of certificates, joined in order into `certificatesTo`.
    QByteArray certificatesTo;
    QByteArray hash; ///< SHA-256 of the definition, hexadecimal.

    [[nodiscard]] bool isLeftOut(const QString &package) const;
};

/// Errors: ImageDamaged, naming the field.
[[nodiscard]] Result<BaseDefinition> parseBaseDefinition(const QByteArray &json);

/// A package as apt resolved it.
struct DebianPackage {
    QString name;
    QString version;
    QString architecture; ///< Of the package: also "all".
    qint64 size = 0; ///< Of its file, bytes.
    QByteArray sha256; ///< Of its file, 32 bytes.

    friend bool operator==(const DebianPackage &, const DebianPackage &) = default;
    [[nodiscard]] QString fileName() const; ///< As apt stores it: "git_1%3a2.47.3-0_amd64.deb".
};

/// Reads what `apt-get --print-uris` printed (apt-get(8)). Errors: PackagesFailed (a line that is not understood, no
/// hash).
[[nodiscard]] Result<std::vector<DebianPackage>> parsePrintedPackages(const QByteArray &output);

/// apt-get with the machine's own sources, keys and pins, as if nothing were installed, writing only below `scratch`.
/// Needs no root. With `ownLists` it keeps package lists of its own there, too.
[[nodiscard]] ChildCommand aptCommand(
    const QString &scratch, const QString &architecture, bool ownLists, const QStringList &words);

/// Unpacks the packages, sorted by name, from `directory` into one layer and adds links and certificates. No maintainer
/// script is run. Each file is checked against its hash first. Blocks; for a pool thread. `progress` gets the number of
/// packages that are done, from that thread.
[[nodiscard]] Result<void> buildBaseLayer(LayerWriter &layer, const BaseDefinition &definition,
    std::vector<DebianPackage> packages, const QString &directory, const std::function<void(qsizetype)> &progress,
    std::stop_token stop);

} // namespace pilothouse

#pragma once

#include "runner/sandbox/image_layer.h"

namespace pilothouse {

/// Puts Pilothouse's own part into the layer: the guest program, the users and groups, and the directories that are
/// mounted over (see ImageLayout). `guest` is the program's path on the host. Blocks; for a pool thread.
/// Errors: NotFound, and the LayerWriter's.
[[nodiscard]] Result<void> buildGuestLayer(LayerWriter &layer, const QString &guest);

/// The users and groups of an image that a person brings, as its files say; empty where it has none.
struct AccountFiles {
    QByteArray users; ///< etc/passwd
    QByteArray groups; ///< etc/group
};

/// The same for an image of a person's own: nothing of it is replaced but the users and groups, which get the agent in
/// addition.
[[nodiscard]] Result<void> buildGuestLayerOn(LayerWriter &layer, const QString &guest, const AccountFiles &accounts);

/// A file such as etc/passwd with one line in front of its others; whoever else had that name loses it. (Who looks a
/// number up takes the first line that has it.)
[[nodiscard]] QByteArray withAccount(const QByteArray &file, const QByteArray &line);

} // namespace pilothouse

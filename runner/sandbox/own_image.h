#pragma once

#include "runner/sandbox/image_guest.h"
#include "runner/sandbox/image_steps.h"
#include "runner/sandbox/sandbox_engine.h"

namespace pilothouse {

/// An image that a person chose cannot carry a sandbox: no git, no shell, another processor. The sentence says which.
inline constexpr ErrorCode ImageUnsuitable{"image.unsuitable"};

/// An image of the engine that a person chose, and that it can carry a sandbox: it is there and made for that
/// processor. Errors: ImageMissing, ImageUnsuitable and the engine's.
[[nodiscard]] Task<ImageInfo> findOwnImage(SandboxEngine &engine, QString reference, Architecture architecture);

/// Looks for the programs that a sandbox needs of its image (git, sh) without running anything of it. Answers its users
/// and groups. Errors: ImageUnsuitable and the engine's.
[[nodiscard]] Task<AccountFiles> examineOwnImage(SandboxEngine &engine, ContainerId container, QString reference);

/// The same for an image that nothing is to be stacked on now.
[[nodiscard]] Task<void> checkOwnImage(SandboxEngine &engine, QString reference, Architecture architecture);

struct OwnImageRequest {
    ImageInfo below; ///< As findOwnImage() found it.
    QString reference; ///< What the person called it.
    QString name; ///< Of the new one: "localhost/…:…".
    QByteArray key; ///< The hash of all that it is made from, hexadecimal; its label.
    StoredLayer agent;
    QString guest; ///< The guest program on the host.
};

/// Stacks the agent and the guest on the image. Errors: of examineOwnImage(), the layers and the engine; Cancelled.
[[nodiscard]] Task<ImageId> stackOnOwnImage(
    SandboxEngine &engine, std::shared_ptr<ImageWork> work, OwnImageRequest request);

} // namespace pilothouse

// The images of all sessions' sandboxes, on the first worker's thread.

#include "runner/sandbox/own_image.h"
#include "runner/sandbox/sandbox_labels.h"
#include "runner/session/runner_parts.h"

namespace pilothouse {

namespace {

Task<Architecture> architectureOf(DockerEngine *engine)
{
    const auto info = co_await engine->probe();
    if (!info)
        co_return std::unexpected(info.error());
    const auto architecture = architectureNamed(info->architecture);
    if (!architecture)
        co_return failure(InvalidArgument,
            Runner::tr("The engine runs on %1; Pilothouse's sandboxes need amd64 or arm64.").arg(info->architecture));
    co_return *architecture;
}

} // namespace

Task<BuiltImage> Runner::Images::ensure(
    AgentEntry agent, QString below, std::function<void(const ImageProgress &)> progress, std::stop_token stop)
{
    return callOn(m_worker.context,
        [this, agent = std::move(agent), below = std::move(below), progress = std::move(progress),
            stop = std::move(stop)]() mutable -> Task<BuiltImage> {
            const auto architecture = co_await architectureOf(m_worker.engine);
            if (!architecture)
                co_return std::unexpected(architecture.error());
            const auto guest = guestProgram(*architecture);
            if (!guest)
                co_return std::unexpected(guest.error());
            if (!m_builder)
                m_builder = new ImageBuilder(*m_worker.engine, m_pool, {.cacheDirectory = m_cache}, m_worker.context);
            ImageRequest request{
                .agent = std::move(agent), .architecture = *architecture, .guest = *guest, .below = std::move(below)};
            co_return co_await m_builder->ensure(std::move(request), std::move(progress), std::move(stop));
        });
}

Task<void> Runner::Images::check(QString reference)
{
    return callOn(m_worker.context, [this, reference = std::move(reference)]() -> Task<void> {
        const auto architecture = co_await architectureOf(m_worker.engine);
        if (!architecture)
            co_return std::unexpected(architecture.error());
        co_return co_await checkOwnImage(*m_worker.engine, reference, *architecture);
    });
}

Task<void> Runner::Images::removeUnused(ImageId image)
{
    return callOn(m_worker.context, [this, image = std::move(image)]() -> Task<void> {
        const auto found = co_await m_worker.engine->findImage(image.value);
        if (!found)
            co_return std::unexpected(found.error());
        if (!*found || !(*found)->labels.contains(labelImage))
            co_return {};
        co_return co_await m_worker.engine->removeImage(image);
    });
}

} // namespace pilothouse

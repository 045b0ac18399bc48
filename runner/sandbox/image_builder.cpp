#include "runner/sandbox/image_builder.h"

#include "runner/base/json.h"
#include "runner/sandbox/image_agent.h"
#include "runner/sandbox/image_guest.h"
#include "runner/sandbox/image_steps.h"
#include "runner/sandbox/image_text.h"
#include "runner/sandbox/own_image.h"
#include "runner/sandbox/sandbox_engine.h"
#include "runner/sandbox/sandbox_labels.h"

#include <QCryptographicHash>
#include <QElapsedTimer>
#include <QFile>
#include <QJsonArray>

#include <deque>

namespace pilothouse {

namespace {

// Raised when the same packages would make another layer than before.
constexpr int layerFormat = 1;
constexpr qsizetype archivePart = 1024 * 1024;

QByteArray keyOf(QJsonObject recipe)
{
    recipe.insert(QStringLiteral("format"), layerFormat);
    return QCryptographicHash::hash(toLine(recipe), QCryptographicHash::Sha256).toHex();
}

QByteArray agentKey(const AgentEntry &entry, const AgentPackage &package)
{
    return keyOf({{QStringLiteral("files"), entry.definition.value(QStringLiteral("files"))},
        {QStringLiteral("sha512"), QString::fromLatin1(package.sha512.toHex())}});
}

/// The names of the layers' recipes.
struct Recipes {
    BaseDefinition definition;
    QByteArray base;
    QByteArray agent;
    QByteArray guest;
    QString baseKind;
    QString agentKind;
    QString guestKind;
};

Result<QByteArray> readAll(const QString &path, qint64 limit)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return failure(NotFound, ImageText::tr("%1 cannot be read. Install Pilothouse again, or build it.").arg(path),
            file.errorString());
    return file.read(limit);
}

/// Reads what the layers are made from. Blocks.
Result<Recipes> readRecipes(const ImageRequest &request, const AgentPackage &package, const QString &baseDefinition)
{
    const auto json = readAll(baseDefinition, 1024 * 1024);
    if (!json)
        return std::unexpected(json.error());
    auto definition = parseBaseDefinition(*json);
    if (!definition)
        return std::unexpected(definition.error());
    const auto guest = readAll(request.guest, 256LL * 1024 * 1024);
    if (!guest)
        return std::unexpected(guest.error());
    const QString architecture = architectureName(request.architecture);
    const auto hash = QString::fromLatin1(QCryptographicHash::hash(*guest, QCryptographicHash::Sha256).toHex());
    return Recipes{.definition = *definition,
        .base = keyOf({{QStringLiteral("base"), QString::fromLatin1(definition->hash)},
            {QStringLiteral("architecture"), architecture}}),
        .agent = agentKey(request.agent, package),
        .guest = keyOf({{QStringLiteral("guest"), hash}}),
        .baseKind = QStringLiteral("base-") + architecture,
        .agentKind = QStringLiteral("agent-%1-%2").arg(request.agent.id, architecture),
        .guestKind = QStringLiteral("guest-") + architecture};
}

ImageDescription describe(
    const ImageRequest &request, const AgentPackage &package, const Recipes &recipes, std::vector<StoredLayer> layers)
{
    // Not translated: these words are part of what the image's id is the hash of.
    return {.architecture = request.architecture,
        .layers = std::move(layers),
        .history = {QStringLiteral("base: Debian packages"),
            QStringLiteral("agent: %1 %2").arg(package.name, package.version), QStringLiteral("guest")},
        .labels = {{labelImage,
                       QString::fromLatin1(keyOf({{QStringLiteral("base"), QString::fromLatin1(recipes.base)},
                           {QStringLiteral("agent"), QString::fromLatin1(recipes.agent)},
                           {QStringLiteral("guest"), QString::fromLatin1(recipes.guest)}}))},
            {QStringLiteral("pilothouse.agent"), request.agent.id},
            {QStringLiteral("pilothouse.agent.version"), package.version}}};
}

/// A stop for either of two reasons.
struct EitherStop {
    std::stop_source source;
    std::stop_callback<std::function<void()>> first;
    std::stop_callback<std::function<void()>> second;

    EitherStop(const std::stop_token &a, const std::stop_token &b)
        : first(a, [this] { source.request_stop(); }),
          second(b, [this] { source.request_stop(); })
    { }
};

} // namespace

/// What outlives the builder while calls of ensure() end.
struct ImageBuilderState {
    SandboxEngine &engine;
    Pool &pool;
    ImageBuilderOptions options;
    std::stop_source ended; ///< The builder is gone: neither engine nor pool may be used.
    bool prepared = false; ///< What a crash left in the cache was removed.
    bool busy = false;
    std::deque<OneShot<bool>> waiting; ///< Whose turn comes next; false means cancelled.
};

namespace {

using StatePtr = std::shared_ptr<ImageBuilderState>;

std::unexpected<Error> cancelled()
{
    return failure(Cancelled, ImageText::tr("Building the image was cancelled."));
}

/// Waits until no other call is at work; then it is this one's turn until the Turn is destroyed.
Task<void> takeTurn(StatePtr state, std::stop_token stop)
{
    if (stop.stop_requested())
        co_return cancelled();
    if (!std::exchange(state->busy, true))
        co_return {};
    OneShot<bool> turn;
    state->waiting.push_back(turn);
    const auto home = std::make_unique<QObject>();
    const std::stop_callback onStop(stop, [target = home.get(), turn] {
        QMetaObject::invokeMethod(target, [turn]() mutable { turn.resolve(false); }, Qt::QueuedConnection);
    });
    if (!co_await turn)
        co_return cancelled();
    co_return {};
}

class Turn {
public:
    explicit Turn(StatePtr state) : m_state(std::move(state)) { }
    Turn(const Turn &) = delete;
    Turn &operator=(const Turn &) = delete;
    ~Turn()
    {
        while (!m_state->waiting.empty()) {
            OneShot<bool> next = m_state->waiting.front();
            m_state->waiting.pop_front();
            if (next.isResolved())
                continue; // It was cancelled.
            next.resolve(true);
            return;
        }
        m_state->busy = false;
    }

private:
    StatePtr m_state;
};

/// What the recipes made before, whether or not the layers are still on disk. Blocks.
Result<std::vector<StoredLayer>> recordedLayers(const ImageCache &cache, const Recipes &recipes)
{
    const auto base = cache.recorded(recipes.baseKind, recipes.base);
    const auto agent = cache.recorded(recipes.agentKind, recipes.agent);
    const auto guest = cache.recorded(recipes.guestKind, recipes.guest);
    if (base && agent && guest)
        return std::vector{*base, *agent, *guest};
    return std::vector<StoredLayer>();
}

/// The layer if the cache has it, or nothing. Blocks.
Result<std::optional<StoredLayer>> finishedLayer(const ImageCache &cache, const QString &kind, const QByteArray &key)
{
    auto layer = cache.recorded(kind, key);
    return layer && ImageCache::isThere(*layer) ? layer : std::nullopt;
}

Task<std::optional<StoredLayer>> findLayer(std::shared_ptr<ImageWork> work, QString kind, QByteArray key)
{
    co_return co_await runOn(
        work->pool,
        [cache = work->cache, kind, key](const std::stop_token &) { return finishedLayer(cache, kind, key); },
        work->stop);
}

struct AgentLayer {
    StoredLayer layer;
    std::chrono::milliseconds download{};
};

Task<AgentLayer> ensureAgent(
    std::shared_ptr<ImageWork> work, AgentEntry entry, AgentPackage package, QString kind, QByteArray key)
{
    const auto there = co_await findLayer(work, kind, key);
    if (!there)
        co_return std::unexpected(there.error());
    if (*there)
        co_return AgentLayer{.layer = **there};
    const auto fetched = co_await fetchAgent(work, entry, package);
    if (!fetched)
        co_return std::unexpected(fetched.error());
    work->report(ImageText::tr("Checking and unpacking %1 %2").arg(entry.name, package.version));
    const auto layer = co_await buildLayer(work, kind, key,
        {{QStringLiteral("agent"), entry.id}, {QStringLiteral("version"), package.version}},
        [entry, package, archive = fetched->archive](LayerWriter &writer, std::stop_token stop) {
            return buildAgentLayer(writer, entry, package, archive, std::move(stop));
        });
    if (!layer)
        co_return std::unexpected(layer.error());
    co_return AgentLayer{.layer = *layer, .download = fetched->took};
}

struct Layers {
    std::vector<StoredLayer> layers;
    std::chrono::milliseconds agentDownload{};
};

/// Builds the layers that the cache does not have.
Task<Layers> ensureLayers(std::shared_ptr<ImageWork> work, ImageRequest request, AgentPackage package, Recipes recipes)
{
    if (const auto begun = co_await ImageWork::begin(work); !begun)
        co_return std::unexpected(begun.error());
    auto foundBase = co_await findLayer(work, recipes.baseKind, recipes.base);
    if (!foundBase)
        co_return std::unexpected(foundBase.error());
    if (!*foundBase) {
        const auto built = co_await buildBase(work, recipes.definition, request.architecture, recipes.base);
        if (!built)
            co_return std::unexpected(built.error());
        *foundBase = *built;
    }
    const auto agent = co_await ensureAgent(work, request.agent, package, recipes.agentKind, recipes.agent);
    if (!agent)
        co_return std::unexpected(agent.error());
    auto guest = co_await findLayer(work, recipes.guestKind, recipes.guest);
    if (!guest)
        co_return std::unexpected(guest.error());
    if (!*guest) {
        const auto built = co_await buildLayer(work, recipes.guestKind, recipes.guest, {},
            [path = request.guest](
                LayerWriter &writer, const std::stop_token &) { return buildGuestLayer(writer, path); });
        if (!built)
            co_return std::unexpected(built.error());
        *guest = *built;
    }
    co_return Layers{.layers = {**foundBase, agent->layer, **guest}, .agentDownload = agent->download};
}

/// The image of a person's own with agent and guest on it.
Task<BuiltImage> ensureOwn(
    StatePtr state, std::shared_ptr<ImageWork> work, ImageRequest request, AgentPackage package, Recipes recipes)
{
    QElapsedTimer clock;
    clock.start();
    const auto below = co_await findOwnImage(state->engine, request.below, request.architecture);
    if (!below)
        co_return std::unexpected(below.error());
    const QByteArray key = keyOf(
        {{QStringLiteral("below"), below->id.value}, {QStringLiteral("agent"), QString::fromLatin1(recipes.agent)},
            {QStringLiteral("guest"), QString::fromLatin1(recipes.guest)}});
    const QString name =
        QStringLiteral("localhost/pilothouse/own-%1:%2").arg(request.agent.id, QString::fromLatin1(key.first(12)));
    const auto there = co_await state->engine.listImages(labelImage + QLatin1Char('=') + QString::fromLatin1(key));
    if (!there)
        co_return std::unexpected(there.error());
    if (!there->empty())
        co_return BuiltImage{.id = there->front().id,
            .reference = name,
            .wasThere = true,
            .took = std::chrono::milliseconds(clock.elapsed())};
    if (const auto begun = co_await ImageWork::begin(work); !begun)
        co_return std::unexpected(begun.error());
    const auto agent = co_await ensureAgent(work, request.agent, package, recipes.agentKind, recipes.agent);
    if (!agent)
        co_return std::unexpected(agent.error());
    const auto stacked = co_await stackOnOwnImage(state->engine, work,
        {.below = *below,
            .reference = request.below,
            .name = name,
            .key = key,
            .agent = agent->layer,
            .guest = request.guest});
    if (!stacked)
        co_return std::unexpected(stacked.error());
    co_return BuiltImage{.id = *stacked,
        .reference = name,
        .wasThere = false,
        .took = std::chrono::milliseconds(clock.elapsed()),
        .agentDownload = agent->download};
}

/// Sends the image to the engine and makes sure that it is the one that was meant.
Task<void> load(
    StatePtr state, std::shared_ptr<ImageWork> work, ImageDescription image, QString reference, Recipes recipes)
{
    const auto archive = std::make_shared<ImageArchive>(image, reference);
    const qint64 total = archive->size();
    const auto tell = [target = work.get(), total](qint64 done) {
        target->report(
            ImageText::tr("Giving the image to the engine: %1 of %2 MB").arg(done / 1'000'000).arg(total / 1'000'000),
            done, total);
    };
    tell(0);
    const ByteSource source = [archive, work]() {
        return runOn(work->pool, [archive](const std::stop_token &) { return archive->next(archivePart); }, work->stop);
    };
    const auto loaded = co_await state->engine.loadImage(source, tell, work->stop);
    if (!loaded && loaded.error().code != ImageDamaged)
        co_return std::unexpected(loaded.error());
    if (loaded && *loaded == imageIdOf(image))
        co_return {};
    work->cache.forget(recipes.baseKind, recipes.base);
    work->cache.forget(recipes.agentKind, recipes.agent);
    work->cache.forget(recipes.guestKind, recipes.guest);
    co_return failure(ImageDamaged,
        ImageText::tr("The image did not arrive at the engine as it was built; its parts were thrown away. Try again: "
                      "they are built anew."),
        loaded ? loaded->value : loaded.error().cause);
}

/// Whether the engine has the image, which is named by its content.
Task<BuiltImage> findOnEngine(
    StatePtr state, std::shared_ptr<ImageWork> work, QString name, QString version, ImageDescription image)
{
    const ImageId id = imageIdOf(image);
    if (work->stop.stop_requested())
        co_return cancelled();
    const auto found = co_await state->engine.findImage(id.value);
    if (!found)
        co_return std::unexpected(found.error());
    if (work->stop.stop_requested())
        co_return cancelled();
    co_return BuiltImage{.id = id, .reference = imageReference(name, version, id), .wasThere = found->has_value()};
}

Task<BuiltImage> ensureInTurn(
    StatePtr state, std::shared_ptr<ImageWork> work, ImageRequest request, AgentPackage package)
{
    QElapsedTimer clock;
    clock.start();
    const auto recipes = co_await runOn(
        work->pool,
        [cache = work->cache, first = !state->prepared, request, package, definition = state->options.baseDefinition](
            const std::stop_token &) mutable -> Result<Recipes> {
            if (auto prepared = cache.prepare(); !prepared)
                return std::unexpected(prepared.error());
            if (first)
                cache.removeLeftovers();
            return readRecipes(request, package, definition);
        },
        work->stop);
    if (!recipes)
        co_return std::unexpected(recipes.error());
    state->prepared = true;
    if (!request.below.isEmpty())
        co_return co_await ensureOwn(state, work, request, package, *recipes);

    const auto recorded = co_await runOn(
        work->pool,
        [cache = work->cache, known = *recipes](const std::stop_token &) { return recordedLayers(cache, known); },
        work->stop);
    if (!recorded)
        co_return std::unexpected(recorded.error());
    if (!recorded->empty()) {
        const auto there = co_await findOnEngine(
            state, work, request.agent.id, package.version, describe(request, package, *recipes, *recorded));
        if (!there)
            co_return there;
        if (there->wasThere)
            co_return BuiltImage{.id = there->id,
                .reference = there->reference,
                .wasThere = true,
                .took = std::chrono::milliseconds(clock.elapsed())};
    }
    const auto made = co_await ensureLayers(work, request, package, *recipes);
    if (!made)
        co_return std::unexpected(made.error());
    const ImageDescription image = describe(request, package, *recipes, made->layers);
    auto built = co_await findOnEngine(state, work, request.agent.id, package.version, image);
    if (!built)
        co_return built;
    if (!built->wasThere) {
        if (const auto sent = co_await load(state, work, image, built->reference, *recipes); !sent)
            co_return std::unexpected(sent.error());
    }
    built->took = std::chrono::milliseconds(clock.elapsed());
    built->agentDownload = made->agentDownload;
    co_return built;
}

} // namespace

ImageBuilder::ImageBuilder(SandboxEngine &engine, Pool &pool, ImageBuilderOptions options, QObject *parent)
    : QObject(parent),
      m_state(std::make_shared<ImageBuilderState>(engine, pool, std::move(options)))
{ }

ImageBuilder::~ImageBuilder()
{
    m_state->ended.request_stop();
}

Task<BuiltImage> ImageBuilder::ensure(
    ImageRequest request, std::function<void(const ImageProgress &)> progress, std::stop_token stop)
{
    const StatePtr state = m_state; // `this` may be gone after a wait.
    const EitherStop either(stop, state->ended.get_token());
    const AgentPackage *package = request.agent.packageFor(request.architecture);
    if (!package)
        co_return failure(AgentUnknown,
            ImageText::tr("%1 has no program for %2. Choose another agent, or give an image of your own with --image.")
                .arg(request.agent.name, architectureName(request.architecture)));
    if (const auto turn = co_await takeTurn(state, either.source.get_token()); !turn)
        co_return std::unexpected(turn.error());
    const Turn turn(state);
    const auto work = std::make_shared<ImageWork>(
        state->pool, state->options.cacheDirectory, std::move(progress), either.source.get_token());
    co_return co_await ensureInTurn(state, work, request, *package);
}

} // namespace pilothouse

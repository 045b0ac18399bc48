#include "runner/egress/model_protocol.h"

#include "runner/base/json.h"
#include "runner/egress/model_protocols.h"

#include <QCoreApplication>
#include <QFile>
#include <QJsonArray>
#include <QUrlQuery>

#include <algorithm>
#include <array>
#include <cmath>

using namespace Qt::StringLiterals;

namespace pilothouse {

namespace {

constexpr qsizetype dataLimit = 256 * 1024;
constexpr qsizetype pathLimit = 512;
constexpr qsizetype modelNameLimit = 128;
constexpr double mostTokens = 1e12;

constexpr std::array protocolTexts{
    std::pair{ModelProtocolName::Chat, "openai-chat"_L1},
    std::pair{ModelProtocolName::Responses, "openai-responses"_L1},
    std::pair{ModelProtocolName::Messages, "anthropic-messages"_L1},
    std::pair{ModelProtocolName::Gemini, "gemini"_L1},
};

const QJsonObject &protocolData()
{
    static const QJsonObject data = [] {
        QFile file(u":/models/protocols.json"_s);
        if (!file.open(QIODevice::ReadOnly))
            qFatal("The model protocols are missing from the program.");
        return parseObject(file.readAll(), dataLimit, u"the model protocols"_s).value_or(QJsonObject());
    }();
    return data;
}

/// Whether `path` is the pattern, with a plain model's name where it has {model}.
bool matchesPath(QByteArrayView path, const QByteArray &pattern)
{
    const qsizetype hole = pattern.indexOf("{model}");
    if (hole < 0)
        return path == pattern;
    const QByteArrayView before = QByteArrayView(pattern).first(hole);
    const QByteArrayView after = QByteArrayView(pattern).sliced(hole + 7);
    if (path.size() <= before.size() + after.size() || !path.startsWith(before) || !path.endsWith(after))
        return false;
    const QByteArrayView model = path.sliced(before.size(), path.size() - before.size() - after.size());
    return model.size() <= modelNameLimit && !model.startsWith('.') && std::ranges::all_of(model, [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '.'
            || c == '_';
    });
}

/// Every item must be allowed; none of it is passed on.
bool matchesQuery(const QByteArray &query, const QJsonObject &allowed, const QJsonArray &needed)
{
    const auto items = QUrlQuery(QString::fromLatin1(query)).queryItems(QUrl::FullyDecoded);
    const bool known = std::ranges::all_of(items, [&allowed](const auto &item) {
        const QJsonArray values = allowed[item.first].toArray();
        return values.contains(item.second) || values.contains("*"_L1);
    });
    return known && std::ranges::all_of(needed, [&items](const QJsonValue &name) {
        return std::ranges::any_of(items, [&name](const auto &item) { return item.first == name.toString(); });
    });
}

QByteArray headerOf(const ModelRequest &request, const QByteArray &name)
{
    for (const auto &[field, value] : request.headers) {
        if (field.compare(name, Qt::CaseInsensitive) == 0)
            return value;
    }
    return {};
}

std::optional<ModelOperation> operationNamed(const QString &name)
{
    if (name == "answer"_L1)
        return ModelOperation::Answer;
    if (name == "count"_L1)
        return ModelOperation::CountTokens;
    if (name == "models"_L1)
        return ModelOperation::ListModels;
    return std::nullopt;
}

} // namespace

ModelProtocol::ModelProtocol(ModelProtocolName name)
    : m_name(name),
      m_data(protocolData()["protocols"_L1][protocolText(name)].toObject())
{ }

std::optional<ModelProtocol::Match> ModelProtocol::match(const ModelRequest &request) const
{
    if (request.path.size() > pathLimit)
        return std::nullopt;
    const qsizetype mark = request.path.indexOf('?');
    const QByteArrayView path = mark < 0 ? QByteArrayView(request.path) : QByteArrayView(request.path).first(mark);
    const QByteArray query = mark < 0 ? QByteArray() : request.path.sliced(mark + 1);
    const QJsonArray rules = m_data["requests"_L1].toArray();
    for (const auto &rule : rules) {
        if (request.method == rule["method"_L1].toString().toLatin1()
            && matchesPath(path, rule["path"_L1].toString().toLatin1())
            && matchesQuery(query, rule["query"_L1].toObject(), rule["needs"_L1].toArray()))
            return Match{.rule = rule.toObject(), .streams = rule["streams"_L1].toBool()};
    }
    return std::nullopt;
}

std::optional<ModelOperation> ModelProtocol::operationOf(const ModelRequest &request) const
{
    const auto matched = match(request);
    return matched ? operationNamed(matched->rule["operation"_L1].toString()) : std::nullopt;
}

Result<ModelCall> ModelProtocol::read(const ModelRequest &request, const QString &model) const
{
    const auto matched = match(request);
    if (!matched)
        return failure(NotFound,
            QCoreApplication::translate("pilothouse::ModelRequest", "This is not a request of the model protocol."));
    const Result<QJsonObject> asked = parseObject(request.body, modelRequestLimit, u"The model request"_s);
    if (!asked)
        return std::unexpected(asked.error());
    const QString shape = matched->rule["body"_L1].toString();
    Result<ShapedBody> shaped = shapedBody(*asked, m_data["shapes"_L1].toObject(), shape);
    if (!shaped)
        return std::unexpected(shaped.error());
    if (const QString sentence = missing(shaped->body); !sentence.isEmpty())
        return failure(InvalidArgument, sentence);
    QByteArray path = matched->rule["to"_L1].toString().toLatin1();
    path.replace("{model}", QUrl::toPercentEncoding(model));
    ModelCall call{
        .operation = operationNamed(matched->rule["operation"_L1].toString()).value_or(ModelOperation::Answer),
        .path = path,
        .headers = passedHeaders(request),
        .body = std::move(shaped->body),
        .streaming = matched->streams,
        .completionLimit = {},
        .media = shaped->media,
        .crossings = std::move(shaped->crossings),
    };
    complete(call, *asked, model);
    return call;
}

HttpHeaders ModelProtocol::passedHeaders(const ModelRequest &request) const
{
    HttpHeaders passed;
    const QJsonObject rules = m_data["headers"_L1].toObject();
    for (auto rule = rules.begin(); rule != rules.end(); ++rule) {
        const QByteArray name = rule.key().toLatin1();
        const QJsonArray values = (*rule)["values"_L1].toArray();
        QByteArrayList kept;
        for (const QByteArray &value : headerOf(request, name).split(',')) {
            const QByteArray trimmed = value.trimmed();
            if (values.contains(QString::fromLatin1(trimmed)) && !kept.contains(trimmed))
                kept.push_back(trimmed);
        }
        if (kept.isEmpty() && rule->toObject().contains("default"_L1))
            kept.push_back((*rule)["default"_L1].toString().toLatin1());
        if (!kept.isEmpty())
            passed.push_back({name, kept.join(',')});
    }
    return passed;
}

std::pair<QByteArray, QByteArray> ModelProtocol::keyHeader() const
{
    const QJsonObject key = m_data["key"_L1].toObject();
    return {key["header"_L1].toString().toLatin1(), key["prefix"_L1].toString().toLatin1()};
}

const ModelProtocol &modelProtocol(ModelProtocolName name)
{
    static const std::array<std::unique_ptr<ModelProtocol>, 4> protocols{
        makeChatProtocol(), makeResponsesProtocol(), makeMessagesProtocol(), makeGeminiProtocol()};
    return *protocols.at(size_t(name));
}

const ModelProtocol *protocolOf(const ModelRequest &request, ModelProtocolName preferred)
{
    if (modelProtocol(preferred).operationOf(request))
        return &modelProtocol(preferred);
    for (const auto &[name, text] : protocolTexts) {
        if (modelProtocol(name).operationOf(request))
            return &modelProtocol(name);
    }
    return nullptr;
}

QString protocolText(ModelProtocolName name)
{
    return std::ranges::find(protocolTexts, name, &decltype(protocolTexts)::value_type::first)->second;
}

std::optional<ModelProtocolName> protocolNamed(QStringView text)
{
    for (const auto &[name, known] : protocolTexts) {
        if (text == known)
            return name;
    }
    return std::nullopt;
}

const QList<KnownProvider> &knownProviders()
{
    static const QList<KnownProvider> providers = [] {
        QList<KnownProvider> list;
        const QJsonObject known = protocolData()["providers"_L1].toObject();
        for (auto one = known.begin(); one != known.end(); ++one) {
            KnownProvider provider{.id = one.key(),
                .name = (*one)["name"_L1].toString(),
                .url = QUrl((*one)["url"_L1].toString()),
                .protocols = {}};
            const QJsonArray protocols = (*one)["protocols"_L1].toArray();
            for (const auto &text : protocols) {
                if (const auto name = protocolNamed(text.toString()))
                    provider.protocols.push_back(*name);
            }
            list.push_back(std::move(provider));
        }
        return list;
    }();
    return providers;
}

const KnownProvider *knownProvider(const QString &id)
{
    const auto found = std::ranges::find(knownProviders(), id, &KnownProvider::id);
    return found == knownProviders().end() ? nullptr : &*found;
}

qint64 claimedTokens(const QJsonValue &value)
{
    return qint64(std::clamp(value.toDouble(), 0.0, mostTokens));
}

qint64 textBytes(const QJsonValue &value)
{
    return value.toString().toUtf8().size();
}

std::optional<qint64> positive(const QJsonValue &value)
{
    const qint64 number = value.toInteger();
    return number > 0 ? std::optional(number) : std::nullopt;
}

ModelUsage boundedUsage(ModelUsage usage)
{
    usage.cached = std::min(usage.prompt, usage.cached);
    usage.cacheWrite = std::min(usage.prompt - usage.cached, usage.cacheWrite);
    usage.reasoning = std::min(usage.completion, usage.reasoning);
    return usage;
}

} // namespace pilothouse

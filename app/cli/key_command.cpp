#include "app/cli/key_command.h"

#include "app/cli/interrupt.h"
#include "app/cli/secret_input.h"
#include "app/cli/terminal.h"
#include "runner/base/json.h"
#include "runner/egress/key_file.h"
#include "runner/egress/model_gateway.h"
#include "runner/egress/model_protocol.h"
#include "runner/egress/practice_endpoint.h"
#include "runner/session/data_directory.h"

#include <QCoreApplication>
#include <QFileInfo>

#include <cstdio>

using namespace Qt::StringLiterals;

namespace pilothouse::cli {

namespace {

struct Words {
    Q_DECLARE_TR_FUNCTIONS(CommandLine)
};

constexpr std::chrono::milliseconds PartPause{2};

int report(const Error &error)
{
    const QString cause = error.cause.isEmpty() ? QString() : u" (%1)"_s.arg(error.cause);
    std::fprintf(stderr, "pilothouse: %s%s\n", qUtf8Printable(error.message), qUtf8Printable(cause));
    if (error.code == KeyStoreMissing)
        std::fprintf(stderr, "%s\n",
            qUtf8Printable(
                Words::tr("Without a keychain, keep keys in a file under a passphrase: pilothouse key --file.")));
    return ExitError;
}

QString keyFilePath(const Arguments &arguments)
{
    return arguments.dataDirectory + "/keys.json"_L1;
}

/// Whether a command may start a sandbox, and so need a key.
bool mayNeedKeys(const QString &command)
{
    static const QStringList commands{
        u"run"_s, u"prompt"_s, u"approve"_s, u"deny"_s, u"resume"_s, u"fork"_s, u"attempts"_s, u"key"_s, u"comments"_s};
    return commands.contains(command);
}

/// A provider's name or the address of one.
Result<QString> keyNameOf(const QString &word)
{
    const KnownProvider *known = knownProvider(word);
    const auto url = checkedModelUrl(known && !known->url.isEmpty() ? known->url.toString() : word);
    if (!url)
        return failure(ModelUrlInvalid,
            Words::tr("“%1” is neither a provider that is known by name (anthropic, gemini, openai) nor an address.")
                .arg(word),
            url.error().message);
    return providerKeyName(*url);
}

void printName(const QString &name, bool json)
{
    const QString origin = name.section(u'/', 1);
    if (json)
        std::printf("%s\n", toLine({{u"origin"_s, origin}}).constData());
    else
        std::printf("%s\n", qUtf8Printable(origin));
}

Task<void> setKey(KeyStore &keys, const QString name, int descriptor)
{
    auto secret = descriptor >= 0 ? readSecretFrom(descriptor)
        : isTerminal(stdin)       ? askForSecret(Words::tr("Key (it is not shown):"))
                                  : readSecretFrom(0);
    if (!secret)
        co_return std::unexpected(secret.error());
    co_return co_await keys.write(name, std::move(*secret));
}

/// A keychain does not tell its entries; the providers that are known by name can be asked for.
QCoro::Task<int> listKeys(KeyStore &keys, bool json)
{
    if (const auto *file = dynamic_cast<KeyFile *>(&keys)) {
        const auto names = file->names();
        if (!names)
            co_return report(names.error());
        for (const QString &name : *names)
            printName(name, json);
        co_return ExitDone;
    }
    for (const KnownProvider &provider : knownProviders()) {
        if (provider.url.isEmpty())
            continue;
        const auto secret = co_await keys.read(providerKeyName(provider.url));
        if (secret)
            printName(providerKeyName(provider.url), json);
        else if (secret.error().code != NotFound)
            co_return report(secret.error());
    }
    co_return ExitDone;
}

} // namespace

Result<std::shared_ptr<KeyStore>> keyFileFor(const Arguments &arguments)
{
    const QString path = keyFilePath(arguments);
    const bool wanted = arguments.passphraseDescriptor >= 0 || arguments.keyFile;
    if (!wanted && (!QFileInfo::exists(path) || !mayNeedKeys(arguments.command) || !isTerminal(stdin)))
        return std::shared_ptr<KeyStore>();
    auto passphrase = arguments.passphraseDescriptor >= 0
        ? readSecretFrom(arguments.passphraseDescriptor)
        : askForSecret(QFileInfo::exists(path) ? Words::tr("Passphrase of the key file:")
                                               : Words::tr("New passphrase for the key file:"));
    if (!passphrase)
        return std::unexpected(passphrase.error());
    return std::make_shared<KeyFile>(path, std::move(*passphrase));
}

QCoro::Task<int> runKeyCommand(Arguments arguments)
{
    const auto directory = DataDirectory::open(arguments.dataDirectory);
    if (!directory)
        co_return report(directory.error());
    const auto file = keyFileFor(arguments);
    if (!file)
        co_return report(file.error());
    Keychain keychain;
    KeyStore &keys = *file ? **file : static_cast<KeyStore &>(keychain);
    const QJsonObject request = arguments.request;
    const QString action = request["action"_L1].toString();
    if (action == "list"_L1)
        co_return co_await listKeys(keys, arguments.json);
    const auto name = keyNameOf(request["provider"_L1].toString());
    if (!name)
        co_return report(name.error());
    const auto done = action == "set"_L1 ? co_await setKey(keys, *name, request["keyDescriptor"_L1].toInt(-1))
                                         : co_await keys.remove(*name);
    co_return done ? ExitDone : report(done.error());
}

int runPracticeEndpoint(const Arguments &arguments)
{
    auto model = PracticeModel::builtIn();
    if (!model)
        return report(model.error());
    const QJsonObject request = arguments.request;
    PracticeEndpoint endpoint(std::move(*model), Secret(request["key"_L1].toString().toUtf8()), PartPause);
    if (const auto listening = endpoint.listen(quint16(request["port"_L1].toInt())); !listening)
        return report(listening.error());
    const auto print = [](const QJsonObject &line) {
        std::printf("%s\n", toLine(line).constData());
        std::fflush(stdout);
    };
    QObject::connect(&endpoint, &PracticeEndpoint::counted, &endpoint, print);
    onInterrupt(&endpoint, [] { QCoreApplication::quit(); });
    print({{u"url"_s, u"http://127.0.0.1:%1"_s.arg(endpoint.port())}, {u"model"_s, PracticeModel::modelName()}});
    return QCoreApplication::exec();
}

} // namespace pilothouse::cli

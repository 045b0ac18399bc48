#include "app/cli/key_arguments.h"

#include <QCommandLineParser>
#include <QCoreApplication>

using namespace Qt::StringLiterals;

namespace pilothouse::cli {

namespace {

struct Words {
    Q_DECLARE_TR_FUNCTIONS(CommandLine)
};

} // namespace

void addKeyOptions(QCommandLineParser &parser, const QString &command)
{
    const auto flag = [&parser](const QString &name, const QString &text) { parser.addOption({name, text}); };
    const auto value = [&parser](const QString &name, const QString &text, const QString &word) {
        parser.addOption({name, text, word});
    };
    if (command != "practice-endpoint"_L1)
        value(u"passphrase-fd"_s, Words::tr("Keys are in the key file; read its passphrase from this file descriptor."),
            u"N"_s);
    if (command == "key"_L1) {
        flag(u"file"_s, Words::tr("Use an encrypted file in the data directory instead of the system's keychain."));
        value(u"key-fd"_s, Words::tr("Read the key from this file descriptor."), u"N"_s);
    }
    if (command == "practice-endpoint"_L1) {
        value(u"port"_s, Words::tr("The port on 127.0.0.1; any free one when missing."), u"N"_s);
        value(u"key"_s, Words::tr("Answer only who sends this key."), u"KEY"_s);
    }
}

Result<void> fillKeyOptions(Arguments &arguments, const QCommandLineParser &parser)
{
    const auto number = [&parser](const QString &option, int most) -> Result<int> {
        bool isNumber = false;
        const int value = parser.value(option).toInt(&isNumber);
        if (!isNumber || value < 0 || value > most)
            return failure(UsageWrong, Words::tr("--%1 takes a number, not “%2”.").arg(option, parser.value(option)));
        return value;
    };
    const auto isSet = [&parser](const QString &option) {
        return parser.optionNames().contains(option) && parser.isSet(option);
    };
    constexpr int MostDescriptors = 1 << 20;
    if (isSet(u"passphrase-fd"_s)) {
        const auto descriptor = number(u"passphrase-fd"_s, MostDescriptors);
        if (!descriptor)
            return std::unexpected(descriptor.error());
        arguments.passphraseDescriptor = *descriptor;
    }
    if (isSet(u"key-fd"_s)) {
        const auto descriptor = number(u"key-fd"_s, MostDescriptors);
        if (!descriptor)
            return std::unexpected(descriptor.error());
        arguments.request[u"keyDescriptor"_s] = *descriptor;
    }
    if (isSet(u"port"_s)) {
        const auto port = number(u"port"_s, 65535);
        if (!port)
            return std::unexpected(port.error());
        arguments.request[u"port"_s] = *port;
    }
    if (isSet(u"key"_s))
        arguments.request[u"key"_s] = parser.value(u"key"_s);
    arguments.keyFile = isSet(u"file"_s);
    return {};
}

Result<void> fillKeyWords(QJsonObject &request, const QStringList &words)
{
    const QString action = words.first();
    const bool named = action == "set"_L1 || action == "remove"_L1;
    if ((!named && action != "list"_L1) || words.size() != (named ? 2 : 1))
        return failure(UsageWrong,
            Words::tr("Usage: pilothouse key set PROVIDER|URL, key list or key remove PROVIDER|URL. See pilothouse key "
                      "--help."));
    request[u"action"_s] = action;
    if (named)
        request[u"provider"_s] = words.at(1);
    return {};
}

} // namespace pilothouse::cli

#include "runner/egress/key_file.h"

#include "runner/base/json.h"

#include <QFile>
#include <QFileInfo>
#include <QSaveFile>

#include <array>
#include <bit>
#include <memory>
#include <optional>

#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/rand.h>

using namespace Qt::StringLiterals;

namespace pilothouse {

namespace {

constexpr qsizetype saltSize = 16;
constexpr qsizetype nonceSize = 12;
constexpr qsizetype tagSize = 16;
constexpr int keySize = 32;
// A file that asks for more would be an attack on this machine's memory.
constexpr quint64 mostN = 1 << 20;
constexpr quint32 mostR = 16;
constexpr quint32 mostP = 4;
constexpr quint64 mostMemory = 512ULL * 1024 * 1024;

struct Words {
    Q_DECLARE_TR_FUNCTIONS(pilothouse::KeyFile)
};

struct FreeContext {
    void operator()(EVP_CIPHER_CTX *context) const noexcept { EVP_CIPHER_CTX_free(context); }
};
using Context = std::unique_ptr<EVP_CIPHER_CTX, FreeContext>;

/// Bytes that are overwritten at the end.
class Wiped {
public:
    explicit Wiped(qsizetype size) : bytes(size, '\0') { }
    explicit Wiped(QByteArray taken) : bytes(std::move(taken)) { }
    ~Wiped() { OPENSSL_cleanse(bytes.data(), size_t(bytes.size())); }
    Wiped(const Wiped &) = delete;
    Wiped &operator=(const Wiped &) = delete;

    unsigned char *data() { return reinterpret_cast<unsigned char *>(bytes.data()); }

    QByteArray bytes;
};

const unsigned char *plain(const QByteArray &bytes)
{
    return reinterpret_cast<const unsigned char *>(bytes.constData());
}

struct Sealed {
    ScryptCost cost;
    QByteArray salt;
    QByteArray nonce;
    QByteArray tag;
    QByteArray data;

    /// What is authenticated beside the data.
    [[nodiscard]] QByteArray head() const
    {
        return "pilothouse-keys 1 " + QByteArray::number(cost.n) + ' ' + QByteArray::number(cost.r) + ' '
            + QByteArray::number(cost.p) + ' ' + salt.toHex() + ' ' + nonce.toHex();
    }
};

std::unexpected<Error> invalid()
{
    return failure(KeyFileInvalid,
        Words::tr("The key file is damaged, or is none. Restore it from a backup, or remove it and enter the keys "
                  "again."));
}

std::unexpected<Error> cryptographyFailed()
{
    return failure(IoFailed, Words::tr("The keys could not be encrypted on this machine."),
        QString::fromLatin1(ERR_error_string(ERR_get_error(), nullptr)));
}

bool isPayable(const ScryptCost &cost)
{
    return cost.n >= 2 && cost.n <= mostN && std::has_single_bit(cost.n) && cost.r >= 1 && cost.r <= mostR
        && cost.p >= 1 && cost.p <= mostP && 128 * cost.n * cost.r <= mostMemory;
}

bool derive(const Secret &passphrase, const Sealed &sealed, Wiped &key)
{
    const QByteArrayView words = passphrase.reveal();
    return EVP_PBE_scrypt(words.data(), size_t(words.size()), plain(sealed.salt), size_t(sealed.salt.size()),
               sealed.cost.n, sealed.cost.r, sealed.cost.p, mostMemory + 64 * 1024 * 1024, key.data(), keySize)
        == 1;
}

std::optional<QByteArray> base64(const QJsonValue &value, std::optional<qsizetype> size)
{
    const auto decoded =
        QByteArray::fromBase64Encoding(value.toString().toLatin1(), QByteArray::AbortOnBase64DecodingErrors);
    if (!decoded || !value.isString() || (size && (*decoded).size() != *size))
        return std::nullopt;
    return *decoded;
}

Result<Sealed> parse(const QByteArray &file)
{
    const auto object = parseObject(file, keyFileLimit, u"the key file"_s);
    if (!object || (*object)["pilothouse-keys"_L1].toInteger() != 1)
        return invalid();
    const auto salt = base64((*object)["salt"_L1], saltSize);
    const auto nonce = base64((*object)["nonce"_L1], nonceSize);
    const auto tag = base64((*object)["tag"_L1], tagSize);
    const auto data = base64((*object)["data"_L1], std::nullopt);
    if (!salt || !nonce || !tag || !data)
        return invalid();
    const auto number = [&object](QLatin1StringView field) {
        return std::clamp<qint64>((*object)[field].toInteger(-1), 0, qint64(mostN) * 2);
    };
    Sealed sealed{.cost = {.n = quint64(number("n"_L1)), .r = quint32(number("r"_L1)), .p = quint32(number("p"_L1))},
        .salt = *salt,
        .nonce = *nonce,
        .tag = *tag,
        .data = *data};
    if (!isPayable(sealed.cost))
        return failure(
            LimitExceeded, Words::tr("The key file asks for more memory than a key file needs; it is not opened."));
    return sealed;
}

Result<KeysByName> keysOf(const QByteArray &text)
{
    const auto object = parseObject(text, keyFileLimit, u"the keys"_s);
    if (!object)
        return invalid();
    KeysByName keys;
    for (auto key = object->begin(); key != object->end(); ++key) {
        const auto bytes = base64(*key, std::nullopt);
        if (!bytes)
            return invalid();
        keys.emplace(key.key(), Secret(*bytes));
    }
    return keys;
}

} // namespace

Result<QByteArray> sealKeys(const KeysByName &keys, const Secret &passphrase, ScryptCost cost)
{
    QJsonObject named;
    for (const auto &[name, secret] : keys)
        named[name] = QString::fromLatin1(secret.reveal().toByteArray().toBase64());
    Wiped text(toLine(named));
    Sealed sealed{.cost = cost,
        .salt = QByteArray(saltSize, '\0'),
        .nonce = QByteArray(nonceSize, '\0'),
        .tag = QByteArray(tagSize, '\0'),
        .data = QByteArray(text.bytes.size(), '\0')};
    const auto random = [](QByteArray &bytes) {
        return RAND_bytes(reinterpret_cast<unsigned char *>(bytes.data()), int(bytes.size())) == 1;
    };
    Wiped key{qsizetype(keySize)};
    const Context context(EVP_CIPHER_CTX_new());
    if (!isPayable(cost) || !random(sealed.salt) || !random(sealed.nonce) || !derive(passphrase, sealed, key)
        || !context)
        return cryptographyFailed();
    const QByteArray head = sealed.head();
    int length = 0;
    int last = 0;
    auto *out = reinterpret_cast<unsigned char *>(sealed.data.data());
    if (EVP_EncryptInit_ex2(context.get(), EVP_aes_256_gcm(), key.data(), plain(sealed.nonce), nullptr) != 1
        || EVP_EncryptUpdate(context.get(), nullptr, &length, plain(head), int(head.size())) != 1
        || EVP_EncryptUpdate(context.get(), out, &length, text.data(), int(text.bytes.size())) != 1
        || EVP_EncryptFinal_ex(context.get(), out + length, &last) != 1
        || EVP_CIPHER_CTX_ctrl(context.get(), EVP_CTRL_AEAD_GET_TAG, int(tagSize), sealed.tag.data()) != 1)
        return cryptographyFailed();
    const auto coded = [](const QByteArray &bytes) { return QString::fromLatin1(bytes.toBase64()); };
    return toLine({{u"pilothouse-keys"_s, 1}, {u"n"_s, qint64(cost.n)}, {u"r"_s, qint64(cost.r)},
               {u"p"_s, qint64(cost.p)}, {u"salt"_s, coded(sealed.salt)}, {u"nonce"_s, coded(sealed.nonce)},
               {u"tag"_s, coded(sealed.tag)}, {u"data"_s, coded(sealed.data)}})
        + '\n';
}

Result<KeysByName> openKeys(const QByteArray &file, const Secret &passphrase)
{
    auto sealed = parse(file);
    if (!sealed)
        return std::unexpected(sealed.error());
    Wiped key{qsizetype(keySize)};
    const Context context(EVP_CIPHER_CTX_new());
    if (!derive(passphrase, *sealed, key) || !context)
        return cryptographyFailed();
    const QByteArray head = sealed->head();
    Wiped text(sealed->data.size());
    int length = 0;
    int last = 0;
    const bool opened =
        EVP_DecryptInit_ex2(context.get(), EVP_aes_256_gcm(), key.data(), plain(sealed->nonce), nullptr) == 1
        && EVP_DecryptUpdate(context.get(), nullptr, &length, plain(head), int(head.size())) == 1
        && EVP_DecryptUpdate(context.get(), text.data(), &length, plain(sealed->data), int(sealed->data.size())) == 1
        && EVP_CIPHER_CTX_ctrl(context.get(), EVP_CTRL_AEAD_SET_TAG, int(tagSize), sealed->tag.data()) == 1
        && EVP_DecryptFinal_ex(context.get(), text.data() + length, &last) == 1;
    if (!opened)
        return failure(KeyFileLocked,
            Words::tr("The passphrase of the key file is wrong, or the file was changed by somebody who does not know "
                      "it."));
    return keysOf(text.bytes);
}

KeyFile::KeyFile(QString path, Secret passphrase, ScryptCost cost)
    : m_path(std::move(path)),
      m_passphrase(std::move(passphrase)),
      m_cost(cost)
{ }

Result<KeysByName> KeyFile::load() const
{
    QFile file(m_path);
    if (!file.exists())
        return KeysByName();
    if (!file.open(QIODevice::ReadOnly))
        return failure(IoFailed, tr("The key file %1 cannot be read.").arg(m_path), file.errorString());
    const QByteArray content = file.read(keyFileLimit + 1);
    return openKeys(content, m_passphrase);
}

Result<void> KeyFile::save(const KeysByName &keys) const
{
    const auto content = sealKeys(keys, m_passphrase, m_cost);
    if (!content)
        return std::unexpected(content.error());
    QSaveFile file(m_path);
    const auto failed = [&] {
        return failure(IoFailed, tr("The key file %1 cannot be written.").arg(m_path), file.errorString());
    };
    // QSaveFile makes it for this user alone while it is new; a file that was there lends it its permissions.
    if (!file.open(QIODevice::WriteOnly) || !file.setPermissions(QFile::ReadOwner | QFile::WriteOwner))
        return failed();
    if (file.write(*content) != content->size() || !file.commit())
        return failed();
    return {};
}

Task<Secret> KeyFile::read(QString name)
{
    auto keys = load();
    if (!keys)
        co_return std::unexpected(keys.error());
    const auto found = keys->find(name);
    if (found == keys->end())
        co_return failure(NotFound, tr("No key of this name is stored."));
    co_return Result<Secret>(std::move(found->second));
}

Task<void> KeyFile::write(QString name, Secret secret)
{
    auto keys = load();
    if (!keys)
        co_return std::unexpected(keys.error());
    keys->insert_or_assign(name, std::move(secret));
    co_return save(*keys);
}

Task<void> KeyFile::remove(QString name)
{
    auto keys = load();
    if (!keys)
        co_return std::unexpected(keys.error());
    if (keys->erase(name) == 0)
        co_return failure(NotFound, tr("No key of this name is stored."));
    co_return save(*keys);
}

Result<QStringList> KeyFile::names() const
{
    const auto keys = load();
    if (!keys)
        return std::unexpected(keys.error());
    QStringList names;
    for (const auto &[name, secret] : *keys)
        names.append(name);
    return names;
}

} // namespace pilothouse

#pragma once

#include <concepts>
#include <cstdint>
#include <cstring>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

namespace pilothouse::guest {

// How a payload's struct is laid out: its fields in order. Integers, bools and enums little-endian in their own size
// (bool: one byte, 0 or 1); a string as a 32-bit length and its bytes; a list as a 32-bit count and its elements; a
// pair as both. A struct names its fields once, in `template <class F> void fields(F &f)`, for both directions.

template <class T>
concept FieldStruct = requires(T &value, int &visitor) { value.fields(visitor); };

/// Appends fields to a string.
class FieldWriter {
public:
    explicit FieldWriter(std::string &out) : m_out(out) { }

    template <class... T> void operator()(const T &...values) { (write(values), ...); }

private:
    template <class T>
        requires(std::is_integral_v<T> || std::is_enum_v<T>)
    void write(T value)
    {
        char bytes[sizeof(T)];
        std::memcpy(bytes, &value, sizeof(T));
        m_out.append(bytes, sizeof(T));
    }
    void write(const std::string &text)
    {
        write(static_cast<std::uint32_t>(text.size()));
        m_out += text;
    }
    template <class A, class B> void write(const std::pair<A, B> &pair)
    {
        write(pair.first);
        write(pair.second);
    }
    template <class T> void write(const std::vector<T> &list)
    {
        write(static_cast<std::uint32_t>(list.size()));
        for (const T &item : list)
            write(item);
    }
    template <FieldStruct T> void write(const T &value) { const_cast<T &>(value).fields(*this); }

    std::string &m_out;
};

/// Reads fields back from hostile bytes; after the first that does not fit all further ones stay as they are.
class FieldReader {
public:
    explicit FieldReader(std::string_view bytes) : m_bytes(bytes) { }

    template <class... T> void operator()(T &...values) { (read(values), ...); }
    /// Everything was there and nothing is left over.
    [[nodiscard]] bool isComplete() const { return m_good && m_bytes.empty(); }

private:
    template <class T>
        requires(std::is_integral_v<T> || std::is_enum_v<T>)
    void read(T &value)
    {
        if (!m_good || m_bytes.size() < sizeof(T)) {
            m_good = false;
            return;
        }
        if constexpr (std::is_same_v<T, bool>) {
            m_good = m_bytes[0] == 0 || m_bytes[0] == 1;
            value = m_bytes[0] == 1;
        } else {
            std::memcpy(&value, m_bytes.data(), sizeof(T));
        }
        m_bytes.remove_prefix(sizeof(T));
    }
    void read(std::string &text)
    {
        std::uint32_t size = 0;
        read(size);
        if (!m_good || size > m_bytes.size()) {
            m_good = false;
            return;
        }
        text.assign(m_bytes.substr(0, size));
        m_bytes.remove_prefix(size);
    }
    template <class A, class B> void read(std::pair<A, B> &pair)
    {
        read(pair.first);
        read(pair.second);
    }
    template <class T> void read(std::vector<T> &list)
    {
        std::uint32_t count = 0;
        read(count);
        // Every element takes at least a byte, so a count that lies is found before anything is allocated for it.
        if (!m_good || count > m_bytes.size()) {
            m_good = false;
            return;
        }
        list.clear();
        for (std::uint32_t i = 0; i < count && m_good; ++i)
            read(list.emplace_back());
    }
    template <FieldStruct T> void read(T &value) { value.fields(*this); }

    std::string_view m_bytes;
    bool m_good = true;
};

template <FieldStruct T> [[nodiscard]] std::string encode(const T &value)
{
    std::string out;
    FieldWriter writer(out);
    const_cast<T &>(value).fields(writer);
    return out;
}

template <FieldStruct T> [[nodiscard]] std::optional<T> decode(std::string_view bytes)
{
    T value;
    FieldReader reader(bytes);
    value.fields(reader);
    if (!reader.isComplete())
        return std::nullopt;
    return value;
}

} // namespace pilothouse::guest

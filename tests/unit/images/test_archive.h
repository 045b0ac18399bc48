#pragma once

#include <QByteArray>

#include <archive.h>
#include <archive_entry.h>

namespace pilothouse {

/// Makes the archives that tests feed in, hostile ones included: nothing is checked.
class TestArchive {
public:
    enum class Format { Tar, CompressedTar, Ar };

    explicit TestArchive(Format format = Format::Tar)
    {
        m_archive = archive_write_new();
        if (format == Format::Ar)
            archive_write_set_format_ar_svr4(m_archive);
        else
            archive_write_set_format_gnutar(m_archive);
        if (format == Format::CompressedTar)
            archive_write_add_filter_gzip(m_archive);
        const auto gather = [](archive *, void *into, const void *bytes, size_t count) -> la_ssize_t {
            static_cast<QByteArray *>(into)->append(static_cast<const char *>(bytes), static_cast<qsizetype>(count));
            return static_cast<la_ssize_t>(count);
        };
        archive_write_open(m_archive, &m_bytes, nullptr, gather, nullptr);
    }
    TestArchive(const TestArchive &) = delete;
    TestArchive &operator=(const TestArchive &) = delete;
    ~TestArchive() { archive_write_free(m_archive); }

    TestArchive &file(const QByteArray &path, const QByteArray &content, int mode = 0644)
    {
        return add(path, AE_IFREG, mode, content);
    }
    TestArchive &directory(const QByteArray &path, int mode = 0755) { return add(path, AE_IFDIR, mode); }
    TestArchive &symlink(const QByteArray &path, const QByteArray &target) { return add(path, AE_IFLNK, 0777, target); }
    TestArchive &hardLink(const QByteArray &path, const QByteArray &target) { return add(path, 0, 0644, target); }
    TestArchive &node(const QByteArray &path, unsigned type) { return add(path, type, 0644); }

    [[nodiscard]] QByteArray finish()
    {
        archive_write_close(m_archive);
        return m_bytes;
    }

    /// A Debian package with that data archive.
    [[nodiscard]] static QByteArray debian(const QByteArray &data)
    {
        TestArchive control(Format::CompressedTar);
        control.file("./control", "Package: test\n");
        TestArchive package(Format::Ar);
        return package.file("debian-binary", "2.0\n")
            .file("control.tar.gz", control.finish())
            .file("data.tar.gz", data)
            .finish();
    }

private:
    /// `content` is a link's target. Type 0 is a hard link.
    TestArchive &add(const QByteArray &path, unsigned type, int mode, const QByteArray &content = {})
    {
        archive_entry *entry = archive_entry_new();
        archive_entry_set_pathname(entry, path.constData());
        archive_entry_set_filetype(entry, type == 0 ? static_cast<unsigned>(AE_IFREG) : type);
        archive_entry_set_perm(entry, static_cast<mode_t>(mode));
        archive_entry_set_size(entry, type == AE_IFREG ? content.size() : 0);
        if (type == AE_IFLNK)
            archive_entry_set_symlink(entry, content.constData());
        else if (type == 0)
            archive_entry_set_hardlink(entry, content.constData());
        archive_write_header(m_archive, entry);
        if (type == AE_IFREG)
            archive_write_data(m_archive, content.constData(), static_cast<size_t>(content.size()));
        archive_entry_free(entry);
        return *this;
    }

    archive *m_archive = nullptr;
    QByteArray m_bytes;
};

} // namespace pilothouse

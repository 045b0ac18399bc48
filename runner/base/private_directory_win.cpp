#include "runner/base/private_directory.h"

#include "runner/base/base_text.h"

#include <QDir>
#include <QFileInfo>

#include <aclapi.h>
#include <sddl.h>
#include <windows.h>

namespace pilothouse {

Result<void> ensurePrivateDirectory(const QString &path)
{
    QDir().mkpath(QFileInfo(path).path());
    // Protected from inheritance; full control for the owner alone, inherited by what is created inside.
    PSECURITY_DESCRIPTOR descriptor = nullptr;
    if (!ConvertStringSecurityDescriptorToSecurityDescriptorW(
            L"D:P(A;OICI;FA;;;OW)", SDDL_REVISION_1, &descriptor, nullptr))
        return failure(IoFailed, BaseText::tr("Windows could not make an access list for %1.").arg(path));
    SECURITY_ATTRIBUTES attributes{sizeof(SECURITY_ATTRIBUTES), descriptor, FALSE};
    const std::wstring native = QDir::toNativeSeparators(path).toStdWString();
    const bool created = CreateDirectoryW(native.c_str(), &attributes) != 0;
    const DWORD reason = created ? ERROR_SUCCESS : GetLastError();
    bool ours = created;
    if (reason == ERROR_ALREADY_EXISTS) {
        const DWORD kind = GetFileAttributesW(native.c_str());
        const bool plain = (kind & FILE_ATTRIBUTE_DIRECTORY) != 0 && (kind & FILE_ATTRIBUTE_REPARSE_POINT) == 0;
        ours = plain && SetFileSecurityW(native.c_str(), DACL_SECURITY_INFORMATION, descriptor) != 0;
    }
    LocalFree(descriptor);
    if (!ours)
        return failure(DirectoryNotPrivate,
            BaseText::tr("%1 cannot be made private to you. Choose a directory of your own.").arg(path));
    return {};
}

} // namespace pilothouse

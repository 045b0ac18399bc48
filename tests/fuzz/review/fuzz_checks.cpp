// What a tree says about its checks, and a list of sensitive files.

#include "runner/review/check_definition.h"
#include "runner/review/sensitive_files.h"

#include <QSet>

#include <algorithm>
#include <cstdlib>

using namespace pilothouse;

namespace {

void need(bool condition)
{
    if (!condition)
        std::abort();
}

/// A terminal that shows it must not obey it.
bool obeys(const QString &text)
{
    return std::ranges::any_of(
        text, [](QChar c) { return c.category() == QChar::Other_Control && c != u'\n' && c != u'\t'; });
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const QByteArray input(reinterpret_cast<const char *>(data), static_cast<qsizetype>(size));
    if (const auto checks = parseChecks(input, CheckDefinition::Origin::Base)) {
        QSet<QString> names;
        for (const CheckDefinition &check : *checks) {
            need(!check.name.isEmpty() && !names.contains(check.name) && !obeys(check.name) && !obeys(check.command));
            need(!check.command.trimmed().isEmpty() && check.limit.count() >= 1 && check.limit <= LongestCheck);
            need(check.origin == CheckDefinition::Origin::Base);
            names.insert(check.name);
        }
        need(withTrusted(*checks, *checks).size() == checks->size());
    }
    (void)SensitiveFiles::fromJson(input);
    return 0;
}

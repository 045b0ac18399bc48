#include "ui/review/origin_lookup.h"

#include "runner/base/visible_text.h"
#include "ui/controls/when_done.h"

namespace pilothouse {

QString originInShort(const LineOrigin &origin)
{
    const auto callWords = [](const LineOrigin::Call &call) {
        return visibleText(call.command.isEmpty() ? call.title : call.command, LineBreaks::Show).left(60);
    };
    switch (origin.kind) {
    case LineOrigin::Kind::By:
        return callWords(origin.calls.front());
    case LineOrigin::Kind::During:
        return origin.calls.size() == 1
            ? OriginLookup::tr("during %1").arg(callWords(origin.calls.front()))
            : OriginLookup::tr("during one of %n calls", nullptr, static_cast<int>(origin.calls.size()));
    case LineOrigin::Kind::Between:
        return OriginLookup::tr("between calls");
    case LineOrigin::Kind::Restored:
        return OriginLookup::tr("put back by you");
    case LineOrigin::Kind::Unknown:
        return OriginLookup::tr("unknown");
    }
    return {};
}

OriginLookup::OriginLookup(RunnerApi &runner, CurrentReview &review, QObject *parent)
    : QObject(parent),
      m_runner(runner),
      m_review(review)
{
    connect(&review, &CurrentReview::changesReplaced, this, &OriginLookup::forget);
}

void OriginLookup::forget()
{
    ++m_generation;
    m_known.clear();
    m_asked.clear();
    m_fitting.clear();
    if (m_review.isEmpty())
        m_filter.reset();
    if (m_filter) // the same question about the newer changes
        filter(*m_filter, m_filterName);
}

const LineOrigins *OriginLookup::known(int file) const
{
    const auto found = m_known.constFind(file);
    return found == m_known.cend() ? nullptr : found->get();
}

void OriginLookup::want(int file)
{
    if (known(file))
        return Q_EMIT arrived(file);
    if (m_asked.contains(file))
        return;
    m_asked.insert(file);
    whenDone(m_runner.review().lineOrigins(m_review.session(), m_review.changes(), file), this,
        [this, file, generation = m_generation](Result<std::shared_ptr<const LineOrigins>> origins) {
            if (generation != m_generation)
                return;
            m_asked.remove(file);
            if (!origins)
                Q_EMIT failed(origins.error().message);
            take(file, origins ? *std::move(origins) : std::make_shared<const LineOrigins>());
        });
}

void OriginLookup::take(int file, std::shared_ptr<const LineOrigins> origins)
{
    m_known.insert(file, std::move(origins));
    if (m_filter)
        fit(file);
    Q_EMIT arrived(file);
}

void OriginLookup::filter(const OriginFilter &filter, const QString &name)
{
    m_filter = filter;
    m_filterName = name;
    m_fitting.clear();
    const int files = m_review.isEmpty() ? 0 : static_cast<int>(m_review.changes().set->files.size());
    m_missing = files;
    for (int file = 0; file < files; ++file) {
        if (known(file))
            fit(file);
        else
            want(file);
    }
}

void OriginLookup::fit(int file)
{
    const FileChange &change = m_review.changes().set->files[file];
    if (m_fitting.contains(change.path()))
        return;
    m_fitting.insert(change.path(), selectOrigins(change, *m_known[file], *m_filter));
    if (--m_missing > 0)
        return;
    QSet<QByteArray> paths;
    for (auto part = m_fitting.cbegin(); part != m_fitting.cend(); ++part) {
        if (!part->isEmpty())
            paths.insert(part.key());
    }
    Q_EMIT filtered(m_filterName, paths);
}

void OriginLookup::endFilter()
{
    m_filter.reset();
    m_fitting.clear();
}

const FileSelection *OriginLookup::fitting(const QByteArray &path) const
{
    const auto found = m_fitting.constFind(path);
    return m_filter && found != m_fitting.cend() ? &*found : nullptr;
}

} // namespace pilothouse

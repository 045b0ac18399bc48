#include "ui/review/review_pictures.h"

#include "ui/controls/when_done.h"

#include <QBuffer>
#include <QCoreApplication>
#include <QImageReader>
#include <QtConcurrentRun>

namespace pilothouse {

namespace {

constexpr qint64 MostBytes = qint64(32) << 20; ///< Of a file.
constexpr qint64 MostPixels = 100'000'000;
constexpr int MostShownSide = 2048; ///< Pixels; larger pictures are scaled down when they are read.
constexpr int MostDecodedMegabytes = 512;
constexpr int KeptKilobytes = 96 * 1024;

QByteArray keyOf(const FileChange &change)
{
    return change.oldBlob.value.toLatin1() + ' ' + change.newBlob.value.toLatin1();
}

} // namespace

PicturePair::Side decodePicture(const QByteArray &bytes)
{
    PicturePair::Side side;
    const char *format = imageFormat(bytes);
    if (!format) {
        side.failure = ReviewPictures::tr("No picture of a kind that is shown");
        return side;
    }
    QBuffer buffer;
    buffer.setData(bytes);
    buffer.open(QIODevice::ReadOnly);
    QImageReader reader(&buffer, format);
    reader.setAutoDetectImageFormat(false); // what is installed beyond these formats stays unused
    reader.setAutoTransform(true);
    side.size = reader.size();
    if (!reader.canRead() || !side.size.isValid()) {
        side.failure = ReviewPictures::tr("The picture cannot be read");
        return side;
    }
    if (qint64(side.size.width()) * side.size.height() > MostPixels) {
        side.failure = ReviewPictures::tr("The picture is too large to be shown");
        return side;
    }
    if (side.size.width() > MostShownSide || side.size.height() > MostShownSide)
        reader.setScaledSize(side.size.scaled(MostShownSide, MostShownSide, Qt::KeepAspectRatio));
    side.image = reader.read();
    if (side.image.isNull())
        side.failure = ReviewPictures::tr("The picture cannot be read");
    else
        side.image = side.image.convertToFormat(QImage::Format_ARGB32_Premultiplied);
    return side;
}

ReviewPictures::ReviewPictures(ReviewSource &source, QObject *parent)
    : QObject(parent),
      m_source(source),
      m_pairs(KeptKilobytes)
{
    QImageReader::setAllocationLimit(MostDecodedMegabytes);
}

const PicturePair *ReviewPictures::pair(const FileChange &change)
{
    const QByteArray key = keyOf(change);
    if (const PicturePair *known = m_pairs.object(key))
        return known->complete ? known : nullptr;
    if (!m_asked.contains(key)) {
        m_asked.insert(key);
        m_pairs.insert(key, new PicturePair, 1);
        load(change, ReviewSide::Old);
    }
    return nullptr;
}

/// The old picture, and then the new one.
void ReviewPictures::load(const FileChange &change, ReviewSide side)
{
    const auto finish = [this, change, side](PicturePair::Side loaded) {
        const QByteArray key = keyOf(change);
        std::unique_ptr<PicturePair> pair(m_pairs.take(key));
        if (!pair)
            pair = std::make_unique<PicturePair>();
        (side == ReviewSide::Old ? pair->before : pair->after) = std::move(loaded);
        pair->complete = side == ReviewSide::New;
        const auto cost = (pair->before.image.sizeInBytes() + pair->after.image.sizeInBytes()) / 1024 + 1;
        m_pairs.insert(key, pair.release(), qMin(cost, qsizetype(KeptKilobytes)));
        if (side == ReviewSide::Old)
            return load(change, ReviewSide::New);
        m_asked.remove(key);
        Q_EMIT arrived();
    };
    const bool old = side == ReviewSide::Old;
    const ObjectId blob = old ? change.oldBlob : change.newBlob;
    if (!blob.isValid() || (old ? change.oldPath : change.newPath).isEmpty())
        return finish({});
    whenDone(m_source.content(blob, MostBytes), this, [this, finish](Result<QByteArray> bytes) {
        if (!bytes)
            return finish({{}, {}, bytes.error().message});
        QtConcurrent::run([content = *std::move(bytes)] {
            return decodePicture(content);
        }).then(this, [finish](PicturePair::Side loaded) { finish(std::move(loaded)); });
    });
}

} // namespace pilothouse

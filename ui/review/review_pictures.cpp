#include "ui/review/review_pictures.h"

#include "ui/controls/when_done.h"

#include <QBuffer>
#include <QCoreApplication>
#include <QImageReader>
#include <QPainter>
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

void comparePictures(PicturePair &pair)
{
    const QImage &old = pair.before.image;
    const QImage &present = pair.after.image;
    if (old.isNull() || present.isNull())
        return;
    const QSize size = old.size().expandedTo(present.size());
    const auto centred = [&size](const QImage &image) {
        if (image.size() == size)
            return image;
        QImage whole(size, QImage::Format_ARGB32_Premultiplied);
        whole.fill(Qt::transparent);
        QPainter painter(&whole);
        painter.drawImage((size.width() - image.width()) / 2, (size.height() - image.height()) / 2, image);
        return whole;
    };
    const QImage a = centred(old);
    const QImage b = centred(present);
    QImage difference(size, QImage::Format_ARGB32_Premultiplied);
    qint64 differing = 0;
    for (int y = 0; y < size.height(); ++y) {
        const auto *before = reinterpret_cast<const QRgb *>(a.constScanLine(y));
        const auto *after = reinterpret_cast<const QRgb *>(b.constScanLine(y));
        auto *out = reinterpret_cast<QRgb *>(difference.scanLine(y));
        for (int x = 0; x < size.width(); ++x) {
            const bool same = before[x] == after[x];
            differing += same ? 0 : 1;
            const int gray = 255 - (255 - qGray(after[x])) / 4; // what is the same is there, but faint
            out[x] = !same ? qRgb(214, 32, 138) : qAlpha(after[x]) == 0 ? 0 : qRgb(gray, gray, gray);
        }
    }
    pair.difference = difference;
    pair.differing = 100.0 * static_cast<double>(differing) / (static_cast<double>(size.width()) * size.height());
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
        load(change, ReviewSide::Old, {});
    }
    return nullptr;
}

/// The old picture, and then the new one.
void ReviewPictures::load(const FileChange &change, ReviewSide side, PicturePair so)
{
    const auto finish = [this, change, side](PicturePair pair) {
        if (side == ReviewSide::Old)
            return load(change, ReviewSide::New, std::move(pair));
        pair.complete = true;
        const QByteArray key = keyOf(change);
        const auto cost =
            (pair.before.image.sizeInBytes() + pair.after.image.sizeInBytes() + pair.difference.sizeInBytes()) / 1024
            + 1;
        m_pairs.insert(key, new PicturePair(std::move(pair)), qMin(cost, qsizetype(KeptKilobytes)));
        m_asked.remove(key);
        Q_EMIT arrived();
    };
    const bool old = side == ReviewSide::Old;
    const ObjectId blob = old ? change.oldBlob : change.newBlob;
    if (!blob.isValid() || (old ? change.oldPath : change.newPath).isEmpty())
        return finish(std::move(so));
    whenDone(m_source.content(blob, MostBytes), this, [this, finish, old, so](const Result<QByteArray> &bytes) {
        if (!bytes) {
            PicturePair failed = so;
            (old ? failed.before : failed.after).failure = bytes.error().message;
            return finish(std::move(failed));
        }
        QtConcurrent::run([content = *bytes, pair = so, old]() mutable {
            (old ? pair.before : pair.after) = decodePicture(content);
            if (!old)
                comparePictures(pair);
            return pair;
        }).then(this, finish);
    });
}

} // namespace pilothouse

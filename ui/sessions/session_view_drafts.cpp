// What a person has written to a session and not sent.
#include "runner/session/drafts.h"
#include "ui/controls/when_done.h"
#include "ui/sessions/session_view.h"
#include "ui/transcript/composer.h"

#include <QSignalBlocker>

namespace pilothouse {

void SessionView::showDraft()
{
    const auto show = [this](const QString &text) {
        const QSignalBlocker nothingChanged(m_composer); // it is what is kept already
        m_composer->clear();
        m_composer->setDraft(text);
    };
    const auto known = m_drafts.constFind(m_session);
    show(known == m_drafts.cend() ? QString() : *known);
    if (known != m_drafts.cend() || !m_kept || !m_session.isValid())
        return;
    whenDone(m_kept->read(m_session), this, [this, show, session = m_session](const Result<QString> &text) {
        // Who was faster has written something new, which is kept now.
        if (text && session == m_session && m_composer->draft().isEmpty())
            show(*text);
    });
}

void SessionView::forgetDraft(SessionId session, const QString &sent)
{
    if (session == m_session)
        return m_composer->clear();
    // Another session was chosen meanwhile.
    if (m_drafts.value(session).trimmed() != sent)
        return;
    m_drafts.insert(session, QString());
    if (m_kept)
        m_kept->keep(session, {});
}

} // namespace pilothouse

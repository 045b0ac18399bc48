#include "runner/session/session_accept.h"

#include "runner/session/review_api.h"
#include "runner/workspace/branch_names.h"
#include "runner/workspace/change_set.h"

#include <QCoreApplication>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace pilothouse {

namespace {

struct Words {
    Q_DECLARE_TR_FUNCTIONS(SessionAccept)
};

constexpr qsizetype PromptBytes = 60'000; ///< Of conflicts' texts in one prompt.

using Target = AcceptRequest::Target;

/// Where the commit goes: a branch of the person's, with the tip that it is at now, or a new one.
Result<void> chooseTarget(AcceptRequest &request, const SessionState &state, const AcceptOptions &options)
{
    const auto branches = listBranches(request.repository);
    if (!branches)
        return std::unexpected(branches.error());
    const auto named = [&branches](
                           const QString &name) { return std::ranges::find(*branches, name, &BranchFacts::name); };
    request.branch = options.branch;
    request.target = options.target;
    if (options.target == Target::CheckedOut && request.branch.isEmpty()) {
        if (const auto head = std::ranges::find_if(*branches, &BranchFacts::isHead); head != branches->end())
            request.branch = head->name;
        else
            return failure(InvalidArgument, Words::tr("No branch is checked out. Choose one, or a new one."));
    }
    // A further part goes where the parts before it went.
    const bool onAccepted = !state.accepted.empty() && options.newBranchOn == AcceptOptions::NewBranchOn::Accepted;
    if (options.target == Target::NewBranch && onAccepted) {
        const QString &last = state.accepted.back().branch;
        const auto there = named(last);
        if ((options.branch.isEmpty() || options.branch == last) && there != branches->end()
            && (there->isHead || !there->isCheckedOut)) {
            request.branch = last;
            request.target = there->isHead ? Target::CheckedOut : Target::ExistingBranch;
        }
    }
    if (request.target != Target::NewBranch) {
        const auto there = named(request.branch);
        if (there == branches->end())
            return failure(
                BranchMissing, Words::tr("There is no branch “%1”. Choose another one.").arg(request.branch));
        request.tip = options.tip.isValid() ? options.tip : there->tip;
        return {};
    }
    if (onAccepted && !options.composed.tree.isValid()
        && resolveRevision(request.repository, state.accepted.back().commit.value))
        request.tip = state.accepted.back().commit;
    if (request.branch.isEmpty()) {
        auto suggested = suggestBranch(request.repository, state.info.title);
        if (!suggested)
            return std::unexpected(suggested.error());
        request.branch = std::move(*suggested);
        request.nameTaken = AcceptRequest::NameTaken::NextFree;
    }
    return {};
}

Person agentAsAuthor(const QString &agent)
{
    return {agent, agent + "@agents.invalid"_L1};
}

QString conflictWords(MergeConflict::Kind kind)
{
    using Kind = MergeConflict::Kind;
    switch (kind) {
    case Kind::Content:
        return u"both sides changed the same lines"_s;
    case Kind::AddedTwice:
        return u"both sides added this file, with different content"_s;
    case Kind::ChangedAndDeleted:
        return u"one side changed this file, the other deleted it"_s;
    case Kind::RenamedAndDeleted:
        return u"one side renamed this file, the other deleted it"_s;
    case Kind::RenamedTwice:
        return u"both sides renamed this file, to different names"_s;
    case Kind::NameTaken:
        return u"one side renamed a file to this name, where the other has another file"_s;
    case Kind::FileAndFolder:
        return u"this is a file on one side and a folder on the other"_s;
    case Kind::FolderRenamed:
        return u"one side renamed the folder that the other side put this file in"_s;
    case Kind::TypesDiffer:
        return u"this is a file on one side and a link or submodule on the other"_s;
    }
    return {};
}

} // namespace

Result<AcceptRequest> acceptRequest(
    const SessionState &state, AcceptOptions options, const QString &sessionStore, const ComposedShares &composed)
{
    const bool isComposed = options.composed.tree.isValid();
    if (isComposed && composed.shares.empty())
        return failure(InvalidArgument, Words::tr("Nothing of the attempts is chosen."));
    if (isComposed) {
        options.snapshot = composed.shares.front().snapshot;
        options.selection = {};
        options.paths.clear();
    }
    if (state.snapshots.empty())
        return failure(NothingToAccept, Words::tr("The agent has not changed anything yet."));
    if (!options.snapshot.isValid())
        options.snapshot = state.snapshots.back().commit;
    const bool ours = std::ranges::any_of(
        state.snapshots, [&options](const Snapshot &snapshot) { return snapshot.commit == options.snapshot; });
    if (!ours)
        return failure(InvalidArgument, Words::tr("This session has no snapshot %1.").arg(options.snapshot.value));
    if (options.requiresVerdict) {
        const auto seen = std::ranges::find(state.snapshots, options.snapshot, &Snapshot::commit);
        const VerdictRecord *verdict = state.review.verdictOn(isComposed ? options.composed.tree : seen->tree);
        if (!verdict || verdict->verdict != Verdict::Approve)
            return failure(VerdictMissing,
                Words::tr("Nobody has approved exactly these files. Conclude the review with an approval first."));
    }
    // The person's own changes are part of what was accepted first.
    const bool isFurther = state.review.taken.isValid();
    if (isFurther && state.info.withUncommitted)
        options.uncommitted = AcceptRequest::Uncommitted::OnlyAgents;
    if (state.info.withUncommitted && options.uncommitted == AcceptRequest::Uncommitted::None) {
        return failure(InvalidArgument,
            Words::tr(
                "The session began with your uncommitted changes. Say whether to take only the agent's changes, or "
                "yours as a first commit and then the agent's."));
    }
    const auto facts = probeRepository(state.info.repository);
    if (!facts)
        return std::unexpected(facts.error());
    AcceptRequest request{
        .repository = state.info.repository,
        .sessionStore = sessionStore,
        .base = ObjectId(state.baseCommit),
        .snapshot = options.snapshot,
        .paths = options.paths,
        .message = options.message.isEmpty() ? acceptMessage(state) : options.message,
        .mineMessage = Words::tr("Work in progress"),
        .author = facts->author,
        .coAuthor = agentAsAuthor(state.info.agent),
        .moment = QDateTime::fromSecsSinceEpoch(QDateTime::currentSecsSinceEpoch()),
        .uncommitted = state.info.withUncommitted ? options.uncommitted : AcceptRequest::Uncommitted::None,
        .selection = options.selection,
        .resolutions = options.resolutions,
        .lineEnds = options.lineEnds,
    };
    if (isComposed) {
        // On the base, whatever was accepted of the session: what the branch has of it already merges with itself.
        request.composed = options.composed.tree;
        request.shares = composed.shares;
        for (const QString &agent : composed.agents)
            request.coAuthors.push_back(agentAsAuthor(agent));
    } else if (!request.selection.from.isValid()) {
        request.selection.from = state.review.taken;
    }
    if (const auto chosen = chooseTarget(request, state, options); !chosen)
        return std::unexpected(chosen.error());
    return request;
}

QString acceptMessage(const SessionState &state)
{
    return draftMessage(state.info.title);
}

QString conflictPrompt(const QString &branch, const std::vector<MergeConflict> &conflicts)
{
    QString text =
        u"Your changes do not merge with what the branch \"%1\" has now. Change the files in this workspace "
        "so that your work and the branch's changes below are both kept, then say what you did.\n"_s.arg(branch);
    for (const MergeConflict &conflict : conflicts) {
        text += u"\n%1: %2.\n"_s.arg(displayPath(conflict.path), conflictWords(conflict.kind));
        if (conflict.text.isEmpty())
            continue;
        if (text.size() + conflict.text.size() > PromptBytes) {
            text += u"(Its text is left out here; it is too long.)\n"_s;
            continue;
        }
        text += u"The merge, the branch's lines first:\n```\n%1\n```\n"_s.arg(QString::fromUtf8(conflict.text));
    }
    return text;
}

} // namespace pilothouse

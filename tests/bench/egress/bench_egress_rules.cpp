// Prints how long a decision takes with 10,000 rules, in the usual case and in the worst that a person could build, and
// what a session pays to lay its own answers on top. The promise is one millisecond a decision.

#include "runner/policy/egress_rules.h"

#include <QElapsedTimer>
#include <QTextStream>

#include <algorithm>

using namespace pilothouse;
using namespace Qt::StringLiterals;

namespace {

constexpr int Rules = 10'000;
constexpr int Decisions = 2'000;
constexpr double Promised = 1000; // microseconds

EgressRule allow(const QString &host)
{
    EgressRule rule;
    rule.verdict = EgressVerdict::Allow;
    rule.host = host;
    return rule;
}

/// Prints median, 99th percentile and the slowest; the promise is judged at the 99th, for machines stop now and then.
bool measure(
    QTextStream &out, const QString &what, const EgressRules &rules, const EgressTarget &target, EgressVerdict expected)
{
    const EgressContext context{.repository = u"7"_s, .session = u"3"_s, .turn = 5, .nowMs = 1};
    std::vector<double> micros;
    for (int i = 0; i < Decisions; ++i) {
        QElapsedTimer timer;
        timer.start();
        const EgressDecision decision = rules.decide(target, context);
        micros.push_back(double(timer.nsecsElapsed()) / 1000);
        if (decision.verdict != expected)
            qFatal("%s: another decision than expected", qPrintable(what));
    }
    std::ranges::sort(micros);
    const double late = micros[micros.size() * 99 / 100];
    out << what << ": median " << micros[micros.size() / 2] << u" µs, p99 "_s << late << u" µs, slowest "_s
        << micros.back() << u" µs\n"_s;
    return late <= Promised;
}

} // namespace

int main()
{
    QTextStream out(stdout);
    std::vector<EgressRule> many;
    std::vector<EgressRule> oneHost;
    std::vector<EgressRule> paths;
    for (int i = 0; i < Rules; ++i) {
        many.push_back(allow((i % 2 == 0 ? u"h%1.example.com"_s : u"*.h%1.example.com"_s).arg(i)));
        oneHost.push_back(allow(u"example.com"_s));
        oneHost.back().scope = EgressScope::Session;
        oneHost.back().session = u"%1"_s.arg(100000 + i);
        paths.push_back(allow(u"example.com"_s));
        paths.back().protocol = EgressProtocol::Http;
        paths.back().path = u"/a/%1"_s.arg(i).toLatin1();
    }
    QElapsedTimer timer;
    timer.start();
    const EgressRules usual(many);
    out << Rules << " rules indexed in " << timer.nsecsElapsed() / 1000 << u" µs\n"_s;

    const EgressTarget deep{
        u"a.b.c.d.e.f.g.h.i.j.k.l.m.n.o.p.q.r.s.t.u.v.w.x.y.z.h9999.example.com"_s, 443, EgressProtocol::Tunnel, {}};
    bool kept = measure(out, u"usual, a host"_s, usual, {u"h9998.example.com"_s, 443, EgressProtocol::Tunnel, {}},
        EgressVerdict::Allow);
    kept &= measure(out, u"usual, below a wildcard"_s, usual, deep, EgressVerdict::Allow);
    kept &= measure(out, u"usual, nothing known"_s, usual, {u"a.b.c.example.org"_s, 443, EgressProtocol::Tunnel, {}},
        EgressVerdict::Ask);
    kept &= measure(out, u"all rules for one host, none for this session"_s, EgressRules(oneHost),
        {u"example.com"_s, 443, EgressProtocol::Tunnel, {}}, EgressVerdict::Ask);
    kept &= measure(out, u"all rules for paths of one host"_s, EgressRules(paths),
        {u"example.com"_s, 80, EgressProtocol::Http, "/a/9999/x"}, EgressVerdict::Allow);
    timer.restart();
    const EgressRules session = usual.with({allow(u"one.example"_s)});
    out << "a session's answer on top in " << timer.nsecsElapsed() / 1000 << u" µs\n"_s;
    kept &= measure(out, u"with a session's answer"_s, session, {u"one.example"_s, 443, EgressProtocol::Tunnel, {}},
        EgressVerdict::Allow);
    out << (kept ? "within" : "over") << " one millisecond a decision\n";
    return 0;
}

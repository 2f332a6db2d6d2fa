namespace Swarm.Messaging.Redis.Preflight;

/// <summary>What was looked at and how it stands.</summary>
/// <param name="Name">Stable, kebab case: <c>maxmemory-policy</c>, <c>appendonly</c>, ...</param>
/// <param name="Severity">Whether the host may start.</param>
/// <param name="Found">What the server says, with the value.</param>
/// <param name="Why">Why it matters; empty when all is well.</param>
/// <param name="Mend">The exact command that mends it; empty when all is well.</param>
internal sealed record PreflightFinding(string Name, PreflightSeverity Severity, string Found, string Why = "", string Mend = "")
{
    public static PreflightFinding Ok(string name, string found) => new(name, PreflightSeverity.Ok, found);

    public static PreflightFinding Warn(string name, string found, string why, string mend) =>
        new(name, PreflightSeverity.Warn, found, why, mend);

    public static PreflightFinding Refuse(string name, string found, string why, string mend) =>
        new(name, PreflightSeverity.Refuse, found, why, mend);

    public override string ToString() => Severity == PreflightSeverity.Ok
        ? $"ok: {Name}: {Found}"
        : $"{(Severity == PreflightSeverity.Refuse ? "refused" : "warning")}: {Name}: {Found}. {Why} Mend it with: {Mend}";
}

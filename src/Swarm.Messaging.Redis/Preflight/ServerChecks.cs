namespace Swarm.Messaging.Redis.Preflight;

/// <summary>Version, role, clock, and what the server lets us ask.</summary>
internal static class ServerChecks
{
    private const long ShortestScriptLimit = 1000;
    private const long LongestScriptLimit = 60_000;
    private static readonly Version Oldest = new(7, 0);

    public static IEnumerable<PreflightFinding> Judge(RedisFacts facts, TimeSpan clockTolerance)
    {
        yield return Version(facts.Text("redis_version"));
        yield return Role(facts);
        yield return Clock(facts, clockTolerance);
        yield return facts.Settings is null
            ? PreflightFinding.Warn("config", "the server forbids CONFIG",
                "How often it syncs to disk and when it calls a script too slow could not be checked.",
                "redis-cli ACL SETUSER <user> +config|get, or compare the provider's settings with docker/redis.conf")
            : PreflightFinding.Ok("config", "readable");
        if (facts.Settings?.GetValueOrDefault("lua-time-limit") is { } limit)
        {
            yield return ScriptLimit(limit);
        }
    }

    private static PreflightFinding Version(string text) =>
        System.Version.TryParse(text, out var version) && version >= Oldest
            ? PreflightFinding.Ok("version", text)
            : PreflightFinding.Refuse("version", text.Length == 0 ? "unknown" : text,
                $"Functions need Redis {Oldest} or later, or Valkey; an older server would fail in the middle of the work.",
                "docker run -d -p 127.0.0.1:6379:6379 redis:7.2 --appendonly yes --maxmemory-policy noeviction, or upgrade the package");

    private static PreflightFinding Role(RedisFacts facts) => facts.Text("role") is "master"
        ? PreflightFinding.Ok("role", "primary")
        : PreflightFinding.Refuse("role", $"{facts.Text("role")} of {facts.Text("master_host")}:{facts.Text("master_port")}",
            "A replica refuses or forgets writes.",
            $"swarm up --redis {facts.Text("master_host")}:{facts.Text("master_port")}, or redis-cli REPLICAOF NO ONE");

    private static PreflightFinding Clock(RedisFacts facts, TimeSpan tolerance) => facts switch
    {
        { ClockRuns: false } => PreflightFinding.Refuse("clock", "the server's clock ran backwards between two questions",
            "Leases would expire early or never.", "systemctl restart chronyd on the server's machine"),
        _ when facts.ClockDifference.Duration() > tolerance => PreflightFinding.Warn("clock",
            $"{facts.ClockDifference.TotalSeconds:+0.0;-0.0} s from this host's",
            "Leases keep to the server's clock, but times in logs and timelines will not fit together.",
            "timedatectl set-ntp true on both machines"),
        _ => PreflightFinding.Ok("clock", $"{facts.ClockDifference.TotalMilliseconds:+0;-0;0} ms from this host's"),
    };

    private static PreflightFinding ScriptLimit(string text) =>
        long.TryParse(text, out var limit) && limit is >= ShortestScriptLimit and <= LongestScriptLimit
            ? PreflightFinding.Ok("busy-reply-threshold", $"{limit} ms")
            : PreflightFinding.Warn("busy-reply-threshold", $"{text} ms",
                $"Below {ShortestScriptLimit} ms a slow disk makes other clients see BUSY; 0 or beyond {LongestScriptLimit} ms a stuck script cannot be ended in time.",
                "redis-cli CONFIG SET lua-time-limit 5000 && redis-cli CONFIG REWRITE");
}

namespace Swarm.Messaging.Redis.Preflight;

/// <summary>Nothing may ever be evicted: every key is a saga, a lease or a timer.</summary>
internal static class MemoryChecks
{
    private const string Policy = "maxmemory-policy";
    private const string Mend = "redis-cli CONFIG SET maxmemory-policy noeviction && redis-cli CONFIG REWRITE";
    private const double Full = 0.8;

    public static IEnumerable<PreflightFinding> Judge(RedisFacts facts)
    {
        var limit = facts.Number("maxmemory");
        var policy = facts.Text("maxmemory_policy");
        var found = $"{policy} with maxmemory {(limit == 0 ? "unlimited" : $"{limit} bytes")}";
        yield return (policy, limit) switch
        {
            ("noeviction", _) => PreflightFinding.Ok(Policy, found),
            (_, 0) => PreflightFinding.Warn(Policy, found, "As soon as somebody sets maxmemory, the server would drop sagas silently.", Mend),
            _ => PreflightFinding.Refuse(Policy, found, "When its memory is full the server drops sagas, leases and timers silently.", Mend),
        };

        var used = facts.Number("used_memory");
        if (limit > 0 && used > limit * Full)
        {
            yield return PreflightFinding.Warn("maxmemory", $"{used} of {limit} bytes are used",
                "When it is full every write is refused and all work stands still until memory is free.",
                $"redis-cli CONFIG SET maxmemory {limit * 2} && redis-cli CONFIG REWRITE");
        }
    }
}

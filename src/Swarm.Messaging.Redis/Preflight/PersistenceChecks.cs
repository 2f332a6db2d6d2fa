namespace Swarm.Messaging.Redis.Preflight;

/// <summary>What is accepted must be on disk: snapshots alone lose minutes.</summary>
internal static class PersistenceChecks
{
    public static IEnumerable<PreflightFinding> Judge(RedisFacts facts)
    {
        if (facts.Number("aof_enabled") == 0)
        {
            yield return PreflightFinding.Refuse("appendonly", "no",
                "A restart of the server would lose everything since its last snapshot, accepted work included.",
                "redis-cli CONFIG SET appendonly yes && redis-cli CONFIG REWRITE");
            yield break; // how often a file that is not written would be synced is no news
        }

        yield return PreflightFinding.Ok("appendonly", "yes");
        if (facts.Settings?.GetValueOrDefault("appendfsync") is { } sync)
        {
            yield return Sync(sync);
        }

        if (facts.Text("aof_last_write_status") is "err")
        {
            yield return PreflightFinding.Refuse("aof-last-write-status", "err",
                "The server cannot write its append-only file and refuses all writes.",
                "df -h \"$(redis-cli CONFIG GET dir | tail -n 1)\", then free space there; the server goes on by itself");
        }

        if (facts.Text("aof_last_bgrewrite_status") is "err")
        {
            yield return PreflightFinding.Warn("aof-last-bgrewrite-status", "err",
                "The append-only file grows without bound until a rewrite succeeds.", "redis-cli BGREWRITEAOF, and read the server's log");
        }
    }

    private static PreflightFinding Sync(string sync) => sync switch
    {
        "always" => PreflightFinding.Ok("appendfsync", "always: nothing confirmed is lost, not even by a power cut"),
        "everysec" => PreflightFinding.Ok("appendfsync", "everysec: a machine that dies hard loses up to about two seconds"),
        _ => PreflightFinding.Refuse("appendfsync", sync,
            "The system decides when to write; a machine that dies hard typically loses the last 30 seconds of accepted work.",
            "redis-cli CONFIG SET appendfsync everysec && redis-cli CONFIG REWRITE"),
    };
}

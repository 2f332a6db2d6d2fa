using StackExchange.Redis;

namespace Swarm.Messaging.Redis.Preflight;

/// <summary>Looks at every primary before the first command is accepted, and names each unsafe setting with its mend.</summary>
internal static class RedisPreflight
{
    /// <summary>All findings, the worst first. The host must not start when one is <see cref="PreflightSeverity.Refuse"/>.</summary>
    public static async Task<IReadOnlyList<PreflightFinding>> RunAsync(
        IConnectionMultiplexer redis, PreflightOptions options, TimeProvider time)
    {
        var servers = redis.GetServers().Where(server => server.IsConnected).ToArray();
        if (servers.Length == 0)
        {
            return [PreflightFinding.Refuse("connection", $"no answer from {string.Join(", ", redis.GetEndPoints().Select(point => point.ToString()))}",
                "All state lives there.", "redis-cli -h <host> -p <port> PING, and correct --redis or start the server")];
        }

        var findings = new List<PreflightFinding>();
        foreach (var server in Primaries(servers))
        {
            var facts = await RedisFacts.GatherAsync(server, time).ConfigureAwait(false);
            findings.AddRange(Judge(facts, options));
        }

        // A replica refuses every write: it has been said already.
        if (findings.All(finding => finding.Name != "role" || finding.Severity == PreflightSeverity.Ok))
        {
            findings.Add(await ScriptCheck.RunAsync(redis, options).ConfigureAwait(false));
        }

        return [.. findings.Select(finding => Soften(finding, options)).OrderByDescending(finding => finding.Severity)];
    }

    /// <summary>The pure part: what one server's facts mean.</summary>
    public static IEnumerable<PreflightFinding> Judge(RedisFacts facts, PreflightOptions options) =>
    [
        .. ServerChecks.Judge(facts, options.ClockTolerance),
        .. MemoryChecks.Judge(facts),
        .. PersistenceChecks.Judge(facts),
    ];

    // Replicas beside a primary are as they should be; replicas alone are a mistake worth showing.
    private static IServer[] Primaries(IServer[] servers) =>
        servers.Any(server => !server.IsReplica) ? [.. servers.Where(server => !server.IsReplica)] : servers;

    private static PreflightFinding Soften(PreflightFinding finding, PreflightOptions options) =>
        options.AllowUnsafe && finding.Severity == PreflightSeverity.Refuse ? finding with { Severity = PreflightSeverity.Warn } : finding;
}

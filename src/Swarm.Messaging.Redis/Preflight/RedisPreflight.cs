using System.Security.Authentication;
using StackExchange.Redis;
using Swarm.Messaging.Redis.Connection;

namespace Swarm.Messaging.Redis.Preflight;

/// <summary>Looks at every primary before the first command is accepted, and names each unsafe setting with its mend.</summary>
internal static class RedisPreflight
{
    /// <summary>The name of the finding that there is no server to look at; it comes alone.</summary>
    public const string Connection = "connection";

    /// <summary>A server that is there answers the first; one that is just starting, the second.</summary>
    private const int ConnectAttempts = 2;

    /// <summary>
    /// All findings, the worst first; the host must not start when one is <see cref="PreflightSeverity.Refuse"/>. Connects on its own:
    /// the product's connections do not ask for the right to administer, and one connection alone is served in order, so that a server
    /// which runs scripts side by side would not show it.
    /// </summary>
    public static async Task<IReadOnlyList<PreflightFinding>> RunAsync(
        ConfigurationOptions configuration, PreflightOptions options, TimeProvider time, CancellationToken cancellation = default)
    {
        var asking = configuration.Clone();
        asking.AllowAdmin = true;
        asking.AbortOnConnectFail = true;
        asking.ConnectRetry = ConnectAttempts; // the product's own connections try for ever
        try
        {
            await using var first = await ConnectAsync(asking, cancellation).ConfigureAwait(false);
            await using var second = await ConnectAsync(asking, cancellation).ConfigureAwait(false);
            return await RunAsync(first, second, options, time).ConfigureAwait(false);
        }
        catch (RedisConnectionException failure)
        {
            // Never softened: without a store there is nothing to start with.
            if (failure.GetBaseException() is AuthenticationException || failure.FailureType == ConnectionFailureType.AuthenticationFailure)
                return [PreflightFinding.Refuse("certificate", failure.Message, "The connection is not safe, so nothing was sent.",
                    "a certificate that names the server's host, from an authority that this machine trusts: add that one to the system's, or name its file in SSL_CERT_FILE")];
            // What follows is advice of the library to programmers.
            var why = failure.Message.Split(" To allow this multiplexer")[0].TrimEnd('.');
            return [PreflightFinding.Refuse(Connection, $"{RedisConnection.Show(configuration)}: {why}", "All state lives there.",
                "redis-cli -h <host> -p <port> PING, then correct --redis or start the server")];
        }
    }

    /// <summary>The pure part: what one server's facts mean.</summary>
    public static IEnumerable<PreflightFinding> Judge(RedisFacts facts, PreflightOptions options) =>
    [
        .. ServerChecks.Judge(facts, options.ClockTolerance),
        .. MemoryChecks.Judge(facts),
        .. PersistenceChecks.Judge(facts),
    ];

    private static async Task<IReadOnlyList<PreflightFinding>> RunAsync(
        ConnectionMultiplexer redis, ConnectionMultiplexer second, PreflightOptions options, TimeProvider time)
    {
        var findings = new List<PreflightFinding>();
        foreach (var server in Primaries([.. redis.GetServers().Where(server => server.IsConnected)]))
        {
            var facts = await RedisFacts.GatherAsync(server, time).ConfigureAwait(false);
            findings.AddRange(Judge(facts, options));
        }

        // A replica refuses every write: it has been said already.
        if (findings.All(finding => finding.Name != "role" || finding.Severity == PreflightSeverity.Ok))
        {
            findings.Add(await ScriptCheck.RunAsync(redis.GetDatabase(), second.GetDatabase()).ConfigureAwait(false));
            findings.Add(await FunctionCheck.RunAsync(redis.GetDatabase()).ConfigureAwait(false));
        }

        return [.. findings.Select(finding => Soften(finding, options)).OrderByDescending(finding => finding.Severity)];
    }

    // The library does not hear of a cancellation: an attempt that nobody waits for ends by itself, and so does what it opened.
    private static async Task<ConnectionMultiplexer> ConnectAsync(ConfigurationOptions asking, CancellationToken cancellation)
    {
        var connecting = ConnectionMultiplexer.ConnectAsync(asking);
        try
        {
            return await connecting.WaitAsync(cancellation).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            _ = connecting.ContinueWith(late => late.Result.Dispose(), CancellationToken.None, TaskContinuationOptions.OnlyOnRanToCompletion, TaskScheduler.Default);
            throw;
        }
    }

    // Replicas beside a primary are as they should be; replicas alone are a mistake worth showing.
    private static IServer[] Primaries(IServer[] servers) =>
        servers.Any(server => !server.IsReplica) ? [.. servers.Where(server => !server.IsReplica)] : servers;

    private static PreflightFinding Soften(PreflightFinding finding, PreflightOptions options) =>
        options.AllowUnsafe && finding.Severity == PreflightSeverity.Refuse ? finding with { Severity = PreflightSeverity.Warn } : finding;
}

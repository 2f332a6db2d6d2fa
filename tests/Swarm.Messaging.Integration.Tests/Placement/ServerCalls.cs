using System.Globalization;
using System.Text.RegularExpressions;
using StackExchange.Redis;

namespace Swarm.Messaging.Integration.Tests.Placement;

/// <summary>How often each command was called, in functions too, as the server itself counts.</summary>
internal static partial class ServerCalls
{
    public static async Task<Dictionary<string, long>> OfAsync(IConnectionMultiplexer connection, Func<Task> work)
    {
        var before = await ReadAsync(connection);
        await work();
        var after = await ReadAsync(connection);
        return after.Where(c => c.Key is not "info").ToDictionary(c => c.Key, c => c.Value - before.GetValueOrDefault(c.Key));
    }

    public static string Show(Dictionary<string, long> calls) => string.Join(", ", calls.Where(c => c.Value > 0).OrderBy(c => c.Key, StringComparer.Ordinal).Select(c => $"{c.Key} {c.Value}"));

    private static async Task<Dictionary<string, long>> ReadAsync(IConnectionMultiplexer connection) => Line()
        .Matches((await connection.GetServers()[0].ExecuteAsync("INFO", "commandstats")).ToString())
        .ToDictionary(m => m.Groups[1].Value, m => long.Parse(m.Groups[2].Value, CultureInfo.InvariantCulture), StringComparer.Ordinal);

    [GeneratedRegex(@"cmdstat_([a-z|_-]+):calls=(\d+)")]
    private static partial Regex Line();
}

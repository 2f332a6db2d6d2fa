using System.Globalization;
using StackExchange.Redis;

namespace Swarm.Messaging.Redis.Preflight;

/// <summary>What one server says about itself.</summary>
/// <param name="Endpoint">As the client names it.</param>
/// <param name="Info">All of INFO, by field.</param>
/// <param name="Settings">CONFIG GET of the settings that INFO does not tell; null when the server forbids CONFIG.</param>
/// <param name="ClockDifference">The server's clock minus this host's.</param>
/// <param name="ClockRuns">Its second answer to TIME was not before its first.</param>
internal sealed record RedisFacts(
    string Endpoint,
    IReadOnlyDictionary<string, string> Info,
    IReadOnlyDictionary<string, string>? Settings,
    TimeSpan ClockDifference,
    bool ClockRuns)
{
    // lua-time-limit is the older name of busy-reply-threshold.
    private static readonly string[] Asked = ["appendfsync", "lua-time-limit"];

    public string Text(string field) => Info.GetValueOrDefault(field, "");

    public long Number(string field) => long.TryParse(Text(field), NumberStyles.Integer, CultureInfo.InvariantCulture, out var value) ? value : 0;

    public static async Task<RedisFacts> GatherAsync(IServer server, TimeProvider time)
    {
        var info = await server.InfoAsync().ConfigureAwait(false);
        var settings = await SettingsAsync(server).ConfigureAwait(false);
        var before = time.GetUtcNow();
        var first = await server.TimeAsync().ConfigureAwait(false);
        var after = time.GetUtcNow();
        var second = await server.TimeAsync().ConfigureAwait(false);
        return new(
            server.EndPoint.ToString() ?? "",
            info.SelectMany(section => section).GroupBy(field => field.Key).ToDictionary(field => field.Key, field => field.First().Value),
            settings,
            first - (before + ((after - before) / 2)).UtcDateTime,
            second >= first);
    }

    private static async Task<Dictionary<string, string>?> SettingsAsync(IServer server)
    {
        var settings = new Dictionary<string, string>();
        try
        {
            foreach (var name in Asked)
            {
                foreach (var (found, value) in await server.ConfigGetAsync(name).ConfigureAwait(false))
                {
                    settings[found] = value;
                }
            }

            return settings;
        }
        catch (RedisServerException)
        {
            return null; // renamed away, or forbidden by an access list: common where Redis is rented
        }
    }
}

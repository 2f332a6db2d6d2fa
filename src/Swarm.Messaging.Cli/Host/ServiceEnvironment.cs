using System.Globalization;

namespace Swarm.Messaging.Cli.Host;

/// <summary>
/// The variables that services around swarms use, as settings: <c>REDIS_HOST</c>, <c>REDIS_PORT</c> (6379), <c>REDIS_DB</c> (0), <c>REDIS_PASSWORD</c>,
/// <c>SWARM_MAX_COUNT</c>, <c>SWARM_TTL</c> (s), <c>HEARTBEAT_INTERVAL</c> and <c>SNAPSHOT_INTERVAL</c> (ms). Any setting by its own name wins over them.
/// </summary>
internal static class ServiceEnvironment
{
    public const string RedisHost = "REDIS_HOST";
    public const string RedisPort = "REDIS_PORT";
    public const string RedisDb = "REDIS_DB";
    public const string RedisPassword = "REDIS_PASSWORD";
    public const string MaxCount = "SWARM_MAX_COUNT";
    public const string Ttl = "SWARM_TTL";
    public const string Heartbeat = "HEARTBEAT_INTERVAL";
    public const string Snapshot = "SNAPSHOT_INTERVAL";

    private const int DefaultPort = 6379;
    private const int MostSwarms = 100_000;

    /// <summary>Those of the names above that begin as settings do; nobody else reads them as such.</summary>
    public static IReadOnlyList<string> LikeSettings { get; } = [Named(MaxCount), Named(Ttl)];

    /// <param name="get">A variable's value; null or empty: it is not set.</param>
    /// <param name="failures">What is wrong with them is added.</param>
    /// <returns>Settings by their names.</returns>
    public static IReadOnlyDictionary<string, string?> Read(Func<string, string?> get, List<string> failures)
    {
        var settings = new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase);
        // Without a host the others say nothing: where containers are linked, REDIS_PORT is often somebody else's.
        if (Text(get, RedisHost) is { } host)
        {
            var (port, database) = (Number(get, RedisPort, 1, 65_535, failures) ?? DefaultPort, Number(get, RedisDb, 0, 1_000_000, failures) ?? 0);
            var password = Text(get, RedisPassword) is { } secret ? $":{Uri.EscapeDataString(secret)}@" : "";
            settings["Redis"] = string.Create(CultureInfo.InvariantCulture, $"redis://{password}{(host.Contains(':') ? $"[{host}]" : host)}:{port}/{database}");
        }

        if (Number(get, MaxCount, 1, MostSwarms, failures) is { } most)
            settings["Swarms:MaxActive"] = most.ToString(CultureInfo.InvariantCulture);
        Time(get, Ttl, TimeSpan.FromSeconds, "Swarms:SwarmTtl", settings, failures);
        Time(get, Heartbeat, ms => TimeSpan.FromMilliseconds(ms), "Swarms:HeartbeatInterval", settings, failures);
        Time(get, Snapshot, ms => TimeSpan.FromMilliseconds(ms), "Swarms:SnapshotInterval", settings, failures);
        return settings;
    }

    private static void Time(
        Func<string, string?> get, string name, Func<long, TimeSpan> of, string setting, Dictionary<string, string?> settings, List<string> failures)
    {
        if (Number(get, name, 1, int.MaxValue, failures) is { } number)
            settings[setting] = of(number).ToString("c", CultureInfo.InvariantCulture);
    }

    private static int? Number(Func<string, string?> get, string name, int least, int most, List<string> failures)
    {
        if (Text(get, name) is not { } text)
            return null;
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most)
            return number;
        failures.Add($"{name} is '{text}'; it must be a whole number from {least} to {most}.");
        return null;
    }

    private static string? Text(Func<string, string?> get, string name) => get(name) is { Length: > 0 } text ? text : null;

    // As the reader of settings sees it, without what they all begin with.
    private static string Named(string variable) => variable[SettingsReader.EnvironmentPrefix.Length..];
}

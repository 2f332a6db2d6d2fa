using System.Globalization;
using System.Text.RegularExpressions;
using StackExchange.Redis;
using Swarm.Messaging.Placement;

namespace Swarm.Messaging.Integration.Tests.Placement;

/// <summary>All of placement's keys as of one moment.</summary>
internal sealed class PlacementDump
{
    private const string Script =
        """
        local result = {}
        for _, key in ipairs(redis.call('KEYS', KEYS[1] .. '*')) do
          local kind = redis.call('TYPE', key).ok
          local content
          if kind == 'hash' then content = redis.call('HGETALL', key)
          elseif kind == 'zset' then content = redis.call('ZRANGE', key, 0, -1, 'WITHSCORES')
          elseif kind == 'stream' then content = {}
          elseif kind == 'list' then content = redis.call('LRANGE', key, 0, -1)
          elseif kind == 'set' then content = redis.call('SMEMBERS', key)
          else content = { redis.call('GET', key) } end
          result[#result + 1] = { string.sub(key, #KEYS[1] + 1), kind, content }
        end
        local time = redis.call('TIME')
        return { time[1] * 1000 + math.floor(time[2] / 1000), result }
        """;

    private readonly Dictionary<string, string[]> sets = [];
    private readonly Dictionary<string, Dictionary<string, string>> maps = [];

    private PlacementDump(DateTimeOffset now) => Now = now;

    public DateTimeOffset Now { get; }

    public IReadOnlyList<AttemptState> Attempts { get; private set; } = [];

    public IReadOnlyList<TargetEntry> Targets { get; private set; } = [];

    public IEnumerable<string> MapKeys => maps.Keys;

    public static async Task<PlacementDump> ReadAsync(PlacementBench bench)
    {
        // KEYS takes a glob, in which no character of a prefix is special.
        var reply = await bench.Database.ScriptEvaluateAsync(Script, [bench.Root]);
        var dump = new PlacementDump(DateTimeOffset.FromUnixTimeMilliseconds((long)reply[0]) + bench.Clock.Offset);
        foreach (var entry in (RedisResult[])reply[1]!)
        {
            var (key, kind, content) = ((string)entry[0]!, (string)entry[1]!, (string[])entry[2]!);
            if (kind is "hash" or "zset")
                dump.maps[key] = content.Chunk(2).ToDictionary(pair => pair[0], pair => pair[1]);
            else
                dump.sets[key] = content;
        }

        dump.Attempts = [.. dump.maps.Where(m => m.Key.StartsWith("attempt:", StringComparison.Ordinal)).Select(m => AttemptState.Read(m.Key[8..], m.Value))];
        dump.Targets = [.. dump.Map("targets").Keys.Select(id => TargetEntry.Read(id, dump.Map($"target:{id}"), dump))];
        return dump;
    }

    public IReadOnlyDictionary<string, string> Map(string key) => maps.GetValueOrDefault(key) ?? [];

    public IReadOnlyList<string> Set(string key) => sets.GetValueOrDefault(key) ?? [];

    public AttemptState? Attempt(string id) => Attempts.SingleOrDefault(a => a.Id == id);

    public IReadOnlyDictionary<string, double> Scores(string key) => Map(key).ToDictionary(m => m.Key, m => ScoreOf(m.Value));

    private static double ScoreOf(string text) => text == "inf" ? double.PositiveInfinity : double.Parse(text, CultureInfo.InvariantCulture);
}

internal sealed record AttemptState(string Id, string Status, Requirements Needs, string Client, int Rank, long Sequence, string? Token, string? Target)
{
    /// <summary>What it asked for; its class avoids those that returned it, too.</summary>
    public Requirements Asked { get; private init; } = Needs;

    public double Score => (Rank * Math.Pow(2, 45)) + Sequence;

    public bool Waits => Status == "parked";

    public bool HasSlot => Status is "granted" or "placed" or "started";

    public string Lane => $"lane:{Needs.Class}|{Client}";

    public static AttemptState Read(string id, Dictionary<string, string> map) => new(
        id, map["st"], NeedsOf(map["class"]), map["client"], int.Parse(map["rank"]), long.Parse(map["seq"]),
        map.GetValueOrDefault("token"), map.GetValueOrDefault("target"))
    {
        Asked = NeedsOf(map.GetValueOrDefault("base", map["class"])),
    };

    private static Requirements NeedsOf(string text)
    {
        var words = Regex.Matches(text, "[+!?~][^+!?~]*").Select(m => m.Value).ToLookup(w => w[0], w => w[1..]);
        var operation = Regex.Match(text, @"^([^/]*)/([^+!?~$]*)(\$?)").Groups;
        return new Requirements(
            operation[1].Value, operation[2].Value, [.. words['+']], [.. words['!']], [.. words['?']], [.. words['~']], session: operation[3].Length > 0);
    }
}

internal sealed record TargetEntry(string Id, string Plain, string? Tagged, int Slots, int Used, bool Active, DateTimeOffset Seen, long Order, IReadOnlyList<string> Capabilities)
{
    public string FreeMember => $"{Order:000000000000}:{Id}";

    public static TargetEntry Read(string id, IReadOnlyDictionary<string, string> map, PlacementDump dump) => new(
        id, map["plain"], map.GetValueOrDefault("tagged"), int.Parse(map["slots"]), dump.Map($"target:{id}:leases").Count, map["status"] == "active",
        DateTimeOffset.FromUnixTimeMilliseconds(long.Parse(map["seen"])), long.Parse(map["order"]), dump.Set($"profile:{map.GetValueOrDefault("tagged", map["plain"])}:caps"));

    public bool Serves(Requirements needs) =>
        needs.ServedBy.Any(Capabilities.Contains) && needs.Tags.All(Capabilities.Contains) && !needs.Avoid.Contains(Id);

    /// <summary>Where classes like this one wait for the target, if it serves them: its profile, or, when they avoid somebody, the target itself.</summary>
    public string PointFor(Requirements needs) => needs.Avoid.Count > 0 ? $"@{Id}" : needs.Tags.Count > 0 ? Tagged! : Plain;
}

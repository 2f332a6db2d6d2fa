using StackExchange.Redis;
using Swarm.Messaging.Placement;

namespace Swarm.Messaging.Redis.Placement;

/// <summary>Reads what the scripts return; their header comments name the shapes.</summary>
internal static class PlacementReplies
{
    public static PlaceResult PlaceResult(RedisResult reply) => (int)reply[0] switch
    {
        0 => new PlaceResult.Placed(new SlotLease((string)reply[2]!, (string)reply[3]!, (string)reply[4]!, (string)reply[5]!, Session((string?)reply[6])), (long)reply[1]),
        1 => new PlaceResult.NoSlot((long)reply[1]),
        2 => new PlaceResult.BacklogFull((long)reply[1], (long)reply[2]),
        _ => new PlaceResult.TooManyClasses((long)reply[1], (long)reply[2]),
    };

    public static PlacementNews News(RedisResult reply)
    {
        var grants = (string[])reply[0]!;
        var lost = (string[])reply[1]!;
        var resend = (string[])reply[2]!;
        if (grants.Length + lost.Length + resend.Length == 0)
            return PlacementNews.None;
        return new PlacementNews(
            [.. grants.Chunk(6).Select(g => new Grant(AttemptOf(g[0]), new SlotLease(g[0], g[1], g[2], g[3], Session(g[5])), g[4] == "1"))],
            [.. lost.Chunk(2).Select(l => new LostLease(l[0], AttemptOf(l[0]), l[1] == "1"))],
            resend);
    }

    public static TargetRenewal Renewal(RedisResult reply) =>
        new((int)reply[0] == 1, (string[])reply[1]!, News(reply[2]));

    private static string? Session(string? id) => string.IsNullOrEmpty(id) ? null : id;

    private static AttemptId AttemptOf(string token) => AttemptId.TryParse(token, out var attempt)
        ? attempt.Value
        : throw new FormatException($"Redis holds the lease token '{token}', which names no attempt ({{task}}#{{run}}.{{number}}@{{fence}}).");
}

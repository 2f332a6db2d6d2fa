using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using StackExchange.Redis;
using Swarm.Messaging.Intake;
using Swarm.Messaging.Redis.Connection;

namespace Swarm.Messaging.Redis.Intake;

/// <summary>A stream of its own, bounded; an entry's id is its time and its place.</summary>
internal sealed partial class RedisRejectedInputs(IConnectionMultiplexer redis, RedisKeys keys, StoreClock clock) : IRejectedInputs
{
    private const int Kept = 1_000;

    private static readonly RedisScript Add = new("Intake.rejected-add.lua");
    private static readonly RedisScript Purge = new("Intake.rejected-purge.lua");
    private readonly IDatabase database = redis.GetDatabase();
    private readonly RedisKey key = keys.Global("rejected");

    public Task AddAsync(RejectedInput input, CancellationToken cancellation) => Add.RunAsync(
        database,
        [key],
        [clock.OffsetMs, input.Id, JsonSerializer.SerializeToUtf8Bytes(input, JsonSerializerOptions.Web), Kept]).WaitAsync(cancellation);

    public async Task<RejectedPage> ListAsync(string? cursor, int limit, CancellationToken cancellation)
    {
        if (limit is < 1 or > Kept)
            throw new ArgumentException($"A page of {limit} rejected inputs was asked for; it holds 1 to {Kept}.");
        if (cursor is not null && !Place().IsMatch(cursor))
            throw new ArgumentException(
                $"The cursor '{cursor[..Math.Min(cursor.Length, 100)]}' is none that a page ended with. Give the cursor of the page before unchanged, or none to begin at the newest.");
        var entries = await database.StreamRangeAsync(
            key, "-", cursor is null ? "+" : $"({cursor}", limit + 1, Order.Descending).WaitAsync(cancellation).ConfigureAwait(false);
        return new RejectedPage([.. entries.Take(limit).Select(Read)], entries.Length > limit ? (string)entries[limit - 1].Id! : null);
    }

    public Task<long> CountAsync(CancellationToken cancellation) => database.StreamLengthAsync(key).WaitAsync(cancellation);

    public async Task<long> PurgeAsync(int count, CancellationToken cancellation)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        return (long)await Purge.RunAsync(database, [key], [clock.OffsetMs, count, ""]).WaitAsync(cancellation).ConfigureAwait(false);
    }

    public async Task<long> PurgeAsync(TimeSpan olderThan, CancellationToken cancellation)
    {
        var age = (long)Math.Max(0, olderThan.TotalMilliseconds);
        return (long)await Purge.RunAsync(database, [key], [clock.OffsetMs, "", age]).WaitAsync(cancellation).ConfigureAwait(false);
    }

    private static RejectedInput Read(StreamEntry entry)
    {
        var ms = long.Parse(((string)entry.Id!).Split('-')[0], CultureInfo.InvariantCulture);
        var input = JsonSerializer.Deserialize<RejectedInput>((byte[])entry["d"]!, JsonSerializerOptions.Web)!;
        return input with { At = DateTimeOffset.FromUnixTimeMilliseconds(ms) };
    }

    [GeneratedRegex("^[0-9]{1,15}-[0-9]{1,15}$", RegexOptions.NonBacktracking)]
    private static partial Regex Place();
}

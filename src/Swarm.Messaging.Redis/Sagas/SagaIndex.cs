using StackExchange.Redis;
using Swarm.Messaging.Redis.Connection;
using Swarm.Messaging.Sagas;

namespace Swarm.Messaging.Redis.Sagas;

/// <summary>
/// Lists and counts sagas. Four indexes per type and shard (all, client, state, client and state), so that any question reads one of them;
/// the first two never change between a saga's birth and its deletion, hence nothing is missed there while sagas move between states.
/// </summary>
internal sealed class SagaIndex(SagaShards shards, SagaReader reader)
{
    private const int LargestPage = 1_000;

    private static readonly RedisScript Page = new("Sagas.page.lua");
    private static readonly RedisScript Count = new("Sagas.count.lua");

    public async Task<SagaPage> ListAsync(SagaQuery query)
    {
        if (query.Limit is < 1 or > LargestPage)
            throw new ArgumentException($"A page of {query.Limit} sagas was asked for; it holds 1 to {LargestPage}.");
        PageCursor? cursor = query.Cursor is null ? null : PageCursor.Parse(query.Cursor);
        var (places, more) = await MergeAsync(query, cursor).ConfigureAwait(false);
        var loaded = await Task.WhenAll(places.Select(place => reader.LoadAsync(new SagaKey(query.Type, place.Id)))).ConfigureAwait(false);
        // Between index and load a saga may have gone, or into another state.
        var sagas = loaded.OfType<StoredSaga>().Where(saga => query.State is null || saga.State == query.State);
        return new SagaPage([.. sagas], more ? places[^1].ToString() : null);
    }

    public async Task<IReadOnlyDictionary<string, long>> CountAsync(string type)
    {
        var counts = new Dictionary<string, long>();
        var replies = await shards.OnEach(shard => Count.RunAsync(shards.Database, [$"{shard}idx:{type}:"], [])).ConfigureAwait(false);
        foreach (var reply in replies)
        {
            for (var n = 0; n < reply.Length; n += 2)
            {
                var state = (string)reply[n]!;
                counts[state] = counts.GetValueOrDefault(state) + (long)reply[n + 1];
            }
        }

        return counts;
    }

    // One more than the page from every shard is enough whatever their mixture, and tells whether a next page exists.
    private async Task<(List<PageCursor> Places, bool More)> MergeAsync(SagaQuery query, PageCursor? cursor)
    {
        var index = (query.State, query.Client) switch
        {
            (null, null) => "all",
            (null, { } client) => $"of:{client}",
            ({ } state, null) => $"state:{state}",
            ({ } state, { } client) => $"client:{client}:{state}",
        };
        RedisValue[] arguments = [query.Limit + 1, cursor is { } at ? at.CreatedMs : RedisValue.EmptyString, cursor?.Id ?? ""];
        var replies = await shards.OnEach(shard =>
            Page.RunAsync(shards.Database, [$"{shard}idx:{query.Type}:{index}"], arguments)).ConfigureAwait(false);
        var places = replies.SelectMany(Places).Order().Take(query.Limit + 1).ToList();
        var more = places.Count > query.Limit;
        if (more) places.RemoveAt(query.Limit);
        return (places, more);
    }

    private static IEnumerable<PageCursor> Places(RedisResult reply)
    {
        for (var n = 0; n < reply.Length; n += 2)
            yield return new PageCursor((long)(double)reply[n + 1], (string)reply[n]!);
    }
}

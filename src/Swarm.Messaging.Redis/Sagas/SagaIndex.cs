using StackExchange.Redis;
using Swarm.Messaging.Redis.Connection;
using Swarm.Messaging.Sagas;

namespace Swarm.Messaging.Redis.Sagas;

/// <summary>
/// Lists and counts sagas. Two indexes per type and shard, by state and by client: each more would be written at every change of state. A saga is in one state whenever a
/// shard is asked, hence nothing is missed in a list of all while sagas move between states. For a client's sagas in a state the smaller index is looked through.
/// </summary>
internal sealed class SagaIndex(SagaShards shards, SagaReader reader)
{
    private const int LargestPage = 1_000;
    private const string UnknownState = "?";

    private static readonly RedisScript Page = new("Sagas.page.lua");
    private static readonly RedisScript Count = new("Sagas.count.lua");

    public async Task<SagaPage> ListAsync(SagaQuery query)
    {
        if (query.Limit is < 1 or > LargestPage)
            throw new ArgumentException($"A page of {query.Limit} sagas was asked for; it holds 1 to {LargestPage}.");
        PageCursor? cursor = query.Cursor is null ? null : PageCursor.Parse(query.Cursor);
        var (places, more) = await MergeAsync(query, cursor).ConfigureAwait(false);
        var loaded = await Task.WhenAll(places.Select(place => ListedAsync(new SagaKey(query.Type, place.Id), query.State))).ConfigureAwait(false);
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

    /// <summary>One that is damaged hides no other, and is not hidden.</summary>
    private async Task<StoredSaga?> ListedAsync(SagaKey key, string? state)
    {
        try
        {
            return await reader.LoadAsync(key).ConfigureAwait(false);
        }
        catch (SagaDamagedException e)
        {
            return new StoredSaga(key, 0, 0, state ?? UnknownState, default, new Dictionary<string, long>()) { Damage = e };
        }
    }

    // One more than the page from every shard is enough whatever their mixture, and tells whether a next page exists.
    private async Task<(List<PageCursor> Places, bool More)> MergeAsync(SagaQuery query, PageCursor? cursor)
    {
        var found = await shards.OnEach(shard => OfShardAsync(shard, query, cursor)).ConfigureAwait(false);
        var places = found.SelectMany(of => of).Order().Take(query.Limit + 1).ToList();
        var more = places.Count > query.Limit;
        if (more) places.RemoveAt(query.Limit);
        return (places, more);
    }

    private async Task<List<PageCursor>> OfShardAsync(string shard, SagaQuery query, PageCursor? cursor)
    {
        var places = new List<PageCursor>();
        do
        {
            RedisValue[] arguments =
            [
                query.Limit + 1 - places.Count, cursor is { } at ? at.CreatedMs : RedisValue.EmptyString, cursor?.Id ?? "", query.State ?? "", query.Client ?? "",
            ];
            var reply = await Page.RunAsync(shards.Database, [$"{shard}idx:{query.Type}:"], arguments).ConfigureAwait(false);
            for (var n = 2; n < reply.Length; n += 2)
                places.Add(Place(reply[n + 1], reply[n]));
            cursor = reply[0].IsNull ? null : Place(reply[0], reply[1]);
        }
        while (cursor is not null);
        return places;
    }

    private static PageCursor Place(RedisResult createdMs, RedisResult id) => new((long)(double)createdMs, (string)id!);
}

namespace Swarm.Messaging.Workflows.Caching;

/// <summary><c>lfu</c>: the one that was used least often goes; of equals the one that was not used for longest.</summary>
internal sealed class LfuPolicy : IEvictionPolicy
{
    private readonly SortedSet<(long Uses, long Turn, string Key)> order = [];
    private readonly Dictionary<string, (long Uses, long Turn, string Key)> places = new(StringComparer.Ordinal);
    private long turn;

    public string Name => "lfu";

    public void Added(string key) => Place(key, 0);

    public void Used(string key)
    {
        if (!places.TryGetValue(key, out var place))
            return;
        order.Remove(place);
        Place(key, place.Uses + 1);
    }

    public void Removed(string key)
    {
        if (places.Remove(key, out var place))
            order.Remove(place);
    }

    public string? Next() => order.Count == 0 ? null : order.Min.Key;

    /// <summary>A counter, not a clock: no two have the same turn.</summary>
    private void Place(string key, long uses) => order.Add(places[key] = (uses, ++turn, key));
}

namespace Swarm.Messaging.Workflows.Caching;

/// <summary>The one in front goes. <c>fifo</c>: in the order in which they came; <c>lru</c>: whatever is used goes to the end again.</summary>
internal sealed class QueuePolicy(string name, bool usedGoesLast) : IEvictionPolicy
{
    private readonly LinkedList<string> queue = [];
    private readonly Dictionary<string, LinkedListNode<string>> places = new(StringComparer.Ordinal);

    public string Name => name;

    public static QueuePolicy Lru() => new("lru", usedGoesLast: true);

    public static QueuePolicy Fifo() => new("fifo", usedGoesLast: false);

    public void Added(string key) => places[key] = queue.AddLast(key);

    public void Used(string key)
    {
        if (!usedGoesLast || !places.TryGetValue(key, out var place))
            return;
        queue.Remove(place);
        queue.AddLast(place);
    }

    public void Removed(string key)
    {
        if (places.Remove(key, out var place))
            queue.Remove(place);
    }

    public string? Next() => queue.First?.Value;
}

using System.Threading.Channels;
using Swarm.Messaging.Outbox;

namespace Swarm.Messaging.Workflows.Caching;

/// <summary>
/// Nodes that have not begun because an equal one runs. Only in memory: their runs believe them running, and a run that hears nothing begins
/// its running nodes again, on whichever host.
/// </summary>
internal sealed class CacheWaits(TimeProvider time)
{
    private readonly Lock gate = new();
    private readonly Dictionary<string, Dictionary<NodeOrigin, DateTimeOffset>> waiting = new(StringComparer.Ordinal);
    private readonly Channel<NodeOrigin> ready = Channel.CreateUnbounded<NodeOrigin>();

    /// <summary>Those whose wait is over.</summary>
    public ChannelReader<NodeOrigin> Ready => ready.Reader;

    public int Count
    {
        get
        {
            lock (gate)
                return waiting.Values.Sum(nodes => nodes.Count);
        }
    }

    public void Add(string key, NodeOrigin node)
    {
        lock (gate)
        {
            if (!waiting.TryGetValue(key, out var nodes))
                waiting[key] = nodes = [];
            nodes[node] = time.GetUtcNow();
        }
    }

    /// <summary>It does not wait after all.</summary>
    public void Remove(string key, NodeOrigin node)
    {
        lock (gate)
        {
            if (waiting.TryGetValue(key, out var nodes) && nodes.Remove(node) && nodes.Count == 0)
                waiting.Remove(key);
        }
    }

    /// <summary>The one that ran has ended, well or not.</summary>
    public void Release(string key)
    {
        lock (gate)
        {
            if (waiting.Remove(key, out var nodes))
                nodes.Keys.ToList().ForEach(Wake);
        }
    }

    /// <summary>Those that wait for so long look again: whoever they wait for may be gone without a word.</summary>
    public int WakeOlderThan(TimeSpan age)
    {
        lock (gate)
        {
            var limit = time.GetUtcNow() - age;
            var old = waiting.SelectMany(key => key.Value.Where(node => node.Value <= limit).Select(node => (Key: key.Key, Node: node.Key))).ToList();
            foreach (var (key, node) in old)
            {
                Remove(key, node);
                Wake(node);
            }

            return old.Count;
        }
    }

    /// <summary>All, also those whose wait is over and whom nobody has begun.</summary>
    /// <returns>The runs whose nodes they are.</returns>
    public IReadOnlyCollection<string> Leave()
    {
        lock (gate)
        {
            var runs = waiting.Values.SelectMany(nodes => nodes.Keys).Select(node => node.Workflow).ToHashSet(StringComparer.Ordinal);
            waiting.Clear();
            while (ready.Reader.TryRead(out var node))
                runs.Add(node.Workflow);
            return runs;
        }
    }

    private void Wake(NodeOrigin node) => ready.Writer.TryWrite(node);
}

namespace Swarm.Messaging.Crm.Browser;

/// <summary>Whose each session id is, for good: closed and opened again it is still that client's. Remembers the newest ids.</summary>
internal sealed class SessionBindings(int most)
{
    private readonly Dictionary<string, string> clients = new(StringComparer.Ordinal);
    private readonly Queue<string> order = new();

    /// <returns>Whose it is: <paramref name="client"/>'s, unless it was another's before.</returns>
    public string Bind(string session, string client)
    {
        if (clients.TryGetValue(session, out var bound))
            return bound;
        clients[session] = client;
        order.Enqueue(session);
        if (order.Count > most)
            clients.Remove(order.Dequeue());
        return client;
    }
}

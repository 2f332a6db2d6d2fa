namespace Swarm.Messaging.Crm.Rest;

/// <summary>
/// Whether a refusal is of a client's credentials, or of one operation alone: the service has taken the same credentials for a call that began after that refusal, and refuses
/// them for the operation once more.
/// </summary>
internal sealed class CredentialTrust
{
    private readonly Dictionary<string, Refused> clients = new(StringComparer.Ordinal);
    private readonly Lock gate = new();
    private long moment;

    /// <summary>A call begins now.</summary>
    public long Begin() => Interlocked.Increment(ref moment);

    /// <param name="secret">The credentials that it was made with.</param>
    /// <param name="begun">When the call began.</param>
    public void Accepted(string client, string secret, string operation, long begun)
    {
        lock (gate)
        {
            if (!clients.TryGetValue(client, out var refused))
                return;
            if (refused.Secret != secret || (refused.Operations.Remove(operation) && refused.Operations.Count == 0))
                clients.Remove(client);
            else
                refused.AcceptedSince = Math.Max(refused.AcceptedSince, begun);
        }
    }

    /// <returns>False: the credentials are good, and the operation is what they may not be used for.</returns>
    public bool IsRefused(string client, string secret, string operation)
    {
        lock (gate)
        {
            if (!clients.TryGetValue(client, out var refused) || refused.Secret != secret)
                clients[client] = refused = new(secret);
            if (refused.Operations.TryGetValue(operation, out var before) && refused.AcceptedSince > before)
                return false;
            refused.Operations[operation] = Begin();
            return true;
        }
    }

    private sealed class Refused(string secret)
    {
        public string Secret => secret;

        /// <summary>Each with when it was refused first, or again without a success of another in between.</summary>
        public Dictionary<string, long> Operations { get; } = new(StringComparer.Ordinal);

        public long AcceptedSince { get; set; }
    }
}

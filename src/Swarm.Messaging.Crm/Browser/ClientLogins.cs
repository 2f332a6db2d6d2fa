namespace Swarm.Messaging.Crm.Browser;

/// <summary>
/// One login at a time of a client, over all its sessions: a service counts failed ones and locks the client out. Those that wait share a refusal, and do not try the same credentials again.
/// </summary>
internal sealed class ClientLogins(TimeProvider time)
{
    /// <summary>For so long a refusal of the same credentials counts without another try: longer than the first waits between attempts, shorter than a person takes to mend it at the service.</summary>
    public static readonly TimeSpan Shared = TimeSpan.FromSeconds(5);

    private readonly Dictionary<string, Turn> clients = new(StringComparer.Ordinal);
    private readonly Lock gate = new();

    /// <param name="credentials">What it logs in with.</param>
    /// <exception cref="StepException">Of <paramref name="login"/>, or of another a moment ago.</exception>
    public async Task OneAsync(string client, string credentials, Func<Task> login, CancellationToken cancellation)
    {
        var turn = Enter(client);
        try
        {
            await turn.Gate.WaitAsync(cancellation).ConfigureAwait(false);
            try
            {
                if (turn.Refusal is { } refusal && turn.Credentials == credentials && time.GetElapsedTime(turn.RefusedAt) < Shared)
                    throw refusal.Again();
                turn.Refusal = null;
                await login().ConfigureAwait(false);
            }
            catch (StepException e) when (e.IsRefusedLogin && turn.Refusal is null)
            {
                (turn.Refusal, turn.Credentials, turn.RefusedAt) = (e, credentials, time.GetTimestamp());
                throw;
            }
            finally
            {
                turn.Gate.Release();
            }
        }
        finally
        {
            Leave(client, turn);
        }
    }

    private Turn Enter(string client)
    {
        lock (gate)
        {
            if (!clients.TryGetValue(client, out var turn))
                clients[client] = turn = new();
            turn.Users++;
            return turn;
        }
    }

    /// <summary>One without a refusal is not kept; of those with one there are as many as clients with wrong credentials.</summary>
    private void Leave(string client, Turn turn)
    {
        lock (gate)
        {
            if (--turn.Users > 0 || turn.Refusal is not null)
                return;
            clients.Remove(client);
            turn.Gate.Dispose();
        }
    }

    private sealed class Turn
    {
        public SemaphoreSlim Gate { get; } = new(1);

        /// <summary>Changed under the lock of all.</summary>
        public int Users { get; set; }

        /// <summary>The last login was refused; this and what follows are changed within the gate.</summary>
        public StepException? Refusal { get; set; }

        public string? Credentials { get; set; }

        public long RefusedAt { get; set; }
    }
}

namespace Swarm.Messaging.Client.Agents.Effects;

/// <summary>One at a time for each key.</summary>
internal sealed class KeyGates
{
    private readonly Dictionary<EffectKey, Held> held = [];

    public async Task<IDisposable> EnterAsync(EffectKey key, CancellationToken cancellation)
    {
        Held one;
        lock (held)
        {
            if (!held.TryGetValue(key, out one!))
                held[key] = one = new Held(this, key);
            one.Users++;
        }

        try
        {
            await one.Gate.WaitAsync(cancellation).ConfigureAwait(false);
            return one;
        }
        catch
        {
            Leave(one);
            throw;
        }
    }

    private void Leave(Held one)
    {
        lock (held)
        {
            if (--one.Users > 0)
                return;
            held.Remove(one.Key);
        }

        one.Gate.Dispose();
    }

    private sealed class Held(KeyGates gates, EffectKey key) : IDisposable
    {
        public EffectKey Key => key;

        public SemaphoreSlim Gate { get; } = new(1);

        public int Users { get; set; }

        public void Dispose()
        {
            Gate.Release();
            gates.Leave(this);
        }
    }
}

namespace Swarm.Messaging.Wasm;

/// <summary>One life of an instance, from its start to its stop: a restart makes the next.</summary>
internal sealed class Incarnation : IDisposable
{
    private readonly CancellationTokenSource stop = new();
    private InstanceStop? reason;

    public Incarnation(int number, IEngineInstance engine) => (Number, Engine, Stopping) = (number, engine, stop.Token);

    /// <summary>1 for the first.</summary>
    public int Number { get; }

    public IEngineInstance Engine { get; }

    /// <summary>Fires when what runs on it has to end.</summary>
    public CancellationToken Stopping { get; }

    /// <summary>Set before <see cref="Stopping"/> fires.</summary>
    public InstanceStop? Reason => Volatile.Read(ref reason);

    /// <summary>Tells its guests to stop, once.</summary>
    public void Stop(InstanceStop why)
    {
        if (Interlocked.CompareExchange(ref reason, why, null) is not null)
            return;
        stop.Cancel();
        Engine.Cancel();
    }

    /// <summary>After it was stopped.</summary>
    public void Dispose() => stop.Dispose();
}

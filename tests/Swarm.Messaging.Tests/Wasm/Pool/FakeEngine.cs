using System.Collections.Concurrent;
using Swarm.Messaging.Wasm;

namespace Swarm.Messaging.Tests.Wasm.Pool;

/// <summary>An engine without guests: what the pool does is what is tested, at any speed. Starts and stops can be held up or made to fail.</summary>
internal sealed class FakeEngine : IInstanceEngine
{
    public ConcurrentBag<FakeInstance> Started { get; } = [];

    /// <summary>Set: starts wait for it.</summary>
    public TaskCompletionSource? Hold { get; set; }

    /// <summary>Set: what a probe of a new or running instance says.</summary>
    public Func<string, string?> Problem { get; set; } = _ => null;

    /// <summary>Set: an instance that is told to end waits for it.</summary>
    public TaskCompletionSource? HoldEnd { get; set; }

    public async Task<IEngineInstance> StartAsync(string instanceId, int slots, CancellationToken cancellation)
    {
        if (Hold is { } hold)
            await hold.Task;
        var instance = new FakeInstance(this, instanceId);
        Started.Add(instance);
        return instance;
    }

    internal sealed class FakeInstance(FakeEngine engine, string id) : IEngineInstance
    {
        public string Id => id;

        public bool Cancelled { get; private set; }

        public bool Ended { get; private set; }

        public int MemoryCleared { get; private set; }

        public InstanceUsage Usage => new(128, 1.5, TimeSpan.FromMilliseconds(10));

        public IReadOnlyList<string> Cached => ["tree-sitter"];

        public Task<string?> ProbeAsync(TimeSpan timeout, CancellationToken cancellation) => Task.FromResult(engine.Problem(id));

        public Task ClearMemoryAsync()
        {
            MemoryCleared++;
            return Task.CompletedTask;
        }

        public void ClearCache()
        {
        }

        public void Cancel() => Cancelled = true;

        public async ValueTask DisposeAsync()
        {
            Cancelled = true;
            if (engine.HoldEnd is { } hold)
                await hold.Task;
            Ended = true;
        }
    }
}

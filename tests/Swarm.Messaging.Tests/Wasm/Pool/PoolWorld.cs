using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Swarm.Messaging.Wasm;

namespace Swarm.Messaging.Tests.Wasm.Pool;

/// <summary>A pool on an engine without guests and on a clock that the test moves.</summary>
internal sealed class PoolWorld
{
    public PoolWorld(Action<WasmPoolOptions>? change = null)
    {
        var options = new WasmPoolOptions();
        change?.Invoke(options);
        Pool = new InstancePool([Engine], Options.Create(options), Time, NullLogger<InstancePool>.Instance);
    }

    public PoolClock Time { get; } = new(new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero));

    public FakeEngine Engine { get; } = new();

    public InstancePool Pool { get; }

    public PoolReport Report => Pool.Report("here");

    public static async Task<PoolWorld> OpenAsync(Action<WasmPoolOptions>? change = null)
    {
        var world = new PoolWorld(change);
        world.Pool.Open();
        await world.Pool.SettledAsync();
        return world;
    }

    public PoolTicket Ask(string fileType = "js", int rank = 10, CancellationToken cancellation = default) =>
        Pool.Acquire(fileType, "analyze", rank, cancellation);

    /// <summary>A slot that is free at once.</summary>
    public InstanceSlot Take(string fileType = "js")
    {
        var ticket = Ask(fileType);
        ticket.Queued.ShouldBeFalse();
        return ticket.Slot.GetAwaiter().GetResult()!;
    }

    public List<InstanceSlot> Take(int count) => [.. Enumerable.Range(0, count).Select(_ => Take())];

    public List<PoolEvent> Events()
    {
        var found = new List<PoolEvent>();
        while (Pool.Events.TryRead(out var one))
            found.Add(one);
        return found;
    }

    public InstanceReport Instance(string id) => Report.Instances.Single(i => i.Id == id);
}

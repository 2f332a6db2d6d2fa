using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using Swarm.Messaging.Integration.Tests.Durability;
using Swarm.Messaging.Workers;
using Swarm.Messaging.Workers.Pool;
using Swarm.Messaging.Workers.Reports;

namespace Swarm.Messaging.Integration.Tests.Workers;

/// <summary>A pool with real processes, alone: no bus and no store. Remembers its events.</summary>
internal sealed class TestPool : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly ConcurrentQueue<WorkerPoolEvent> events = new();
    private int next;

    private TestPool(WorkerPool pool)
    {
        Pool = pool;
        pool.Listen(events.Enqueue);
    }

    public WorkerPool Pool { get; }

    public IReadOnlyCollection<WorkerPoolEvent> Events => events;

    /// <summary>Worker of tests/.../Workers/faulty.mjs, on the example of examples/node.</summary>
    public static string Faulty(string mode = "") => $"node {File("faulty.mjs")} {Example("node/worker.mjs")} {mode}".TrimEnd();

    public static string Example(string path) => Path.Combine(Checkout.Folder, "examples", path);

    public static WorkersOptions Options(int size, string? command = null) => new()
    {
        PoolSize = size,
        MinWorkers = 1,
        MaxWorkers = 50,
        Command = command ?? Faulty(),
        // Loaded machines start processes slowly; that is judged where it is the subject.
        SpawnTimeout = TimeSpan.FromSeconds(45),
    };

    /// <summary>Judged much sooner than by default, in the same proportions.</summary>
    public static WorkersOptions Quick(int size, string? command = null)
    {
        var options = Options(size, command);
        (options.HeartbeatInterval, options.HealthCheckInterval) = (TimeSpan.FromMilliseconds(200), TimeSpan.FromMilliseconds(300));
        (options.SuspectAfter, options.ZombieAfter, options.StopGrace) = (TimeSpan.FromSeconds(3), TimeSpan.FromSeconds(6), TimeSpan.FromSeconds(1));
        return options;
    }

    /// <summary>As <see cref="Quick"/>; by default figures where all counts are full.</summary>
    public static WorkersOptions Hanging(int size) => Counts.DefaultHealth ? Options(size) : Quick(size);

    public static async Task<TestPool> StartAsync(WorkersOptions options)
    {
        var pool = new TestPool(new WorkerPool(options, TimeProvider.System, NullLogger<WorkerPool>.Instance));
        await pool.Pool.StartAsync(CancellationToken.None).WaitAsync(Patience);
        return pool;
    }

    public PoolTask Submit(string type, object? payload = null, int rank = 10, TimeSpan? timeout = null, Action? begun = null)
    {
        var task = new PoolTask
        {
            Id = $"task-{Interlocked.Increment(ref next)}", Type = type, Payload = JsonSerializer.SerializeToUtf8Bytes(payload), Rank = rank,
            Timeout = timeout ?? TimeSpan.FromMinutes(5), Begun = begun,
        };
        Pool.Submit(task);
        return task;
    }

    public Task<WorkerOutcome> RunAsync(string type, object? payload = null, TimeSpan? timeout = null) => EndAsync(Submit(type, payload, timeout: timeout));

    public static Task<WorkerOutcome> EndAsync(PoolTask task) => task.End.WaitAsync(Patience);

    public static JsonElement Result(WorkerOutcome outcome) =>
        JsonElement.Parse(outcome.ShouldBeOfType<WorkerOutcome.Completed>().Result.Span);

    public static string Text(WorkerOutcome outcome) => outcome is WorkerOutcome.Completed done ? Encoding.UTF8.GetString(done.Result.Span) : outcome.ToString()!;

    public Slot Slot(string id) => Pool.Read((core, _) => core.Slots.Single(s => s.Id == id));

    public int[] Pids() => Pool.Read((core, _) => core.Slots.Where(s => s is { HasProcess: true, Pid: > 0 }).Select(s => s.Pid).ToArray());

    public (int Total, int Ready, int Size) Sizes() =>
        Pool.Read((core, _) => (core.Slots.Count, core.Slots.Count(s => s.State == WorkerState.Ready), core.Size));

    public PoolCounters Counters => Pool.Read((core, _) => core.Counters);

    public Task AllReadyAsync(int count) => Eventually.HoldsAsync(() => Sizes() == (count, count, count), $"{count} workers are ready", Patience);

    public Task SaysAsync(string type, string? workerId = null, TimeSpan? patience = null) => Eventually.HoldsAsync(
        () => events.Any(e => e.Type == type && (workerId is null || e.WorkerId == workerId)), $"{workerId} said {type}", patience ?? Patience);

    public IEnumerable<string> Types(string workerId) => events.Where(e => e.WorkerId == workerId).Select(e => e.Type);

    public async ValueTask DisposeAsync()
    {
        // What hangs on purpose must not hold up the end.
        foreach (var pid in Pids())
            Swarm.Messaging.Processes.UnixSignals.Send(pid, Swarm.Messaging.Processes.UnixSignal.Kill);
        await Pool.DisposeAsync();
    }

    private static string File(string name, [CallerFilePath] string here = "") => Path.Combine(Path.GetDirectoryName(here)!, name);
}

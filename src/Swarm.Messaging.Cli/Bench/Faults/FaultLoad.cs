using System.Collections.Concurrent;
using Swarm.Messaging.Cli.Api;
using Swarm.Messaging.Cli.Commands;
using Swarm.Messaging.Cli.Fleet;
using Swarm.Messaging.Contracts.Swarms;
using Swarm.Messaging.Swarms.Resources;

namespace Swarm.Messaging.Cli.Bench.Faults;

/// <summary>Messages, allocations and tasks at whichever host answers, for as long as it is let; remembers what was accepted, and what is seen of the pool meanwhile.</summary>
internal sealed class FaultLoad(HostFleet fleet, IReadOnlyList<string> swarms, int seed)
{
    public const string Resource = "cpu";
    public const long PoolSize = 1_000;

    private const int LargestAllocation = 60;
    private const int OneInSoManyIsForAll = 10;
    private const int RememberedAllocations = 40;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    private readonly Random random = new(seed);
    private readonly ConcurrentDictionary<string, IReadOnlyList<string>> messages = new();
    private readonly ConcurrentQueue<string> tasks = new();
    private readonly ConcurrentQueue<string> violations = new();
    private readonly ConcurrentQueue<(string Swarm, string Id)> held = new();
    private int samples;
    private int refused;
    private int unanswered;
    private int allocations;

    /// <summary>Of each accepted message, whose inboxes it went into.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> Messages => messages;

    public IReadOnlyCollection<string> Tasks => tasks;

    /// <summary>What was wrong with the pool at some moment.</summary>
    public IReadOnlyCollection<string> Violations => violations;

    public int Samples => samples;

    /// <summary>Calls that were answered by a refusal, as where the pool is used up.</summary>
    public int Refused => refused;

    /// <summary>Calls that timed out or found nobody.</summary>
    public int Unanswered => unanswered;

    public int Allocations => allocations;

    /// <summary>Returns when it is cancelled.</summary>
    public Task RunAsync(CancellationToken stop) => Task.WhenAll(
        EachAsync(TimeSpan.FromMilliseconds(50), MessageAsync, stop), EachAsync(TimeSpan.FromMilliseconds(100), AllocateAsync, stop),
        EachAsync(TimeSpan.FromMilliseconds(500), TaskAsync, stop), EachAsync(TimeSpan.FromMilliseconds(200), SampleAsync, stop));

    /// <summary>What is wrong with a pool.</summary>
    public static IEnumerable<string> Faults(ResourcePool pool)
    {
        if (pool.Available < 0 || pool.Held.Values.Any(h => h <= 0))
            yield return $"{pool.Available} of {pool.Total} {pool.Type} are available, held are {string.Join(", ", pool.Held)}: something is below zero.";
        if (pool.Available + pool.Held.Values.Sum() != pool.Total)
            yield return $"{pool.Available} of {pool.Total} {pool.Type} are available and {pool.Held.Values.Sum()} held: that is not all.";
    }

    /// <summary>Nothing waits for a call: one that hangs holds up no other.</summary>
    private async Task EachAsync(TimeSpan interval, Func<CancellationToken, Task> act, CancellationToken stop)
    {
        using var timer = new PeriodicTimer(interval, TimeProvider.System);
        var running = new List<Task>();
        try
        {
            while (await timer.WaitForNextTickAsync(stop).ConfigureAwait(false))
            {
                running.RemoveAll(t => t.IsCompleted);
                running.Add(TryAsync(act));
            }
        }
        catch (OperationCanceledException)
        {
            await Task.WhenAll(running).ConfigureAwait(false);
        }
    }

    private async Task TryAsync(Func<CancellationToken, Task> act)
    {
        using var patience = new CancellationTokenSource(Patience, TimeProvider.System);
        try
        {
            await act(patience.Token).ConfigureAwait(false);
        }
        catch (RejectedException)
        {
            Interlocked.Increment(ref refused);
        }
        catch (Exception e) when (e is SwarmException or OperationCanceledException or HttpRequestException or IOException or ObjectDisposedException
            or StackExchange.Redis.RedisException or TimeoutException)
        {
            Interlocked.Increment(ref unanswered);
        }
    }

    private async Task MessageAsync(CancellationToken cancellation)
    {
        var (api, from, id) = (Api(), Any(swarms), $"m-{Guid.NewGuid():N}");
        var payload = System.Text.Json.JsonSerializer.SerializeToElement(new { type = MessageJournal.Name });
        if (Next(OneInSoManyIsForAll) == 0)
        {
            await api.PostAsync($"{Paths.SwarmMessages}/broadcasts", new BroadcastSwarmMessage { From = from, Payload = payload, MessageId = id }, cancellation).ConfigureAwait(false);
            messages[id] = [.. swarms.Except([from])];
            return;
        }

        var to = Any(swarms);
        await api.PostAsync(Paths.SwarmMessages, new SendSwarmMessage { From = from, To = to, Payload = payload, MessageId = id }, cancellation).ConfigureAwait(false);
        messages[id] = [to];
    }

    private async Task AllocateAsync(CancellationToken cancellation)
    {
        var api = Api();
        if (held.Count > RememberedAllocations && held.TryDequeue(out var oldest))
        {
            await api.PostAsync(Paths.Resource(Resource, "releases"), new { swarmId = oldest.Swarm, amount = LargestAllocation, allocationId = oldest.Id }, cancellation).ConfigureAwait(false);
            return;
        }

        var (swarm, id) = (Any(swarms), $"a-{Guid.NewGuid():N}");
        // Known before the answer: one that is lost has happened all the same.
        held.Enqueue((swarm, id));
        await api.PostAsync(Paths.Resource(Resource, "allocations"), new { swarmId = swarm, amount = 1 + Next(LargestAllocation), allocationId = id }, cancellation).ConfigureAwait(false);
        Interlocked.Increment(ref allocations);
    }

    private async Task TaskAsync(CancellationToken cancellation)
    {
        var id = $"t-{Guid.NewGuid():N}";
        await Api().PostAsync(Paths.SwarmTasks, new DistributeSwarmTask { TaskId = id, Type = "noop" }, cancellation).ConfigureAwait(false);
        tasks.Enqueue(id);
    }

    private async Task SampleAsync(CancellationToken cancellation)
    {
        var pool = await fleet.Store.PoolAsync(Resource).WaitAsync(cancellation).ConfigureAwait(false);
        foreach (var fault in Faults(pool))
            violations.Enqueue(fault);
        Interlocked.Increment(ref samples);
    }

    private ApiClient Api() => fleet.Hosts.Select(h => h.Api).OfType<ApiClient>().ToList() is { Count: > 0 } up ? Any(up) : throw new FleetException("No host runs.");

    private T Any<T>(IReadOnlyList<T> of) => of[Next(of.Count)];

    private int Next(int below)
    {
        lock (random)
            return random.Next(below);
    }
}

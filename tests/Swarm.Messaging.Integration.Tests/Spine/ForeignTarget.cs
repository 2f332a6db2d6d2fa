using System.Collections.Concurrent;
using System.Text.Json;
using MassTransit;
using Swarm.Messaging.Bus;
using Swarm.Messaging.Contracts.Execution;
using Swarm.Messaging.Outbox;
using Swarm.Messaging.Placement;

namespace Swarm.Messaging.Integration.Tests.Spine;

/// <summary>
/// A target that is no part of the host, as an agent is none: it has a queue of its own, asks before it begins, renews what it holds and
/// reports. What an attempt ends with is the test's to say: null for success.
/// </summary>
internal sealed class ForeignTarget : IAsyncDisposable
{
    private static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(1);

    private readonly SpineHost host;
    private readonly Func<ExecuteTask, TaskError?> run;
    private readonly TaskCompletionSource gone = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ConcurrentDictionary<string, bool> held = new(StringComparer.Ordinal);
    private readonly ConcurrentQueue<ExecuteTask> executions = new();
    private HostReceiveEndpointHandle endpoint = null!;
    private Task beating = Task.CompletedTask;

    private ForeignTarget(SpineHost host, string id, Func<ExecuteTask, TaskError?> run) => (this.host, Id, this.run) = (host, id, run);

    public string Id { get; }

    /// <summary>All it has run, in order.</summary>
    public IReadOnlyList<ExecuteTask> Executions => [.. executions];

    public static Task<ForeignTarget> PoolAsync(SpineHost host, Func<ExecuteTask, TaskError?> run) =>
        StartAsync(host, "pool-1", TargetTypes.Pool, ["code/rs:analyze", "wasm"], run);

    public static Task<ForeignTarget> AgentAsync(SpineHost host, string id, Func<ExecuteTask, TaskError?> run, params string[] words) =>
        StartAsync(host, id, "agent", ["code/*", "agent", .. words], run);

    public async ValueTask DisposeAsync()
    {
        if (!gone.TrySetResult())
            return;
        await beating;
        await endpoint.StopAsync(CancellationToken.None);
        Tell(await Placement().RemoveTargetAsync(Id, CancellationToken.None));
    }

    private static async Task<ForeignTarget> StartAsync(
        SpineHost host, string id, string type, IReadOnlyList<string> capabilities, Func<ExecuteTask, TaskError?> run)
    {
        var target = new ForeignTarget(host, id, run);
        var address = host.Get<BusNames>().Target(id);
        target.endpoint = host.Get<IBusControl>().ConnectReceiveEndpoint(address, e =>
        {
            e.ConfigureConsumeTopology = false;
            e.Handler<ExecuteTasks>(c => target.TakeAsync(c.Message));
        });
        await target.endpoint.Ready;
        target.Tell(await target.Placement().RegisterTargetAsync(new TargetDefinition(id, type, "elsewhere", address, capabilities, 1), CancellationToken.None));
        // Nobody decides by what the host has not seen yet.
        await host.Get<Messaging.Routing.RoutingBoardService>().RunOnceAsync(CancellationToken.None);
        target.beating = target.BeatAsync();
        return target;
    }

    private async Task TakeAsync(ExecuteTasks message)
    {
        foreach (var task in message.Tasks.Where(task => held.TryAdd(task.LeaseToken, true)))
        {
            var may = await Placement().StartAttemptsAsync(Id, [task.LeaseToken], Guid.NewGuid().ToString("N"), CancellationToken.None);
            if (!may[0])
                continue;
            executions.Enqueue(task);
            var report = new TaskReport { TaskId = task.TaskId, LeaseToken = task.LeaseToken, Attempt = task.Attempt, Kind = ReportKinds.Started };
            var end = run(task) is { } error
                ? report with { Kind = error.Type == "refused" ? ReportKinds.Refused : ReportKinds.Failed, Error = error, Reason = error.Message }
                : report with { Kind = ReportKinds.Succeeded, Result = JsonElement.Parse("null") };
            var reports = await host.Get<IBus>().GetSendEndpoint(new Uri("exchange:" + host.Get<BusNames>().TaskReports));
            await reports.Send(new TaskReports { TargetId = Id, Reports = [report, end] });
        }
    }

    private async Task BeatAsync()
    {
        while (!gone.Task.IsCompleted)
        {
            var renewal = await Placement().RenewAsync(Id, [.. held.Keys], CancellationToken.None);
            foreach (var token in renewal.Gone)
                held.TryRemove(token, out _);
            Tell(renewal.News);
            await Task.WhenAny(gone.Task, Task.Delay(Heartbeat, TimeProvider.System));
        }
    }

    private void Tell(PlacementNews news) => host.Get<PlacementNewsQueue>().Add(news);

    private IPlacementStore Placement() => host.Get<IPlacementStore>();
}

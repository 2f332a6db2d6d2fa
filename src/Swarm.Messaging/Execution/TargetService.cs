using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Swarm.Messaging.Contracts.Execution;
using Swarm.Messaging.Outbox;
using Swarm.Messaging.Placement;

namespace Swarm.Messaging.Execution;

/// <summary>
/// Registers this host's targets, runs them, and at a stop drains them: no new work, running attempts may end, those that do not have failed, and what has not begun goes back at once.
/// </summary>
internal sealed partial class TargetService(
    LocalTargets targets,
    NearTargets near,
    IPlacementStore placement,
    HeldAttempts held,
    ReportSender reports,
    PlacementNewsQueue news,
    LeaseKeeper keeper,
    Predecessor predecessor,
    IOptions<ExecutionOptions> options,
    TimeProvider time,
    ILogger<TargetService> log) : IHostedService, IDisposable
{
    private static readonly TimeSpan ReportsActedOn = TimeSpan.FromSeconds(5);

    /// <summary>Longer than a database node waits for its commit and for the answer to its cancel.</summary>
    private static readonly TimeSpan HeardFor = TimeSpan.FromSeconds(4);

    private readonly CancellationTokenSource stop = new();
    private Task running = Task.CompletedTask;

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        foreach (var target in targets.All)
        {
            var definition = target.Refresh();
            news.Add(await placement.RegisterTargetAsync(definition, cancellationToken).ConfigureAwait(false));
            target.Registered(definition);
            near.Open(definition.TargetId, target.Accept);
            Registered(definition.TargetId, definition.Slots, string.Join(", ", definition.Capabilities));
        }

        await SucceedAsync(cancellationToken).ConfigureAwait(false);
        keeper.Start();
        running = Task.WhenAll(targets.All.Select(t => Task.Run(() => t.RunAsync(stop.Token), CancellationToken.None)));
    }

    /// <summary>Nobody waits for leases of a process that does not exist.</summary>
    private async Task SucceedAsync(CancellationToken cancellation)
    {
        if (predecessor.HostId is not { } dead)
            return;
        foreach (var target in (await placement.TargetsAsync(cancellation).ConfigureAwait(false)).Targets.Where(t => t.Type == TargetTypes.Pool && t.HostId == dead))
        {
            news.Add(predecessor.Outliving.Any(kind => target.TargetId == LocalTargetDefinitions.IdOf(kind, dead))
                ? await placement.RemoveTargetAsync(target.TargetId, cancellation).ConfigureAwait(false)
                : await placement.RemoveDeadTargetAsync(target.TargetId, cancellation).ConfigureAwait(false));
            Succeeded(target.TargetId, target.Used);
        }
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        foreach (var target in targets.All)
            await TryAsync(() => placement.DrainTargetAsync(target.Definition.TargetId, null, cancellationToken)).ConfigureAwait(false);
        await stop.CancelAsync().ConfigureAwait(false);
        await running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        foreach (var target in targets.All)
            target.Leave("the host stops");
        await DrainAsync(cancellationToken).ConfigureAwait(false);
        await CutOffAsync(held.All().Where(a => a.ReportedAt == 0).ToLookup(a => a.IsHeard)).ConfigureAwait(false);
        await TryAsync(() => reports.DrainedAsync(cancellationToken)).ConfigureAwait(false);
        await ActedOnAsync(cancellationToken).ConfigureAwait(false);
        keeper.Stop();
        // What was placed here and has not even arrived goes back at once, too.
        foreach (var target in targets.All)
        {
            near.Close(target.Definition.TargetId);
            await TryAsync(async () => news.Add(await placement.RemoveTargetAsync(target.Definition.TargetId, cancellationToken).ConfigureAwait(false))).ConfigureAwait(false);
        }

        await news.SettledAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    public void Dispose() => stop.Dispose();

    /// <summary>A stop goes on whatever is out of reach: leases run out by themselves.</summary>
    private async Task TryAsync(Func<Task> step)
    {
        try
        {
            await step().ConfigureAwait(false);
        }
        catch (Exception e)
        {
            NotGivenBack(held.Count, e);
        }
    }

    /// <summary>Those that are heard have a moment to say what stands.</summary>
    private async Task CutOffAsync(ILookup<bool, HeldAttempt> heard)
    {
        // First: what has not begun inside the target does not begin any more.
        foreach (var attempt in heard.SelectMany(both => both))
            attempt.CutOff();
        foreach (var attempt in heard[false])
            Report(attempt);
        // However long the drain has taken of the host's time to stop: what is said now cannot be said later.
        await Task.WhenAll(heard[true].Select(attempt => attempt.Ended)).WaitAsync(HeardFor, time, CancellationToken.None).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        foreach (var attempt in heard[true])
            Report(attempt);
    }

    /// <summary>What has begun may have had effects: to give it back uncounted would execute it once more than its policy allows.</summary>
    private void Report(HeldAttempt attempt)
    {
        if (!attempt.TryEnd(time.GetTimestamp()))
            return;
        var report = new TaskReport { TaskId = attempt.Task.TaskId, LeaseToken = attempt.Token, Attempt = attempt.Task.Attempt, Kind = ReportKinds.Returned };
        reports.Send(attempt.TargetId, attempt.HasBegun
            ? report with
            {
                Kind = ReportKinds.Failed,
                At = time.GetUtcNow(),
                Error = new TaskError(StoppedErrors.Host, $"The host stopped, and this execution did not end within the {options.Value.DrainTimeout.TotalSeconds:0.###} s that it waited."),
            }
            : report with { Reason = "the host stopped before it had begun" });
    }

    /// <summary>Lets running attempts end within the limit.</summary>
    private async Task DrainAsync(CancellationToken cancellation)
    {
        var begun = time.GetTimestamp();
        while (held.All().Any(a => a.ReportedAt == 0) && time.GetElapsedTime(begun) < options.Value.DrainTimeout && !cancellation.IsCancellationRequested)
            await Task.Delay(TimeSpan.FromMilliseconds(50), time, cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    /// <summary>
    /// Waits a moment until sagas have released what was reported, on whichever host: in memory a report that nobody has acted on is lost
    /// with this process, and work that was done would be done again.
    /// </summary>
    private async Task ActedOnAsync(CancellationToken cancellation)
    {
        var begun = time.GetTimestamp();
        while (held.Count > 0 && time.GetElapsedTime(begun) < ReportsActedOn && !cancellation.IsCancellationRequested)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(50), time, cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            try
            {
                keeper.RunOnce();
            }
            catch (Exception e)
            {
                NotGivenBack(held.Count, e);
                return;
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Count} attempts could not be given back; their leases expire")]
    private partial void NotGivenBack(int count, Exception exception);

    [LoggerMessage(Level = LogLevel.Information, Message = "{TargetId} was of the host before this one, which is gone: its {Count} attempts need not wait for their leases")]
    private partial void Succeeded(string targetId, int count);

    [LoggerMessage(Level = LogLevel.Information, Message = "Target {TargetId} offers {Slots} slots for {Capabilities}")]
    private partial void Registered(string targetId, int slots, string capabilities);
}

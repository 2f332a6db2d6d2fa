using Microsoft.Extensions.Logging;
using Swarm.Messaging.Bus;
using Swarm.Messaging.Contracts.Execution;
using Swarm.Messaging.Scheduling;

namespace Swarm.Messaging.Tasks;

/// <summary>
/// Reports for tasks that a newer host stored: they go back to the queue every 5 s, all of a target in one message, until a host takes them that knows the
/// task. Their carriers stay unacknowledged so long, so a crash loses none.
/// </summary>
internal sealed class PostponedReports(IEnvelopeSender sender, BusNames names, TimeProvider time, ILogger<PostponedReports> log)
    : PeriodicService(TimeSpan.FromSeconds(5), time, log)
{
    private readonly Lock gate = new();
    private List<(string? TargetId, TaskReport Report)> waiting = [];
    private TaskCompletionSource sent = NewRound();
    private bool stopped;

    /// <summary>Returns when they have been sent again.</summary>
    public async Task SendAgainAsync(string? targetId, IReadOnlyList<TaskReport> reports, CancellationToken cancellation)
    {
        Task round;
        bool now;
        lock (gate)
        {
            waiting.AddRange(reports.Select(r => (targetId, r)));
            (round, now) = (sent.Task, stopped);
        }

        if (now)
            await RunOnceAsync(cancellation).ConfigureAwait(false);
        await round.WaitAsync(cancellation).ConfigureAwait(false);
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken).ConfigureAwait(false);
        lock (gate)
            stopped = true;
        await RunOnceAsync(cancellationToken).ConfigureAwait(false);
    }

    public async Task RunOnceAsync(CancellationToken cancellation)
    {
        List<(string? TargetId, TaskReport Report)> reports;
        TaskCompletionSource round;
        lock (gate)
        {
            if (waiting.Count == 0)
                return;
            (reports, round) = (waiting, sent);
            (waiting, sent) = ([], NewRound());
        }

        try
        {
            foreach (var target in reports.GroupBy(r => r.TargetId))
            {
                var message = new TaskReports { TargetId = target.Key, Reports = [.. target.Select(r => r.Report)] };
                await sender.DeliverAsync(new Uri("exchange:" + names.TaskReports), message, cancellation).ConfigureAwait(false);
            }

            round.SetResult();
        }
        catch (Exception e)
        {
            // Their carriers come again.
            round.SetException(e);
            throw;
        }
    }

    protected override async Task<bool> RunAsync(CancellationToken cancellation)
    {
        await RunOnceAsync(cancellation).ConfigureAwait(false);
        return false;
    }

    private static TaskCompletionSource NewRound() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}

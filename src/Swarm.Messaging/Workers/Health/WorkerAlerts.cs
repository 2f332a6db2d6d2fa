using System.Threading.Channels;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Swarm.Messaging.Alerts;
using Swarm.Messaging.Execution;
using Swarm.Messaging.Workers.Pool;

namespace Swarm.Messaging.Workers.Health;

/// <summary>Makes conditions of workers known to the whole installation, in their order.</summary>
internal sealed partial class WorkerAlerts : BackgroundService
{
    private static readonly TimeSpan BeforeNextTry = TimeSpan.FromSeconds(2);

    private readonly Channel<WorkerCondition> conditions = Channel.CreateBounded<WorkerCondition>(
        new BoundedChannelOptions(10_000) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true });

    private readonly AlertService alerts;
    private readonly HostIdentity host;
    private readonly TimeProvider time;
    private readonly ILogger<WorkerAlerts> log;

    public WorkerAlerts(WorkerPool pool, AlertService alerts, HostIdentity host, TimeProvider time, ILogger<WorkerAlerts> log)
    {
        (this.alerts, this.host, this.time, this.log) = (alerts, host, time, log);
        pool.ConditionChanged += Tell;
    }

    public void Tell(WorkerCondition condition) => conditions.Writer.TryWrite(condition);

    public override Task StopAsync(CancellationToken cancellationToken)
    {
        // The pool has stopped: what it said last is still told.
        conditions.Writer.TryComplete();
        return base.StopAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await foreach (var condition in conditions.Reader.ReadAllAsync(CancellationToken.None).ConfigureAwait(false))
        {
            while (!await TellAsync(condition).ConfigureAwait(false) && !stoppingToken.IsCancellationRequested)
                await Task.Delay(BeforeNextTry, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task<bool> TellAsync(WorkerCondition condition)
    {
        // The pool has a name of its own: the host has a pool of instances, too, which may be at its greatest size.
        var subject = $"{host.HostId}/{condition.WorkerId ?? "workers"}";
        try
        {
            if (condition.On)
            {
                await alerts.RaiseAsync(
                    new Condition(condition.Name, condition.Severity, subject, condition.Value, condition.Threshold, true, false, condition.Hint), CancellationToken.None).ConfigureAwait(false);
            }
            else
            {
                await alerts.ClearAsync(condition.Name, subject, condition.Value, CancellationToken.None).ConfigureAwait(false);
            }

            return true;
        }
        catch (Exception e)
        {
            NotTold(condition.Name, subject, e);
            return false;
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The alert {AlertName} of {Subject} could not be stored; trying again")]
    private partial void NotTold(string alertName, string subject, Exception exception);
}

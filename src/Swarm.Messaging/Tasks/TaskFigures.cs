using Swarm.Messaging.Contracts.Tasks;
using Swarm.Messaging.Metrics;
using Swarm.Messaging.Sagas;

namespace Swarm.Messaging.Tasks;

/// <summary>What this host's commits did to tasks: counters, and how its last tasks ended.</summary>
internal sealed class TaskFigures : IDisposable
{
    private readonly CommitWatch watch;
    private readonly HostMeter meter;

    public TaskFigures(CommitWatch watch, HostMeter meter)
    {
        (this.watch, this.meter) = (watch, meter);
        watch.Committed += Count;
    }

    public RecentEnds Recent { get; } = new();

    public void Dispose() => watch.Committed -= Count;

    private void Count(SeenCommit commit)
    {
        meter.Commit.Record(commit.Took.TotalSeconds, new KeyValuePair<string, object?>("saga", commit.SagaType));
        if (commit.SagaType != TaskDefinition.TypeName)
            return;
        foreach (var step in commit.Transitions)
        {
            if (step.From is null)
                meter.Accepted.Add(1);
            if (step.From == step.To || !TaskStates.IsEnd(step.To))
                continue;
            meter.Ended.Add(1, new KeyValuePair<string, object?>("state", step.To));
            Recent.Add(failed: step.To == TaskStates.DeadLettered);
        }
    }
}

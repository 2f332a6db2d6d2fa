using Swarm.Messaging.Contracts.Tasks;
using Swarm.Messaging.Metrics;
using Swarm.Messaging.Sagas;

namespace Swarm.Messaging.Tasks;

/// <summary>What this host's commits did to tasks: counters, and how its last tasks ended.</summary>
internal sealed class TaskFigures : IDisposable
{
    private readonly CommitWatch watch;
    private readonly HostMeter meter;

    public TaskFigures(CommitWatch watch, HostMeter meter, TimeProvider time)
    {
        (this.watch, this.meter) = (watch, meter);
        (FailedItems, LeftForNewer) = (new(time), new(time));
        watch.Committed += Count;
        watch.Refused += Count;
    }

    public RecentEnds Recent { get; } = new();

    /// <summary>Items on which a saga threw, alone and repeatedly.</summary>
    public RecentTimes FailedItems { get; }

    /// <summary>Items of sagas that a newer host stored.</summary>
    public RecentTimes LeftForNewer { get; }

    public void Dispose()
    {
        watch.Committed -= Count;
        watch.Refused -= Count;
    }

    private void Count(ItemOutcome refused) => (refused is ItemOutcome.LeftForNewer ? LeftForNewer : FailedItems).Add();

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

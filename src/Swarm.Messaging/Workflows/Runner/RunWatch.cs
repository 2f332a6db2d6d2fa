using Swarm.Messaging.Contracts.Workflows;
using Swarm.Messaging.Sagas;

namespace Swarm.Messaging.Workflows.Runner;

/// <summary>How long runs took whose end this host stored: over all hosts each is seen by one.</summary>
internal sealed class RunWatch : IDisposable
{
    private readonly CommitWatch watch;

    public RunWatch(CommitWatch watch, TimeProvider time)
    {
        (this.watch, Times) = (watch, new RunTimes(time));
        watch.Committed += See;
    }

    public RunTimes Times { get; }

    public void Dispose() => watch.Committed -= See;

    private void See(SeenCommit commit)
    {
        if (commit.Saga is WorkflowSaga { EndedAt: { } ended } saga && commit.Transitions is [.., { } last] && last.From != last.To && WorkflowStates.IsEnd(last.To))
            Times.Add(ended - saga.BegunAt);
    }
}

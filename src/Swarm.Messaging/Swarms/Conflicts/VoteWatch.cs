using Microsoft.Extensions.Logging;
using Swarm.Messaging.Scheduling;

namespace Swarm.Messaging.Swarms.Conflicts;

/// <summary>Decides votes in time, whoever opened them.</summary>
internal sealed class VoteWatch(SwarmConflicts conflicts, TimeProvider time, ILogger<VoteWatch> log) : PeriodicService(TimeSpan.FromSeconds(1), time, log)
{
    protected override async Task<bool> RunAsync(CancellationToken cancellation)
    {
        await conflicts.DecideDueAsync(cancellation).ConfigureAwait(false);
        return false;
    }
}

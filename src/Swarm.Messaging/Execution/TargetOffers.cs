using Microsoft.Extensions.Logging;
using Swarm.Messaging.Outbox;
using Swarm.Messaging.Placement;
using Swarm.Messaging.Scheduling;

namespace Swarm.Messaging.Execution;

/// <summary>
/// Tells placement of targets whose offer has changed, so that it knows what they can take. Stops before the targets drain: a
/// registration would make them active again.
/// </summary>
internal sealed partial class TargetOffers(
    LocalTargets targets, IPlacementStore placement, PlacementNewsQueue news, TimeProvider time, ILogger<TargetOffers> log)
    : PeriodicService(TimeSpan.FromSeconds(1), time, log)
{
    protected override async Task<bool> RunAsync(CancellationToken cancellation)
    {
        await RunOnceAsync(cancellation).ConfigureAwait(false);
        return false;
    }

    /// <returns>How many had changed.</returns>
    public async Task<int> RunOnceAsync(CancellationToken cancellation)
    {
        var changed = 0;
        foreach (var target in targets.All.Where(t => t.IsStale))
        {
            var definition = target.Refresh();
            news.Add(await placement.RegisterTargetAsync(definition, cancellation).ConfigureAwait(false));
            target.Registered(definition);
            Changed(definition.TargetId, definition.Slots, definition.Capabilities.Count);
            changed++;
        }

        return changed;
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Target {TargetId} now offers {Slots} slots for {Count} capabilities")]
    private partial void Changed(string targetId, int slots, int count);
}

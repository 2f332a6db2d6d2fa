using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using Swarm.Messaging.Outbox;
using Swarm.Messaging.Placement;

namespace Swarm.Messaging.Execution;

/// <summary>Tells placement when a target of this host has got more places, or fewer.</summary>
internal sealed partial class TargetResizer(
    LocalTargets targets, IPlacementStore placement, PlacementNewsQueue news, TimeProvider time, ILogger<TargetResizer> log)
{
    private static readonly TimeSpan BeforeNextTry = TimeSpan.FromSeconds(1);

    private readonly Channel<LocalTarget> changed = Channel.CreateUnbounded<LocalTarget>(new() { SingleReader = true });

    /// <summary>Until cancelled. What changed before is told first.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        foreach (var target in targets.All)
        {
            target.Resized += Note;
            Note(target);
        }

        try
        {
            await foreach (var target in changed.Reader.ReadAllAsync(cancellation).ConfigureAwait(false))
                await TellAsync(target, cancellation).ConfigureAwait(false);
        }
        finally
        {
            foreach (var target in targets.All)
                target.Resized -= Note;
        }
    }

    private void Note(LocalTarget target) => changed.Writer.TryWrite(target);

    private async Task TellAsync(LocalTarget target, CancellationToken cancellation)
    {
        var slots = target.Slots;
        if (slots == target.Told)
            return;
        try
        {
            if (slots == 0)
            {
                await placement.DrainTargetAsync(target.Definition.TargetId, cancellation).ConfigureAwait(false);
            }
            else
            {
                target.Definition = target.Definition with { Slots = slots };
                news.Add(await placement.RegisterTargetAsync(target.Definition, cancellation).ConfigureAwait(false));
            }

            Resized(target.Definition.TargetId, target.Told, slots);
            target.Told = slots;
        }
        catch (Exception e) when (!cancellation.IsCancellationRequested)
        {
            NotTold(target.Definition.TargetId, slots, e);
            await Task.Delay(BeforeNextTry, time, cancellation).ConfigureAwait(false);
            Note(target);
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Target {TargetId} offers {Slots} slots, before {Before}")]
    private partial void Resized(string targetId, int before, int slots);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Placement could not be told that {TargetId} has {Slots} slots now; trying again")]
    private partial void NotTold(string targetId, int slots, Exception exception);
}

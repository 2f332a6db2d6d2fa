namespace Swarm.Messaging.Workers;

/// <summary>How many workers the automatic loop adds, or lets go. Pure.</summary>
internal static class ScalingDecision
{
    /// <param name="queued">Tasks that wait for a worker.</param>
    /// <param name="total">Workers.</param>
    /// <param name="busy">Of them.</param>
    /// <param name="kept">The size that an operator has asked for; 0: none.</param>
    /// <returns>Above 0: to add; below: to let go.</returns>
    public static int Of(WorkersOptions options, long queued, int total, int busy, int kept = 0) =>
        queued > options.ScaleUpBacklog && total < options.MaxWorkers ? options.ScaleUpStep
        : queued == 0 && busy < options.ScaleDownBusy && total > Math.Max(options.ScaleDownAbove, kept) ? -Math.Min(options.ScaleDownStep, total - kept)
        : 0;
}

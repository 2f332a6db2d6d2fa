namespace Swarm.Messaging.Workflows.Runner;

/// <summary>How many workers a check adds, or lets go. Pure.</summary>
internal static class NodePoolScaling
{
    /// <param name="depth">Nodes that wait for a slot.</param>
    /// <param name="size">Workers.</param>
    /// <param name="anyIdle">One has had nothing to do for long.</param>
    /// <returns>Above 0: to add; -1: one leaves.</returns>
    public static int Of(RunnerOptions options, long depth, int size, bool anyIdle)
    {
        if (size < options.MinWorkers)
            return options.MinWorkers - size;
        if (!options.EnableAutoScaling)
            return 0;
        var wanted = Math.Min(Math.Min(depth / options.ScaleUpDepth, options.ScaleUpMost), options.MaxWorkers - size);
        return wanted > 0 ? (int)wanted : anyIdle && size > options.MinWorkers && depth < options.ScaleUpDepth ? -1 : 0;
    }
}

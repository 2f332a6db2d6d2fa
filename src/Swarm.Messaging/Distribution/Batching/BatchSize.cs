namespace Swarm.Messaging.Distribution.Batching;

/// <summary>How many tasks flush a batch. Pure.</summary>
internal static class BatchSize
{
    /// <param name="learned">What the batches before have led to; 0: nothing yet.</param>
    public static int Now(DistributionOptions options, int learned) =>
        options.AdaptiveBatches && learned > 0 ? Math.Clamp(learned, options.BatchSize, options.LargestBatch) : options.BatchSize;

    /// <summary>What a flushed batch leads to.</summary>
    /// <param name="size">What would have flushed it.</param>
    /// <param name="took">From its first task to the flush.</param>
    public static int After(DistributionOptions options, int size, int tasks, TimeSpan took) =>
        !options.AdaptiveBatches ? 0
        : tasks >= size && took <= options.BatchWindow / 2 ? Math.Min(options.LargestBatch, size * 2)
        : tasks * 2 < size ? Math.Max(options.BatchSize, size / 2)
        : size;
}

namespace Swarm.Messaging.Workflows.Runner;

/// <summary>A worker, for the choice of one.</summary>
/// <param name="Number">Rises with each worker that is added.</param>
/// <param name="Tasks">Nodes it has, counted from when it was given them.</param>
/// <param name="Capacity">Nodes it may have.</param>
/// <param name="Processed">Nodes it has ended.</param>
/// <param name="IdleFor">Since it last had something to do; zero while it has.</param>
public readonly record struct NodeWorkerView(string WorkerId, int Number, int Tasks, int Capacity, long Processed, TimeSpan IdleFor)
{
    /// <summary>0..1.</summary>
    public double Load => (double)Tasks / Capacity;
}

namespace Swarm.Messaging.Placement.Flow;

/// <summary>Limits, pauses and weights by key, beside targets and leases: an attempt is counted by the script that gives it a slot, so a budget is exact whoever spends it.</summary>
public interface IFlowStore
{
    /// <summary>What runs already counts too; a lower limit takes nothing away.</summary>
    Task<PlacementNews> SetLimitAsync(FlowLimit limit, CancellationToken cancellation);

    /// <summary>Nothing is said of the key any more.</summary>
    Task<PlacementNews> RemoveLimitAsync(string key, CancellationToken cancellation);

    Task<FlowChanged> PauseAsync(FlowPause pause, CancellationToken cancellation);

    Task<FlowChanged> ResumeAsync(string key, CancellationToken cancellation);

    /// <summary>The pace follows what a service says; a limit that somebody has set stays.</summary>
    Task<PlacementNews> TellAsync(FlowFeedback feedback, CancellationToken cancellation);

    /// <summary>Every key of which something is said or that is waited for, in the order of the keys; at most 1,000.</summary>
    Task<IReadOnlyList<FlowReport>> ListAsync(CancellationToken cancellation);
}

/// <param name="Changed">False: it was so already.</param>
public sealed record FlowChanged(bool Changed, PlacementNews News);

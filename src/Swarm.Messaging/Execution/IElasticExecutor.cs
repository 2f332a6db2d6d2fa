namespace Swarm.Messaging.Execution;

/// <summary>An executor that can do more or less while it runs: its target is registered again whenever the offer has changed.</summary>
public interface IElasticExecutor : ITaskExecutor
{
    /// <summary>False: this host accepts such tasks and never runs any; it has no target for them.</summary>
    bool IsOffered { get; }

    /// <summary>Now. Asked about once a second: cheap.</summary>
    TargetOffer Offer { get; }

    /// <summary>
    /// True: an attempt begins when the executor calls <see cref="TaskExecution.Begun"/>, and only then is told as started and its timeout
    /// counts: waiting inside the target is no execution. False: it begins when it is handed over.
    /// </summary>
    bool TellsBegin { get; }

    /// <summary>
    /// How much longer than its timeout an attempt may take: the executor ends attempts at their timeout itself, counted from when the work
    /// really begins, and names where it happened.
    /// </summary>
    TimeSpan Grace { get; }

    /// <summary>
    /// True: what it returns of an attempt that a stopping host has cut off counts for a few seconds, if it is a success or a failure that is not retryable; so work of which nobody
    /// can tell whether it was done is not done again by the next host. False: whatever is cut off has failed as <c>host_stopped</c>.
    /// </summary>
    bool IsHeardAtStop => false;
}

namespace Swarm.Messaging.Execution;

/// <summary>An executor that can do more or less while it runs: its target is registered again whenever the offer has changed.</summary>
public interface IElasticExecutor : ITaskExecutor
{
    /// <summary>Now. Asked about once a second: cheap.</summary>
    TargetOffer Offer { get; }

    /// <summary>
    /// How much longer than its timeout an attempt may take: the executor ends attempts at their timeout itself, counted from when the work
    /// really begins, and names where it happened.
    /// </summary>
    TimeSpan Grace { get; }
}

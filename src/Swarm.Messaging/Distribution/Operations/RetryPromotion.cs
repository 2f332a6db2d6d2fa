namespace Swarm.Messaging.Distribution.Operations;

/// <summary>What a failed execution does to a task's rank.</summary>
public enum RetryPromotion
{
    /// <summary>Nothing: promotion of failing work would starve healthy work.</summary>
    None,

    /// <summary>Low and background become high.</summary>
    High,
}

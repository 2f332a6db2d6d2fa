namespace Swarm.Messaging.Routing;

/// <summary>Whether a target can take the attempt now, and if not, the first reason against it.</summary>
public enum CandidateState
{
    Free,

    /// <summary>It serves the task, and every slot is in use.</summary>
    Full,

    /// <summary>It serves the task and is not active: it drains, or its circuit is open.</summary>
    Inactive,

    /// <summary>It serves the task and has not been heard of for too long.</summary>
    Silent,

    /// <summary>It serves the task, which has failed there.</summary>
    Avoided,

    /// <summary>It does not declare something that is needed.</summary>
    Lacking,
}

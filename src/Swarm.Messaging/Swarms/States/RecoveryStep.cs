namespace Swarm.Messaging.Swarms.States;

/// <summary>What became of the begin of a recovery.</summary>
public enum RecoveryStep
{
    /// <summary>It is recovering, and a process has it; also when it was so before.</summary>
    Begun,

    /// <summary>All places are taken: ask again.</summary>
    NoPlace,

    /// <summary>No process offers to host it: ask again.</summary>
    NoHost,

    /// <summary>The state was written meanwhile: make it anew.</summary>
    Changed,

    /// <summary>Others were quicker each time, with its state or with what its coordinators wait for: nothing was changed.</summary>
    Busy,

    /// <summary>It is not interrupted.</summary>
    NotInterrupted,

    /// <summary>There is none of that id.</summary>
    Missing,
}

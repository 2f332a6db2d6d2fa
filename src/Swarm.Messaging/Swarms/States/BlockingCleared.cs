namespace Swarm.Messaging.Swarms.States;

/// <summary>What became of forgetting what a coordinator waits for.</summary>
public enum BlockingCleared
{
    Cleared,

    /// <summary>There was none.</summary>
    Nothing,

    /// <summary>There is no such swarm.</summary>
    Missing,

    /// <summary><c>id_conflict</c>: the message of the command has asked for something else before.</summary>
    Other,
}

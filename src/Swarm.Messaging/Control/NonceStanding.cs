namespace Swarm.Messaging.Control;

internal enum NonceStanding
{
    /// <summary>This host saw it before, or all others did long ago.</summary>
    Replayed,

    /// <summary>No host saw it before.</summary>
    First,

    /// <summary>Another host saw it just now.</summary>
    AlsoHere,
}

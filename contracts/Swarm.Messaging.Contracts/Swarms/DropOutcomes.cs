namespace Swarm.Messaging.Contracts.Swarms;

/// <summary>Why a heartbeat did not count.</summary>
public static class DropOutcomes
{
    /// <summary>The host has the swarm under another term, which is among those it hosts: go on with that.</summary>
    public const string Stale = "stale";

    /// <summary>It is still this host's own, and a stand-in keeps it alive: it was silent for too long. Registered again by this host it comes back.</summary>
    public const string StandIn = "stand_in";

    /// <summary>It is another's.</summary>
    public const string Taken = "taken";

    /// <summary>It has completed or failed.</summary>
    public const string Ended = "ended";

    /// <summary>There is none of that id any more.</summary>
    public const string Gone = "gone";
}
